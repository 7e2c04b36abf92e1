using System.Data.Common;
using Chat.Sharding;

namespace Chat.Users;

/// <param name="Hash">SHA-256 of the token's text.</param>
/// <param name="Created">Seconds since 1970.</param>
public sealed record StoredToken(byte[] Hash, UserId User, long Created, bool Revoked);

/// <summary>Reads users and their tokens. They are written by the shard log.</summary>
public sealed class UserStore(ShardMap shards)
{
    private const string Columns =
        "user_id, name, is_bot, is_admin, is_owner, deleted, bot_id, profile, created, updated, manual_away";

    public Task<User?> FindAsync(TeamId team, UserId user) => FindAsync(team, "user_id = @value", user.Value);

    /// <summary>E-mails are the same in any case.</summary>
    public Task<User?> FindByEmailAsync(TeamId team, string email) => FindAsync(team, "email_key = @value", UserRows.Key(email));

    /// <summary>Names are the same in any case.</summary>
    public Task<User?> FindByNameAsync(TeamId team, string name) => FindAsync(team, "name_key = @value", UserRows.Key(name));

    /// <summary>Those of them who are there, in no order.</summary>
    public async Task<User[]> FindManyAsync(TeamId team, IReadOnlyList<UserId> users)
    {
        if (users.Count == 0)
            return [];
        var database = await DatabaseOf(team);
        var found = await database.QueryAsync(
            $"SELECT {Columns} FROM users WHERE team_id = @team AND user_id IN ({Names(users)})",
            row => Read(row, team), CancellationToken.None, [("@team", team.Number), .. Values(users)]);
        return [.. found];
    }

    /// <summary>Whether another active person is an admin and can act as one: by a password, or by a token.</summary>
    public async Task<bool> HasOtherAdminAsync(TeamId team, UserId than)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            """
            SELECT u.user_id FROM users u
             WHERE u.team_id = @team AND u.user_id <> @user AND u.is_admin = 1 AND u.is_bot = 0 AND u.deleted = 0
               AND (u.password_hash IS NOT NULL
                 OR EXISTS (SELECT 1 FROM tokens t WHERE t.team_id = u.team_id AND t.user_id = u.user_id AND t.revoked = 0))
             LIMIT 1
            """,
            static row => (UserId?)row.UserAt(0), CancellationToken.None, ("@team", team.Number), ("@user", than.Value)) is not null;
    }

    /// <summary>Those of them who are active people that never had a password or a token: an import brought them, and nobody has used them yet.</summary>
    public async Task<UserId[]> UnclaimedAsync(TeamId team, IReadOnlyList<UserId> among)
    {
        if (among.Count == 0)
            return [];
        var database = await DatabaseOf(team);
        var found = await database.QueryAsync(
            $"""
            SELECT u.user_id FROM users u
             WHERE u.team_id = @team AND u.user_id IN ({Names(among)}) AND u.user_id <> @slackbot
               AND u.is_bot = 0 AND u.deleted = 0 AND u.password_hash IS NULL
               AND NOT EXISTS (SELECT 1 FROM tokens t WHERE t.team_id = u.team_id AND t.user_id = u.user_id)
            """,
            static row => row.UserAt(0), CancellationToken.None, [("@team", team.Number), ("@slackbot", UserId.Slackbot.Value), .. Values(among)]);
        return [.. found];
    }

    /// <summary>Whether a user has a password, deactivated or not.</summary>
    public async Task<bool> HasPasswordAsync(TeamId team, UserId user)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            "SELECT user_id FROM users WHERE team_id = @team AND user_id = @user AND password_hash IS NOT NULL",
            static row => (UserId?)row.UserAt(0), CancellationToken.None, ("@team", team.Number), ("@user", user.Value)) is not null;
    }

    /// <summary>Of an active person who has a password; else null.</summary>
    public async Task<Credential?> CredentialAsync(TeamId team, string email)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            """
            SELECT user_id, password_hash FROM users
             WHERE team_id = @team AND email_key = @email AND deleted = 0 AND is_bot = 0 AND password_hash IS NOT NULL
            """,
            static row => new Credential(row.UserAt(0), row.GetString(1)),
            CancellationToken.None, ("@team", team.Number), ("@email", UserRows.Key(email)));
    }

    /// <summary>In the order of their ids, deleted ones included. Limit 0: all.</summary>
    public async Task<User[]> ListAsync(TeamId team, UserId? after, int limit)
    {
        var database = await DatabaseOf(team);
        var users = await database.QueryAsync(
            $"SELECT {Columns} FROM users WHERE team_id = @team AND user_id > @after ORDER BY user_id LIMIT @limit",
            row => Read(row, team), CancellationToken.None,
            ("@team", team.Number), ("@after", after?.Value ?? ""), ("@limit", limit > 0 ? limit : int.MaxValue));
        return [.. users];
    }

    /// <summary>The token with this hash, revoked or not; null if the team has none such.</summary>
    public async Task<StoredToken?> TokenAsync(TeamId team, byte[] hash)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            "SELECT token_hash, user_id, created, revoked FROM tokens WHERE team_id = @team AND token_hash = @hash",
            ReadToken, CancellationToken.None, ("@team", team.Number), ("@hash", hash));
    }

    /// <summary>A user's tokens, oldest first, revoked ones included.</summary>
    public async Task<StoredToken[]> TokensOfAsync(TeamId team, UserId user)
    {
        var database = await DatabaseOf(team);
        var tokens = await database.QueryAsync(
            "SELECT token_hash, user_id, created, revoked FROM tokens WHERE team_id = @team AND user_id = @user ORDER BY created, token_hash",
            ReadToken, CancellationToken.None, ("@team", team.Number), ("@user", user.Value));
        return [.. tokens];
    }

    /// <summary>Who chose "away".</summary>
    public async Task<UserId[]> ManuallyAwayAsync(TeamId team)
    {
        var database = await DatabaseOf(team);
        var users = await database.QueryAsync(
            "SELECT user_id FROM users WHERE team_id = @team AND manual_away = 1 ORDER BY user_id",
            static row => row.UserAt(0), CancellationToken.None, ("@team", team.Number));
        return [.. users];
    }

    private static string Names(IReadOnlyList<UserId> users) => string.Join(", ", users.Select(static (_, i) => $"@u{i}"));

    private static IEnumerable<(string, object?)> Values(IReadOnlyList<UserId> users) => users.Select(static (user, i) => ($"@u{i}", (object?)user.Value));

    private async Task<User?> FindAsync(TeamId team, string condition, string value)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            $"SELECT {Columns} FROM users WHERE team_id = @team AND {condition}",
            row => Read(row, team), CancellationToken.None, ("@team", team.Number), ("@value", value));
    }

    private static User Read(DbDataReader row, TeamId team) => new(
        team,
        row.UserAt(0),
        row.GetString(1),
        row.Flag(2),
        row.Flag(3),
        row.Flag(4),
        row.Flag(5),
        row.TextOrNull(6),
        ProfileJson.Deserialize(row.GetString(7)),
        row.GetInt64(8),
        row.GetInt64(9),
        row.Flag(10));

    private static StoredToken ReadToken(DbDataReader row) => new(row.GetFieldValue<byte[]>(0), row.UserAt(1), row.GetInt64(2), row.Flag(3));

    private async ValueTask<Database> DatabaseOf(TeamId team) => (await shards.OfAsync(team)).Database;
}
