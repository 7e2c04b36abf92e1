using Chat.Messages;

namespace Chat.Unfurling;

/// <summary>The links of a message that Slack would show a preview of.</summary>
public static class MessageLinks
{
    /// <summary>A text that surely has none is told from others at no cost.</summary>
    public static bool MayHaveAny(string text) => text.Contains("<http", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Addresses of <c>&lt;http…&gt;</c> and <c>&lt;http…|label&gt;</c>, in the text's order, each page once, unescaped. Not in <c>`code`</c> or
    /// <c>```blocks```</c>, and not those whose label is a part of the address itself, its scheme left out: who writes <c>example.com</c> mentions it only.
    /// </summary>
    /// <param name="text">As it is stored (<see cref="Mrkdwn"/>).</param>
    /// <param name="most">Those beyond are passed over.</param>
    public static IReadOnlyList<string> In(string text, int most)
    {
        var found = new List<string>();
        var pages = new HashSet<string>(StringComparer.Ordinal);
        var code = new MrkdwnCode(text);
        for (var at = 0; found.Count < most;)
        {
            var next = text.AsSpan(at).IndexOfAny('`', '<');
            if (next < 0)
                break;
            at += next;
            var length = text[at] == '`' ? code.LengthAt(at) : MrkdwnSequence.LengthOf(text.AsSpan(at));
            if (length > 0 && text[at] == '<' && Address(text.AsSpan(at + 1, length - 2)) is { } link && pages.Add(link.Page))
                found.Add(link.Url);
            at += Math.Max(1, length);
        }
        return found;
    }

    private static (string Url, string Page)? Address(ReadOnlySpan<char> sequence)
    {
        var bar = sequence.IndexOf('|');
        var url = Mrkdwn.Unescape(bar < 0 ? sequence : sequence[..bar]).ToString();
        if (!PageAddress.TryParse(url, out var address))
            return null;
        if (bar >= 0 && Mrkdwn.Unescape(sequence[(bar + 1)..]) is { IsEmpty: false } label && WithoutScheme(url).Contains(label, StringComparison.Ordinal))
            return null;
        return (url, PageAddress.Normalise(address));
    }

    private static ReadOnlySpan<char> WithoutScheme(string url) => url.AsSpan(url.IndexOf("//", StringComparison.Ordinal) + 2);
}
