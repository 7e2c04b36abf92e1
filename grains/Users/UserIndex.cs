namespace Chat.Users;

/// <summary>
/// A team's users by the words of their name, real name, display name and e-mail, for those who type the beginning of one. Active people come first, then bots,
/// then who is deactivated; each in the order of their names. Pure.
/// </summary>
internal sealed class UserIndex
{
    private const int MaxTerms = 8;

    private static readonly char[] Blanks = [' ', '\t', '\n', '\r', '\u00A0'];

    private readonly (UserId Id, string[] Words)[] _users;

    public UserIndex(IEnumerable<User> users) =>
        _users =
        [
            .. users.OrderBy(static user => user.Deleted).ThenBy(static user => user.IsBot)
                .ThenBy(static user => FoldedText.Of(ShownName(user)), StringComparer.Ordinal).ThenBy(static user => user.Id.Value, StringComparer.Ordinal)
                .Select(static user => (user.Id, WordsOf(user))),
        ];

    /// <summary>Those who have, for each term of the query, a word that begins with it.</summary>
    public UserId[] Find(string query, int limit)
    {
        var terms = FoldedText.Of(query).Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Take(MaxTerms).ToArray();
        return terms.Length == 0 ? [] : [.. _users.Where(user => terms.All(term => HasWord(user.Words, term))).Take(limit).Select(static user => user.Id)];
    }

    private static bool HasWord(string[] words, string term)
    {
        foreach (var word in words)
        {
            if (word.StartsWith(term, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static string ShownName(User user) =>
        user.Profile.DisplayName.Length > 0 ? user.Profile.DisplayName : user.Profile.RealName.Length > 0 ? user.Profile.RealName : user.Name;

    /// <summary>What stands between blanks, and what of it begins after another sign: "ann.smith@example.org" is found by "ann.s", by "smith" and by "example".</summary>
    private static string[] WordsOf(User user)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in (ReadOnlySpan<string>)[user.Name, user.Profile.RealName, user.Profile.DisplayName, user.Profile.Email])
        {
            foreach (var part in FoldedText.Of(text).Split(Blanks, StringSplitOptions.RemoveEmptyEntries))
            {
                words.Add(part);
                for (var i = 1; i < part.Length; i++)
                {
                    if (char.IsLetterOrDigit(part[i]) && !char.IsLetterOrDigit(part[i - 1]))
                        words.Add(part[i..]);
                }
            }
        }
        return [.. words];
    }
}
