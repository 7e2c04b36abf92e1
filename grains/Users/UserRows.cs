using Chat.Sharding;

namespace Chat.Users;

/// <summary>Writes users and tokens.</summary>
internal static class UserRows
{
    public static readonly TableShape Users = new(
        "users", ["team_id", "user_id"],
        [
            "name", "name_key", "email_key", "is_bot", "is_admin", "is_owner", "deleted", "manual_away", "bot_id", "profile", "password_hash", "created",
            "updated", "version",
        ],
        kept: "password_hash");

    private static readonly TableShape Tokens = new("tokens", ["team_id", "token_hash"], ["user_id", "created", "revoked", "version"]);

    public static void Register(RowPlanners planners)
    {
        planners.Add<UserPut>(Put);
        planners.Add<TokenPut>(PutToken);
    }

    /// <summary>The values of a user's row, in the order of <see cref="Users"/>.</summary>
    public static object?[] Values(TeamId team, User user, string? passwordHash, long version) =>
    [
        team.Number, user.Id.Value,
        user.Name, Key(user.Name), user.Profile.Email.Length == 0 ? null : Key(user.Profile.Email),
        user.IsBot.Number(), user.IsAdmin.Number(), user.IsOwner.Number(), user.Deleted.Number(), user.ManualAway.Number(), user.BotId,
        ProfileJson.Serialize(user.Profile), passwordHash, user.Created, user.Updated, version,
    ];

    /// <summary>Names and e-mails are the same in any case.</summary>
    public static string Key(string nameOrEmail) => nameOrEmail.ToLowerInvariant();

    private static void Put(WritePlan plan, RowPlace place, UserPut row) =>
        plan.Run(new UpdateOrInsertRow(Users, Values(place.Team, row.User, row.PasswordHash, place.Step.Micros)));

    private static void PutToken(WritePlan plan, RowPlace place, TokenPut row) => plan.Run(
        new UpsertRow(Tokens, place.Team.Number, row.Hash, row.User.Value, row.Created, row.Revoked.Number(), place.Step.Micros));
}
