using Chat.Users;

namespace Chat.Transfer.Exporting;

/// <summary>Who wrote what is exported; some thousands of them are remembered.</summary>
internal sealed class Authors(UserStore users, TeamId team)
{
    private const int Max = 10_000;

    private readonly Dictionary<UserId, User?> _known = [];

    public async ValueTask<User?> FindAsync(UserId user)
    {
        if (_known.TryGetValue(user, out var known))
            return known;
        if (_known.Count >= Max)
            _known.Clear();
        return _known[user] = await users.FindAsync(team, user);
    }
}
