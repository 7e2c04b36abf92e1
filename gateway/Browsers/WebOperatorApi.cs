using Chat.Admin;
using Chat.Auditing;
using Chat.Errors;
using Chat.Operations;
using Chat.SignIn;
using Chat.WebApi;

namespace Chat.Browsers;

/// <summary><c>/web/operator</c>: the operator's session in a browser, which opens /admin for all teams.</summary>
internal sealed class WebOperatorApi(
    OperatorKey key, OperationsPort port, OperatorSession sessions, WebCredentials credentials, SignInLimits limits, AuditTrail audit)
{
    private static readonly AuditedAction In = new(AuditActions.OperatorSignIn, IsUrgent: true, IsByEndpoint: true);
    private static readonly AuditedAction Out = new(AuditActions.OperatorSignOut, IsUrgent: true, IsByEndpoint: true);

    /// <summary>POST <c>{"key"}</c>: the cookie, for <see cref="OperatorSession.Age"/>. Errors: invalid_auth, no_operator_key, operators_elsewhere.</summary>
    /// <exception cref="RateLimitedException">Too many attempts.</exception>
    public async Task<Answer> SignIn(HttpContext http)
    {
        var arguments = await WebEndpoint.Read(http.Request, http.RequestAborted);
        var shown = arguments.Required("key");
        if (!port.Admits(http))
            throw new ChatException(ErrorCodes.OperatorsElsewhere, "Operators have an address of their own on this server: that of Chat:Operations:Url.");
        if (!key.IsConfigured)
            throw new ChatException(ErrorCodes.NoOperatorKey, "This server has no operator. Set Chat:Operator:Key for every gateway and start them again.");
        limits.Require(http.Connection.RemoteIpAddress);
        var name = key.NameOf(shown);
        // An operator who signs in while the directory is away is needed.
        return await audit.Around(http, name is null ? AuditActor.Nobody : Operator(name), In, () =>
        {
            WebCookies.Set(http, WebCookies.Operator, sessions.Open(name ?? throw new ChatException(ErrorCodes.InvalidAuth, "This is not the operator key.")), OperatorSession.Age);
            return Task.FromResult(Answer.Ok);
        });
    }

    /// <summary>DELETE: the cookie is gone. Whoever has copied it may use it until its time is over, or the key is removed.</summary>
    public async Task<Answer> SignOut(HttpContext http)
    {
        WebCookies.Clear(http, WebCookies.Operator);
        return NameOf(http) is { } name
            ? await audit.Around(http, Operator(name), Out, () => Task.FromResult(Answer.Ok))
            : Answer.Ok;
    }

    /// <summary>A cookie that no page of ours has sent signs nobody out who would have to be told.</summary>
    private string? NameOf(HttpContext http)
    {
        try
        {
            return credentials.OperatorOf(http.Request);
        }
        catch (ChatException)
        {
            return null;
        }
    }

    private static AuditActor Operator(string name) => new(AuditActor.OperatorKind, name, null);
}
