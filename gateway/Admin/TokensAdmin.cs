using Chat.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Admin;

/// <summary>/admin/teams/{team}/users/{user}/tokens: issuing, listing and revoking. A secret is shown once, when it is issued.</summary>
internal static class TokensAdmin
{
    private const string Tokens = "/teams/{team}/users/{user}/tokens";

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapPost(Tokens, Issue)
            .Audited(AuditActions.TokensIssue).WithName("issueToken").WithSummary("Issues a further token.")
            .Answers<IssuedTokenBody>(StatusCodes.Status201Created, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapGet(Tokens, List)
            .WithName("listTokens").WithSummary("Lists a user's tokens by their keys.")
            .Answers<TokenListBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
        admin.MapDelete(Tokens, RevokeAll)
            .Audited(AuditActions.TokensRevoke, isUrgent: true).WithName("revokeTokens").WithSummary("Revokes all of a user's tokens; sockets opened with them are closed.")
            .Answers<RevokedBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
        admin.MapDelete(Tokens + "/{key}", RevokeOne)
            .Audited(AuditActions.TokensRevoke, isUrgent: true).WithName("revokeToken").WithSummary("Revokes one token; sockets opened with it are closed.")
            .Answers<RevokedBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> Issue(
        string team, string user, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var target = AdminAccess.RequireUser(user);
        var issued = await services.Calls.Ask(() => services.Grains.Roster(id).IssueToken(target), aborted);
        AuditNote.Of(http).Add("token", issued.TokenKey);
        return TypedResults.Json(IssuedTokenBody.Of(issued), AdminJson.Default.IssuedTokenBody, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> List(
        string team, string user, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var target = AdminAccess.RequireUser(user);
        var tokens = await services.Calls.Read(() => services.Grains.Roster(id).ListTokens(target), aborted);
        var body = new TokenListBody([.. tokens.Select(token => new TokenBody(token.TokenKey, token.Created, token.Revoked))]);
        return TypedResults.Json(body, AdminJson.Default.TokenListBody);
    }

    private static Task<IResult> RevokeAll(
        string team, string user, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted) =>
        Revoke(team, user, null, http, services, aborted);

    private static Task<IResult> RevokeOne(
        string team, string user, string key, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted) =>
        Revoke(team, user, key, http, services, aborted);

    private static async Task<IResult> Revoke(
        string team, string user, string? key, HttpContext http, AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var target = AdminAccess.RequireUser(user);
        var revoked = await services.Calls.Ask(() => services.Grains.Roster(id).RevokeTokens(target, key), aborted);
        AuditNote.Of(http).Add("revoked", revoked);
        return TypedResults.Json(new RevokedBody(revoked), AdminJson.Default.RevokedBody);
    }
}
