using System.Text.Json.Serialization;
using Chat.Auditing;
using Chat.Jobs;
using Chat.Retention;
using Chat.Sharding;
using Chat.Teams;
using Chat.Transfer;
using Chat.Unfurling;
using Chat.Users;

namespace Chat.Admin;

// The bodies of /admin as its OpenAPI document describes them: a parameter without a default is required. The parser leaves a missing one null
// all the same; validation says so, for all fields at once.

/// <summary>A team to be created, with its first admin.</summary>
internal sealed record NewTeamBody(string Name, string Domain, NewAdminBody Admin);

internal sealed record NewAdminBody(string Name, string Email, string Password);

/// <summary>A person (with e-mail) or a bot to be added.</summary>
internal sealed record NewUserBody(
    string Name, string? Email = null, bool? IsBot = null, string? Password = null, string? RealName = null, bool? IsAdmin = null);

/// <summary>What a user shall be from now on.</summary>
internal sealed record UserChangeBody(bool? IsAdmin = null);

/// <param name="Created">Seconds since 1970.</param>
internal sealed record TeamBody(string Id, string Name, string Domain, long Created, string Shard)
{
    public static TeamBody Of(Team team) => new(team.Id.ToString(), team.Name, team.Domain, team.Created, team.Shard);
}

/// <param name="Created">Seconds since 1970.</param>
/// <param name="Unclaimed">An import brought this person, who has no password and never had a token; an invitation to the e-mail hands the account over.</param>
internal sealed record UserBody(
    string Id,
    string TeamId,
    string Name,
    string RealName,
    bool IsBot,
    bool IsAdmin,
    bool IsOwner,
    bool Deleted,
    bool Unclaimed,
    long Created,
    string? Email = null,
    string? BotId = null)
{
    public static UserBody Of(User user, bool unclaimed = false) => new(
        user.Id.Value,
        user.Team.ToString(),
        user.Name,
        user.Profile.RealName,
        user.IsBot,
        user.IsAdmin,
        user.IsOwner,
        user.Deleted,
        unclaimed,
        user.Created,
        user.Profile.Email.Length > 0 ? user.Profile.Email : null,
        user.BotId);
}

internal sealed record UserIdBody(string Id);

/// <param name="Token">The first admin's token; shown this once.</param>
/// <param name="Url">Where its people sign in.</param>
internal sealed record CreatedTeamBody(TeamBody Team, UserIdBody User, string Token, string Url);

internal sealed record OneTeamBody(TeamBody Team);

/// <param name="NextCursor">Empty on the last page.</param>
internal sealed record TeamPageBody(TeamBody[] Teams, string NextCursor);

internal sealed record OneUserBody(UserBody User);

/// <param name="NextCursor">Empty on the last page.</param>
internal sealed record UserPageBody(UserBody[] Users, string NextCursor);

/// <param name="Token">The secret; shown this once.</param>
/// <param name="Key">Names the token without revealing it; revoke it by this.</param>
internal sealed record IssuedTokenBody(UserBody User, string Token, string Key)
{
    public static IssuedTokenBody Of(IssuedToken issued) => new(UserBody.Of(issued.User), issued.Token, issued.TokenKey);
}

/// <param name="Created">Seconds since 1970.</param>
internal sealed record TokenBody(string Key, long Created, bool Revoked);

internal sealed record TokenListBody(TokenBody[] Tokens);

internal sealed record RevokedBody(int Revoked);

/// <param name="State">new, synced, apart, solo or rejoining; see docs/operations.md.</param>
/// <param name="ServingEven">Which server has the teams with even numbers: A or B.</param>
/// <param name="Alarm">What somebody should look at.</param>
/// <param name="HeldMs">How long the last planned switch held writes, in milliseconds.</param>
internal sealed record PairBody(
    string Shard, string State, string ServingEven, string ServingOdd, long Epoch, PairServerBody A, PairServerBody B, string? Alarm = null, double? HeldMs = null)
{
    public static PairBody Of(PairStatus status) => new(
        status.Shard, status.State, status.ServingEven, status.ServingOdd, status.Epoch, PairServerBody.Of(status.A), PairServerBody.Of(status.B),
        status.Alarm, status.HeldMilliseconds);
}

internal sealed record PairServerBody(bool Answers, bool Serves, bool Receives, bool WaitsForAcks, double? SecondsBehind = null, string? Position = null)
{
    public static PairServerBody Of(PairServerStatus status) => new(
        status.Answers, status.Serves, status.Receives, status.WaitsForAcks, status.SecondsBehind, status.Position);
}

/// <summary>RFC 9457, with the code of the closed list, and for invalid bodies what is wrong with each field.</summary>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Code, string? Detail = null, Dictionary<string, string[]>? Errors = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 16)]
[JsonSerializable(typeof(NewTeamBody))]
[JsonSerializable(typeof(NewUserBody))]
[JsonSerializable(typeof(UserChangeBody))]
[JsonSerializable(typeof(NewInvitationBody))]
[JsonSerializable(typeof(OneInvitationBody))]
[JsonSerializable(typeof(CreatedTeamBody))]
[JsonSerializable(typeof(OneTeamBody))]
[JsonSerializable(typeof(TeamPageBody))]
[JsonSerializable(typeof(OneUserBody))]
[JsonSerializable(typeof(UserPageBody))]
[JsonSerializable(typeof(IssuedTokenBody))]
[JsonSerializable(typeof(TokenListBody))]
[JsonSerializable(typeof(RevokedBody))]
[JsonSerializable(typeof(PairBody))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ShardListBody))]
[JsonSerializable(typeof(TeamShardBody))]
[JsonSerializable(typeof(NewMoveBody))]
[JsonSerializable(typeof(PreviewSettingsBody))]
[JsonSerializable(typeof(RetentionChangeBody))]
[JsonSerializable(typeof(RetentionBody))]
[JsonSerializable(typeof(OneJobBody))]
[JsonSerializable(typeof(JobListBody))]
[JsonSerializable(typeof(OneMoveBody))]
[JsonSerializable(typeof(MoveListBody))]
[JsonSerializable(typeof(ShardChangeBody))]
[JsonSerializable(typeof(OneShardBody))]
[JsonSerializable(typeof(SplitBody))]
[JsonSerializable(typeof(SplitStartedBody))]
[JsonSerializable(typeof(ProposalListBody))]
[JsonSerializable(typeof(NewComparisonBody))]
[JsonSerializable(typeof(OneComparisonBody))]
[JsonSerializable(typeof(NewExportBody))]
[JsonSerializable(typeof(AuditPageBody))]
internal sealed partial class AdminJson : JsonSerializerContext;
