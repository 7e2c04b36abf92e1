using System.Globalization;
using System.Text;

namespace Chat.Messages;

/// <summary>
/// Appends runs of plain text, escaped, with the addresses and names in them as links. What follows a link is treated like the beginning of a run,
/// so that formatting the result again finds the same.
/// </summary>
/// <param name="linksNames">Whether <c>@name</c> and <c>#channel</c> become links.</param>
internal sealed class MrkdwnLinker(StringBuilder output, bool linksNames, MrkdwnNames? names)
{
    private const int MaxName = 80;

    /// <summary>Up to here no mail address can begin, because one that begins earlier was found wanting.</summary>
    private int localPartEnd;

    /// <summary>Up to here a name reaches that nobody has, or a mail address that is none; nothing in the midst of it is a link.</summary>
    private int blockedEnd;

    public void Append(ReadOnlySpan<char> run)
    {
        while (!run.IsEmpty)
        {
            var taken = AppendUntilLink(run);
            run = run[taken..];
        }
    }

    /// <summary>Appends up to the end of the first link (or of the run) and answers how many characters that took.</summary>
    private int AppendUntilLink(ReadOnlySpan<char> run)
    {
        localPartEnd = blockedEnd = 0;
        for (var at = 0; at < run.Length; at++)
        {
            var previous = at == 0 ? ' ' : run[at - 1];
            if (at < blockedEnd || char.IsLetterOrDigit(previous))
                continue;
            var mark = output.Length;
            var length = TryLink(run, at, previous);
            if (length == 0)
                continue;
            // The link was appended; what stands before it goes in front.
            var link = output.ToString(mark, output.Length - mark);
            output.Length = mark;
            Mrkdwn.AppendEscaped(output, run[..at]);
            output.Append(link);
            return at + length;
        }
        Mrkdwn.AppendEscaped(output, run);
        return run.Length;
    }

    /// <summary>Appends the link that begins here and answers how many characters it takes; 0 if none does.</summary>
    private int TryLink(ReadOnlySpan<char> run, int at, char previous)
    {
        var text = run[at..];
        return text[0] switch
        {
            '@' when linksNames && previous is not ('.' or '_' or '-' or '+' or '@' or '/') => TryUser(text, at),
            '#' when linksNames && previous is not ('#' or '/' or '&') => TryChannel(text, at),
            _ when char.IsAsciiLetterOrDigit(text[0]) => TryAddress(run, at, previous),
            _ => 0,
        };
    }

    private int TryAddress(ReadOnlySpan<char> run, int at, char previous)
    {
        var text = run[at..];
        var length = MrkdwnUrlScanner.LengthOfUrl(text, previous);
        if (length > 0)
        {
            MrkdwnSequence.AppendLink(output, "", text[..length], "");
            return length;
        }
        length = previous is '.' or '/' or '@' or '-' ? 0 : MrkdwnUrlScanner.LengthOfHost(text, previous);
        if (length > 0)
        {
            MrkdwnSequence.AppendLink(output, "http://", text[..length], text[..length]);
            return length;
        }
        if (MrkdwnUrlScanner.StartsWithMailTo(text) && (length = MrkdwnUrlScanner.LengthOfMail(text[7..], out _, out _)) > 0)
        {
            MrkdwnSequence.AppendLink(output, "mailto:", text.Slice(7, length), "");
            return 7 + length;
        }
        return at < localPartEnd ? 0 : TryMail(text, at, previous);
    }

    private int TryMail(ReadOnlySpan<char> text, int at, char previous)
    {
        var length = MrkdwnUrlScanner.LengthOfMail(text, out var local, out var spent);
        localPartEnd = at + local;
        blockedEnd = at + spent;
        if (length == 0 || previous is '/' or '@')
            return 0;
        MrkdwnSequence.AppendLink(output, "mailto:", text[..length], text[..length]);
        return length;
    }

    private int TryUser(ReadOnlySpan<char> text, int at)
    {
        var whole = NameLength(text, isUser: true);
        blockedEnd = at + 1 + whole;
        for (var length = whole; length is > 0 and <= MaxName; length--)
        {
            var name = text.Slice(1, length).ToString().ToLowerInvariant();
            if (name is "here" or "channel" or "everyone")
                output.Append(CultureInfo.InvariantCulture, $"<!{name}>");
            else if (names?.User(name) is { } user)
                output.Append(CultureInfo.InvariantCulture, $"<@{user}>");
            else if (name[^1] is '.' or '-' or '_')
                // A sentence's end, perhaps, and not the name's.
                continue;
            else
                return 0;
            return 1 + length;
        }
        return 0;
    }

    private int TryChannel(ReadOnlySpan<char> text, int at)
    {
        var whole = NameLength(text, isUser: false);
        blockedEnd = at + 1 + whole;
        for (var length = whole; length is > 0 and <= MaxName; length--)
        {
            var name = text.Slice(1, length).ToString().ToLowerInvariant();
            if (names?.Channel(name) is { } channel)
            {
                output.Append(CultureInfo.InvariantCulture, $"<#{channel}|{name}>");
                return 1 + length;
            }
            if (name[^1] is not ('-' or '_'))
                return 0;
        }
        return 0;
    }

    private static int NameLength(ReadOnlySpan<char> text, bool isUser)
    {
        var end = 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '_' || (isUser && text[end] == '.')))
            end++;
        return end - 1;
    }
}
