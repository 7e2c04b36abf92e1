using System.Net;
using Chat.Errors;
using Chat.Gateway;
using Chat.Resilience;
using Chat.Teams;
using Chat.Users;
using Chat.WebApi;
using Microsoft.Extensions.Options;

namespace Chat.SignIn;

/// <summary>
/// <c>POST /api/signin {"domain","email","password"}</c>: a person's way to a token. Whatever is wrong (team, e-mail, password) answers
/// invalid_credentials, after the same time.
/// </summary>
internal sealed partial class SignInApi(
    ChatGrains grains,
    GrainCalls calls,
    PasswordHasher passwords,
    SignInLimits limits,
    IOptions<GatewayOptions> options,
    ILogger<SignInApi> log)
{
    public async Task Handle(HttpContext http)
    {
        http.Response.Headers["X-Slack-Req-Id"] = http.TraceIdentifier;
        try
        {
            var request = await ArgumentReader.Read(http.Request, options.Value.MaxBodyBytes, http.RequestAborted);
            var answer = await SignIn(request.Arguments, http.Connection.RemoteIpAddress, http.RequestAborted);
            await AnswerWriter.Write(http.Response, answer, request.Warnings, http.RequestAborted);
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

    private async Task<Answer> SignIn(Arguments arguments, IPAddress? address, CancellationToken cancellationToken)
    {
        var domain = arguments.Required("domain").Trim().ToLowerInvariant();
        var email = arguments.Required("email").Trim();
        var password = arguments.Required("password");
        limits.Require(address, domain, email);
        if (password.Length > PasswordHasher.MaxLength)
            throw new ChatException(ErrorCodes.InvalidCredentials);
        var (team, credential) = await Find(domain, email, cancellationToken);
        if (!await passwords.Verify(password, credential?.PasswordHash, cancellationToken) || team is null || credential is null)
            throw new ChatException(ErrorCodes.InvalidCredentials);
        var issued = await calls.Ask(() => grains.Roster(team.Id).IssueToken(credential.User), cancellationToken);
        return Answer.With(json =>
        {
            json.WriteString("token", issued.Token);
            json.WritePropertyName("user");
            issued.User.WriteTo(json);
            json.WritePropertyName("team");
            team.WriteTo(json);
        });
    }

    private async Task<(Team? Team, Credential? Credential)> Find(string domain, string email, CancellationToken cancellationToken)
    {
        var team = await calls.Read(() => grains.Directory.FindByDomain(domain), cancellationToken);
        if (team is null)
            return (null, null);
        return (team, await calls.Read(() => grains.Roster(team.Id).FindCredential(email), cancellationToken));
    }
}
