using Chat.Errors;
using Chat.Operations;
using Chat.Users;
using Chat.Browsers;
using Chat.WebApi;

namespace Chat.Admin;

/// <summary>Who asks: an operator, or (Admin is set) an admin of one team.</summary>
/// <param name="KeyName">Of the operator's key; null: it is no operator.</param>
internal sealed record AdminCaller(Caller? Admin, string? KeyName)
{
    public bool IsOperator => Admin is null;
}

/// <summary>
/// Opens /admin to the operator for all teams, and to a team's admins for their own; to browsers by their cookies, when nothing else is shown. Where operators
/// have a port of their own, their key is elsewhere no better than any wrong one, and not even compared.
/// </summary>
internal sealed class AdminAccess(OperatorKey operatorKey, OperationsPort port, Authenticator authenticator, WebCredentials web)
{
    /// <summary>Errors: not_authed, invalid_auth, token_revoked, account_inactive (401); not_authorized (403).</summary>
    public async Task<AdminCaller> Identify(HttpRequest request, CancellationToken cancellationToken)
    {
        var credential = request.Headers[OperatorKey.Header].ToString() is { Length: > 0 } key ? key : ArgumentReader.BearerOf(request);
        if ((credential is null ? web.OperatorOf(request) : port.Admits(request.HttpContext) ? operatorKey.NameOf(credential) : null) is { } name)
            return new AdminCaller(null, name);
        var caller = await authenticator.Authenticate(credential ?? web.TokenOfSafe(request), cancellationToken);
        return caller.IsAdmin
            ? new AdminCaller(caller, null)
            : throw new ChatException(ErrorCodes.NotAuthorized, "Only the operator and admins of a team may use /admin.");
    }

    /// <summary>Errors: not_authorized.</summary>
    public static void RequireOperator(AdminCaller caller)
    {
        if (!caller.IsOperator)
            throw new ChatException(ErrorCodes.NotAuthorized, "Only the operator may do this: use the operator key.");
    }

    /// <summary>
    /// The team of an address. Errors: team_not_found, also for a team that exists and is not the admin's own: a token tells nothing of others.
    /// </summary>
    public async Task<TeamId> RequireTeam(AdminCaller caller, string text, CancellationToken cancellationToken)
    {
        var isFound = TeamId.TryParse(text, out var team)
            && (caller.Admin is null || caller.Admin.Team == team)
            && await authenticator.Exists(team, cancellationToken);
        return isFound ? team : throw new ChatException(ErrorCodes.TeamNotFound, "There is no such team. GET /admin/teams lists them.");
    }

    /// <summary>Errors: user_not_found.</summary>
    public static UserId RequireUser(string text) =>
        UserId.TryParse(text, out var user) ? user : throw new ChatException(ErrorCodes.UserNotFound, "There is no such user in the team.");
}
