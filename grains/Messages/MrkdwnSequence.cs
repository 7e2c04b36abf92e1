using System.Text;

namespace Chat.Messages;

/// <summary>One <c>&lt;…&gt;</c>: mention, channel, command or link, each with an optional label after <c>|</c>.</summary>
internal static class MrkdwnSequence
{
    /// <summary>Schemes that make a reader's program run something.</summary>
    private static readonly string[] BarredSchemes = ["javascript", "vbscript", "data"];

    /// <summary>The length of the valid sequence at the front of a text that begins with <c>&lt;</c>; 0 if there is none.</summary>
    public static int LengthOf(ReadOnlySpan<char> text)
    {
        // Stops at the next opening bracket too, so that many of them cost no more than one pass.
        var end = text[1..].IndexOfAny('<', '>') + 1;
        return end > 1 && text[end] == '>' && IsValid(text[1..end]) ? end + 1 : 0;
    }

    /// <summary>Appends a valid sequence, with stray ampersands escaped.</summary>
    public static void Append(StringBuilder output, ReadOnlySpan<char> sequence)
    {
        output.Append('<');
        Mrkdwn.AppendEscaped(output, Mrkdwn.Unescape(sequence[1..^1]));
        output.Append('>');
    }

    /// <summary>Appends a link that the server found.</summary>
    /// <param name="label">Plain text, empty for none.</param>
    public static void AppendLink(StringBuilder output, string scheme, ReadOnlySpan<char> address, ReadOnlySpan<char> label)
    {
        output.Append('<').Append(scheme);
        Mrkdwn.AppendEscaped(output, address);
        if (!label.IsEmpty)
        {
            output.Append('|');
            Mrkdwn.AppendEscaped(output, label);
        }
        output.Append('>');
    }

    private static bool IsValid(ReadOnlySpan<char> content)
    {
        var bar = content.IndexOf('|');
        var head = bar < 0 ? content : content[..bar];
        return head switch
        {
            ['@', .. var id] => UserId.TryParse(id.ToString(), out _),
            ['#', .. var id] => ChannelId.TryParse(id.ToString(), out _),
            ['!', .. var command] => IsCommand(command),
            _ => IsAddress(head),
        };
    }

    /// <summary>A word, which may be followed by arguments: <c>here</c>, <c>subteam^S01</c>, <c>date^1700000000^{date}</c>.</summary>
    private static bool IsCommand(ReadOnlySpan<char> command)
    {
        var caret = command.IndexOf('^');
        var word = caret < 0 ? command : command[..caret];
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))
                return false;
        }
        return !word.IsEmpty;
    }

    private static bool IsAddress(ReadOnlySpan<char> address)
    {
        var colon = address.IndexOf(':');
        if (colon <= 0 || colon == address.Length - 1 || !char.IsAsciiLetter(address[0]))
            return false;
        var scheme = address[..colon];
        foreach (var c in scheme)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
                return false;
        }
        foreach (var barred in BarredSchemes)
        {
            if (scheme.Equals(barred, StringComparison.OrdinalIgnoreCase))
                return false;
        }
        foreach (var c in address)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
                return false;
        }
        return true;
    }
}
