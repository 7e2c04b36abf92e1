using System.Text;
using System.Text.RegularExpressions;

namespace Chat.Messages;

/// <summary>
/// Rewrites <c>markdown_text</c> (CommonMark as language models write it) into mrkdwn: escapes, <c>**bold**</c>, <c>~~strike~~</c>,
/// <c>[label](address)</c> and headings. Code is left as it is.
/// </summary>
internal static partial class Markdown
{
    public static string ToMrkdwn(string markdown)
    {
        var result = new StringBuilder(markdown.Length);
        var last = 0;
        foreach (Match code in Code().Matches(markdown))
        {
            result.Append(Prose(markdown[last..code.Index])).Append(Escape(code.Value));
            last = code.Index + code.Length;
        }
        return result.Append(Prose(markdown[last..])).ToString();
    }

    private static string Prose(string text)
    {
        text = Escape(text, quotes: true);
        text = Heading().Replace(text, "*$1*");
        text = Bold().Replace(text, "*$1$2*");
        text = Strike().Replace(text, "~$1~");
        return Link().Replace(text, "<$2|$1>");
    }

    /// <param name="quotes">A ">" at a line's start is a quotation, and the one character that mrkdwn takes unescaped.</param>
    private static string Escape(string text, bool quotes = false)
    {
        text = text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
        return quotes ? Quote().Replace(text, "> ") : text;
    }

    [GeneratedRegex("```.*?(?:```|$)|`[^`\n]+`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#{1,6}[ \t]+(?:\*\*)?(.+?)(?:\*\*)?[ \t]*#*[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__")]
    private static partial Regex Bold();

    [GeneratedRegex(@"~~(?=\S)(.+?)(?<=\S)~~")]
    private static partial Regex Strike();

    [GeneratedRegex(@"\[([^\]\[\n|]+)\]\(((?:https?://|mailto:)[^\s)|<>]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^&gt; ?", RegexOptions.Multiline)]
    private static partial Regex Quote();
}
