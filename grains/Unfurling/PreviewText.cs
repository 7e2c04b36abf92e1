using System.Globalization;
using System.Text;
using Chat.Messages;

namespace Chat.Unfurling;

/// <summary>Texts of strangers, made fit to be shown among messages.</summary>
internal static class PreviewText
{
    /// <summary>
    /// On one line, without control characters and without marks that turn the direction of what follows; cut at a whole character, with an ellipsis;
    /// escaped as Slack's text is. Null if nothing is left.
    /// </summary>
    /// <param name="max">UTF-16 units before escaping.</param>
    public static string? Clean(string? text, int max)
    {
        if (text is null)
            return null;
        var clean = new StringBuilder(Math.Min(text.Length, max + 1));
        var isGap = false;
        foreach (var each in text.EnumerateRunes())
        {
            var rune = Repaired(each);
            if (Rune.IsWhiteSpace(rune))
                isGap = clean.Length > 0;
            else if (!IsHidden(rune))
            {
                if (clean.Length + (isGap ? 1 : 0) + rune.Utf16SequenceLength > max)
                    return Mrkdwn.Escape(clean.Append('…').ToString());
                if (isGap)
                    clean.Append(' ');
                clean.Append(rune.ToString());
                isGap = false;
            }
        }
        return clean.Length == 0 ? null : Mrkdwn.Escape(clean.ToString());
    }

    private static Rune Repaired(Rune rune) =>
        rune.Value is >= 0x80 and <= 0x9f and not 0x85 ? new Rune(CharacterSets.FromWindows1252((char)rune.Value)) : rune;

    private static bool IsHidden(Rune rune) => Rune.IsControl(rune)
        || rune.Value is 0xfeff or 0xfffe or 0xffff or 0x200b or 0x2060 or 0x200e or 0x200f or 0x061c or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
