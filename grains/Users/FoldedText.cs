using AnyAscii;

namespace Chat.Users;

/// <summary>Texts as people type them who search: without case, without the marks on letters, and in whatever script, in Latin letters. Pure.</summary>
internal static class FoldedText
{
    public static string Of(string text) => text.Transliterate().ToLowerInvariant();
}
