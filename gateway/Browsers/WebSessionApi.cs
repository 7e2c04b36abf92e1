using Chat.Errors;
using Chat.Limits;
using Chat.Operations;
using Chat.Resilience;
using Chat.SignIn;
using Chat.Teams;
using Chat.Users;
using Chat.WebApi;

namespace Chat.Browsers;

/// <summary>
/// <c>/web/session</c>: a person's session in a browser. It is a token like any other, which the browser keeps in a cookie that no script can read.
/// </summary>
internal sealed class WebSessionApi(
    WebCredentials credentials, Authenticator authenticator, RequestLimits limits, PasswordSignIn passwords, FirstRun firstRun, OperationsPort port, ChatGrains grains,
    GrainCalls calls, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(365);

    /// <summary>
    /// GET: <c>team</c>, <c>user</c>, <c>is_admin</c>, <c>is_operator</c>. Without a session that is good: not_authed, with <c>first_run</c> (there is no team yet)
    /// and <c>is_operator</c>.
    /// </summary>
    public async Task<Answer> Show(HttpContext http)
    {
        var isOperator = credentials.IsOperator(http.Request);
        if (await CallerOf(http) is not { } caller)
        {
            // One whose token is no good, if there is one.
            if (http.Request.Cookies.ContainsKey(WebCookies.Session))
                WebCookies.Clear(http, WebCookies.Session);
            // Who makes the first team is the operator.
            var isFirst = port.Admits(http) && await firstRun.IsNow(http.RequestAborted);
            return Answer.Refusal(ErrorCodes.NotAuthed, json =>
            {
                json.WriteBoolean("first_run", isFirst);
                json.WriteBoolean("is_operator", isOperator);
            });
        }
        limits.Require(caller);
        var team = calls.Read(grains.Team(caller.Team).GetTeam, http.RequestAborted);
        var user = await calls.Read(grains.User(caller.Team, caller.User).Get, http.RequestAborted);
        return Answer.With(Members(await team, user) + (json =>
        {
            json.WriteBoolean("is_admin", caller.IsAdmin);
            json.WriteBoolean("is_operator", isOperator);
        }));
    }

    /// <summary>POST <c>{"domain","email","password"}</c>: <c>team</c>, <c>user</c>, and the cookie. Errors: <see cref="PasswordSignIn.SignIn"/>.</summary>
    public async Task<Answer> SignIn(HttpContext http)
    {
        var arguments = await WebEndpoint.Read(http.Request, http.RequestAborted);
        return await Begin(http, await passwords.SignIn(arguments, http.Connection.RemoteIpAddress, http.RequestAborted));
    }

    /// <summary>Gives the browser its session, in the place of the one that it had, which ends.</summary>
    public async Task<Answer> Begin(HttpContext http, SignedIn signedIn)
    {
        try
        {
            await End(http);
        }
        catch (ChatException)
        {
            // The former token outlives its cookie, which nobody has any more; signing in does not fail for that.
        }
        WebCookies.Set(http, WebCookies.Session, signedIn.Issued.Token, Age);
        return Answer.With(Members(signedIn.Team, signedIn.Issued.User));
    }

    /// <summary>
    /// DELETE: the token is revoked, sockets that it opened are closed, the cookie is gone. Without a session nothing is to be done. Fails, with the cookie still
    /// there, when nobody can revoke the token now.
    /// </summary>
    public async Task<Answer> SignOut(HttpContext http)
    {
        await End(http);
        WebCookies.Clear(http, WebCookies.Session);
        return Answer.Ok;
    }

    private async Task End(HttpContext http)
    {
        if (credentials.TokenOf(http.Request) is null || await CallerOf(http) is not { } caller)
            return;
        await calls.Ask(() => grains.Roster(caller.Team).RevokeTokens(caller.User, caller.TokenKey), http.RequestAborted);
    }

    /// <summary>Null: signed out.</summary>
    private async Task<Caller?> CallerOf(HttpContext http)
    {
        if (credentials.TokenOfSafe(http.Request) is not { } token)
            return null;
        try
        {
            var caller = await authenticator.Authenticate(token, http.RequestAborted);
            firstRun.IsOver();
            return caller;
        }
        catch (ChatException e) when (e.Code is ErrorCodes.InvalidAuth or ErrorCodes.TokenRevoked or ErrorCodes.AccountInactive)
        {
            return null;
        }
    }

    private Action<System.Text.Json.Utf8JsonWriter> Members(Team team, User user) => json =>
    {
        json.WritePropertyName("team");
        team.WriteTo(json);
        json.WritePropertyName("user");
        user.WriteTo(json, time.GetUtcNow());
    };
}
