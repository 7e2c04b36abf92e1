using System.Security.Cryptography;

namespace Chat;

/// <summary>The shape that user, bot and channel ids share: a letter and 2 to 15 upper-case letters or digits.</summary>
public static class IdText
{
    private const int RandomDigits = 10;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static bool IsValid(string? text, string prefixes)
    {
        if (text is null || text.Length is < 3 or > 16 || !prefixes.Contains(text[0]))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterUpper(c))
                return false;
        }
        return true;
    }

    /// <summary>A new id: the prefix and ten random base-36 digits (51 bits), so that no counter has to be shared.</summary>
    public static string New(char prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, RandomDigits);
}
