using System.Text;

namespace Chat.Messages;

/// <summary>
/// Slack's text format as the server keeps it: <c>&amp; &lt; &gt;</c> escaped, everything else between angle brackets a link, a mention or a command.
/// Linear in the text's length.
/// </summary>
public static class Mrkdwn
{
    /// <summary>
    /// Brings a posted text into the form that is stored and shown.
    /// <list type="bullet">
    /// <item><see cref="ParseMode.Default"/>: valid <c>&lt;…&gt;</c> sequences and entities stay, stray <c>&lt; &gt; &amp;</c> are escaped,
    /// bare addresses become links. Formatting the result again changes nothing.</item>
    /// <item><see cref="ParseMode.Full"/>: the text is plain: all of it is escaped, then addresses, <c>@names</c> and <c>#channels</c> become
    /// links.</item>
    /// <item><see cref="ParseMode.None"/>: unchanged.</item>
    /// </list>
    /// Nothing becomes a link inside <c>`code`</c> and <c>```blocks```</c>.
    /// </summary>
    /// <param name="linkNames">Also in default mode, names become links (Slack's <c>link_names</c>).</param>
    /// <param name="names">Null: no name is known; <c>@here</c>, <c>@channel</c> and <c>@everyone</c> need none.</param>
    public static string Format(string text, ParseMode mode, bool linkNames, MrkdwnNames? names)
    {
        if (mode == ParseMode.None || text.Length == 0)
            return text;
        var output = new StringBuilder(text.Length + 32);
        var linker = new MrkdwnLinker(output, linkNames || mode == ParseMode.Full, names);
        new Scan(text, mode == ParseMode.Full, output, linker).Run();
        return output.ToString();
    }

    /// <summary>Escapes plain text, so that it shows as it is.</summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny('&', '<', '>') < 0)
            return text;
        var output = new StringBuilder(text.Length + 16);
        AppendEscaped(output, text);
        return output.ToString();
    }

    internal static void AppendEscaped(StringBuilder output, ReadOnlySpan<char> plain)
    {
        while (plain.IndexOfAny('&', '<', '>') is var at && at >= 0)
        {
            output.Append(plain[..at]).Append(plain[at] switch { '&' => "&amp;", '<' => "&lt;", _ => "&gt;" });
            plain = plain[(at + 1)..];
        }
        output.Append(plain);
    }

    /// <summary>The inverse, which leaves every other ampersand as it is: escaping again gives the same text with stray ones escaped.</summary>
    internal static ReadOnlySpan<char> Unescape(ReadOnlySpan<char> escaped)
    {
        if (!escaped.Contains('&'))
            return escaped;
        // Ampersands last, or "&amp;lt;" would become a bracket.
        return escaped.ToString()
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);
    }

    /// <summary>Cuts a text into code, sequences and plain runs.</summary>
    private ref struct Scan(string text, bool isPlain, StringBuilder output, MrkdwnLinker linker)
    {
        private int runStart;
        private MrkdwnCode code = new(text);

        public void Run()
        {
            var at = 0;
            while (at < text.Length)
            {
                var next = text.AsSpan(at).IndexOfAny('`', '<');
                if (next < 0)
                    break;
                at += next;
                var length = text[at] == '`' ? code.LengthAt(at) : isPlain ? 0 : MrkdwnSequence.LengthOf(text.AsSpan(at));
                if (length == 0)
                {
                    // An ordinary character after all.
                    at++;
                    continue;
                }
                EndRun(at);
                if (text[at] == '`')
                    AppendCode(text.AsSpan(at, length));
                else
                    MrkdwnSequence.Append(output, text.AsSpan(at, length));
                at += length;
                runStart = at;
            }
            EndRun(text.Length);
        }

        private readonly void EndRun(int end)
        {
            var run = text.AsSpan(runStart, end - runStart);
            if (!run.IsEmpty)
                linker.Append(isPlain ? run : Unescape(run));
        }

        private readonly void AppendCode(ReadOnlySpan<char> code)
        {
            if (isPlain)
            {
                AppendEscaped(output, code);
                return;
            }
            // Mentions and links that are marked up work inside code too; only what is bare stays bare.
            var start = 0;
            for (var at = 0; at < code.Length;)
            {
                var length = code[at] == '<' ? MrkdwnSequence.LengthOf(code[at..]) : 0;
                if (length == 0)
                {
                    at++;
                    continue;
                }
                AppendEscaped(output, Unescape(code[start..at]));
                MrkdwnSequence.Append(output, code.Slice(at, length));
                at += length;
                start = at;
            }
            AppendEscaped(output, Unescape(code[start..]));
        }
    }
}
