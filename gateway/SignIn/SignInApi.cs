using Chat.Gateway;
using Chat.WebApi;
using Microsoft.Extensions.Options;

namespace Chat.SignIn;

/// <summary><c>POST /api/signin {"domain","email","password"}</c>: answers a token. Browsers use <c>/web/session</c>.</summary>
internal sealed partial class SignInApi(PasswordSignIn passwords, IOptions<GatewayOptions> options, TimeProvider time, ILogger<SignInApi> log)
{
    public async Task Handle(HttpContext http)
    {
        http.Response.Headers["X-Slack-Req-Id"] = http.TraceIdentifier;
        try
        {
            var request = await ArgumentReader.Read(http.Request, options.Value.MaxBodyBytes, http.RequestAborted);
            var signedIn = await passwords.SignIn(request.Arguments, http.Connection.RemoteIpAddress, http.RequestAborted);
            await AnswerWriter.Write(http.Response, AnswerOf(signedIn), request.Warnings, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody is left to answer.
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            var failure = Failure.Of(exception);
            if (failure.IsFault)
                Failed(exception, failure.Code, http.TraceIdentifier);
            await AnswerWriter.Write(http.Response, failure, [], null, http.RequestAborted);
        }
    }

    private Answer AnswerOf(SignedIn signedIn) => Answer.With(json =>
    {
        json.WriteString("token", signedIn.Issued.Token);
        json.WritePropertyName("user");
        signedIn.Issued.User.WriteTo(json, time.GetUtcNow());
        json.WritePropertyName("team");
        signedIn.Team.WriteTo(json);
    });
}
