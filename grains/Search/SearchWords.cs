using System.IO.Hashing;
using System.Text;

namespace Chat.Search;

/// <summary>
/// The words under which a message is found, as one text. Each begins with four characters of its team, so that a look-up costs as much as that team
/// has to say, whoever else is on the shard; and none is so short or so common that a database leaves it out. Who said it, and that it has a link, are words
/// too: those begin with an underscore, which no other has.
/// </summary>
internal static class SearchWords
{
    /// <summary>Of a message; those beyond are not found.</summary>
    private const int MaxWords = 5_000;

    private const int PrefixLength = 4;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Two teams that share one find each other's words in the index, and then no message: every look-up names its team as well.</summary>
    public static string PrefixOf(TeamId team)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(number, team.Number);
        var hash = XxHash64.HashToUInt64(number);
        return string.Create(PrefixLength, hash, static (span, rest) =>
        {
            for (var i = 0; i < span.Length; i++, rest /= (ulong)Alphabet.Length)
                span[i] = Alphabet[(int)(rest % (ulong)Alphabet.Length)];
        });
    }

    /// <summary>Null: nobody looks for such a message (who joined, what a channel is called).</summary>
    public static string? Of(string prefix, string? author, string? subtype, string text)
    {
        if (subtype is not null && IsUnsaid(subtype))
            return null;
        var words = new StringBuilder();
        var count = 0;
        foreach (var part in SearchText.Words(text).SelectMany(SearchText.Parts))
        {
            if (++count > MaxWords)
                break;
            words.Append(prefix).Append(part).Append(' ');
        }
        if (author is not null)
            words.Append(prefix).Append(Author(author)).Append(' ');
        if (HasLink(text))
            words.Append(prefix).Append(Link).Append(' ');
        return words.ToString().TrimEnd();
    }

    public const string Link = "_link";

    public static string Author(string user) => $"_{user.ToLowerInvariant()}";

    /// <summary>As the messages have it that a channel writes about itself, and what is left of a deleted root.</summary>
    private static bool IsUnsaid(string subtype) =>
        subtype is "tombstone" || subtype.StartsWith("channel_", StringComparison.Ordinal) || subtype.StartsWith("group_", StringComparison.Ordinal);

    private static bool HasLink(string text) =>
        text.Contains("http://", StringComparison.OrdinalIgnoreCase) || text.Contains("https://", StringComparison.OrdinalIgnoreCase);
}
