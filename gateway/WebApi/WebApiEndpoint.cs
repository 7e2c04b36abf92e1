using Chat.Errors;
using Chat.Gateway;
using Chat.Limits;
using Chat.Resilience;
using Chat.Rtm;
using Chat.Telemetry;
using Chat.Users;
using Chat.Browsers;
using Microsoft.Extensions.Options;

namespace Chat.WebApi;

/// <summary><c>GET|POST /api/{method}</c>: reads the request, finds the method and the caller, and maps every outcome to one answer.</summary>
internal sealed partial class WebApiEndpoint(
    MethodTable methods,
    Authenticator authenticator,
    WebCredentials web,
    RequestLimits limits,
    ChatGrains grains,
    GrainCalls calls,
    IOptions<GatewayOptions> options,
    ApiMetrics metrics,
    TimeProvider time,
    ILogger<WebApiEndpoint> log)
{
    public static readonly string[] Verbs = [HttpMethods.Get, HttpMethods.Post];

    /// <summary>Tokens here carry no scopes of their own: each may do what its user may.</summary>
    private const string TokenScopes =
        "identify,channels:read,channels:write,channels:history,groups:read,groups:write,groups:history,im:read,im:write,im:history,mpim:read,"
        + "mpim:write,mpim:history,chat:write,reactions:read,reactions:write,users:read,users:read.email,users:write,users.profile:read,"
        + "users.profile:write,team:read,emoji:read,rtm:stream";

    public async Task Handle(HttpContext http)
    {
        var name = http.Request.RouteValues["method"] as string ?? "";
        var warnings = new List<string>();
        Caller? caller = null;
        var (began, known) = (time.GetTimestamp(), "unknown");
        http.Response.Headers["X-Slack-Req-Id"] = http.TraceIdentifier;
        using var span = MessageTrace.Begin(MessageTrace.Call);
        span?.SetTag("chat.request", http.TraceIdentifier);
        try
        {
            var method = methods.Find(name) ?? throw new ChatException(ErrorCodes.UnknownMethod);
            known = name;
            span?.SetTag("chat.method", name);
            http.Response.Headers["X-Accepted-OAuth-Scopes"] = method.Scope;
            var request = await ArgumentReader.Read(http.Request, options.Value.MaxBodyBytes, http.RequestAborted);
            warnings.AddRange(request.Warnings);
            if (method.NeedsToken)
            {
                caller = await authenticator.Authenticate(request.Token ?? web.TokenOf(http.Request), http.RequestAborted);
                http.Response.Headers["X-OAuth-Scopes"] = TokenScopes;
                limits.Require(caller, method, request.Arguments.Text("channel"));
            }
            var address = PublicAddress.Of(http.Request, options.Value);
            var call = new MethodCall(request.Arguments, caller, grains, calls, address, warnings, http.RequestAborted);
            await AnswerWriter.Write(http.Response, await method.Handle(call), warnings, http.RequestAborted);
            metrics.Answered(known, "ok", time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody is left to answer.
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            var failure = Failure.Of(exception);
            metrics.Answered(known, OutcomeOf(failure), time.GetElapsedTime(began));
            await Fail(http, name, caller, warnings, failure, exception);
        }
    }

    private static string OutcomeOf(Failure failure) => failure.Code switch
    {
        ErrorCodes.InternalError => "failed",
        ErrorCodes.RateLimited => "limited",
        _ => failure.IsFault ? "unavailable" : "refused",
    };

    private Task Fail(HttpContext http, string method, Caller? caller, List<string> warnings, Failure failure, Exception exception)
    {
        if (failure.Code == ErrorCodes.InternalError)
            Failed(exception, method, caller?.Team.ToString(), http.TraceIdentifier);
        else if (failure.IsFault)
            Unavailable(exception, method, caller?.Team.ToString(), http.TraceIdentifier);
        var unknown = failure.Code == ErrorCodes.UnknownMethod ? method[..Math.Min(method.Length, 100)] : null;
        return AnswerWriter.Write(http.Response, failure, warnings, unknown, http.RequestAborted);
    }
}
