using Chat.Admin;
using Chat.Errors;
using Chat.Operations;
using Chat.SignIn;
using Chat.WebApi;

namespace Chat.Browsers;

/// <summary><c>/web/operator</c>: the operator's session in a browser, which opens /admin for all teams.</summary>
internal sealed class WebOperatorApi(OperatorKey key, OperationsPort port, OperatorSession sessions, SignInLimits limits)
{
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
        if (!key.Matches(shown))
            throw new ChatException(ErrorCodes.InvalidAuth, "This is not the operator key.");
        WebCookies.Set(http, WebCookies.Operator, sessions.Open(), OperatorSession.Age);
        return Answer.Ok;
    }

    /// <summary>DELETE: the cookie is gone. Whoever has copied it may use it until its time is over, or the key is changed.</summary>
    public static Task<Answer> SignOut(HttpContext http)
    {
        WebCookies.Clear(http, WebCookies.Operator);
        return Task.FromResult(Answer.Ok);
    }
}
