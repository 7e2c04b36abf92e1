namespace Chat.Messages;

/// <summary>Finds <c>`code`</c> and <c>```blocks```</c> in a text that is read from its front to its end.</summary>
internal struct MrkdwnCode(string text)
{
    private const string Fence = "```";

    private bool hasNoMoreFences;

    /// <summary>The characters of the code that begins at a backtick, or 0 if nothing ends it.</summary>
    public int LengthAt(int at)
    {
        if (!hasNoMoreFences && text.AsSpan(at).StartsWith(Fence))
        {
            var end = text.IndexOf(Fence, at + Fence.Length, StringComparison.Ordinal);
            if (end >= 0)
                return end + Fence.Length - at;
            // Remembered, so that many fences without an end are not searched for again and again.
            hasNoMoreFences = true;
        }
        var rest = text.AsSpan(at + 1);
        var close = rest.IndexOfAny('`', '\n');
        return close > 0 && rest[close] == '`' ? close + 2 : 0;
    }
}
