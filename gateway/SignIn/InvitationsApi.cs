using Chat.Errors;
using Chat.Resilience;
using Chat.Teams;
using Chat.Users;
using Chat.Browsers;
using Chat.WebApi;

namespace Chat.SignIn;

/// <summary><c>/web/invitation</c>: somebody who was invited looks at the invitation, and becomes a member with a password of its own.</summary>
internal sealed class InvitationsApi(
    ChatGrains grains, GrainCalls calls, Authenticator authenticator, PasswordHasher passwords, SignInLimits limits, WebSessionApi session)
{
    public static void Map(WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<WebEndpoint>();
        var invitations = app.Services.GetRequiredService<InvitationsApi>();
        app.MapGet("/web/invitation", endpoint.Of(invitations.Show));
        app.MapPost("/web/invitation", endpoint.Of(invitations.Accept));
    }

    /// <summary>GET <c>?code=</c>: <c>team</c> (name and domain), <c>email</c>, <c>name</c> (empty where nobody knows it). Errors: invalid_invitation.</summary>
    /// <exception cref="RateLimitedException">Too many attempts.</exception>
    public async Task<Answer> Show(HttpContext http)
    {
        var (team, invitation) = await Find(http, http.Request.Query["code"]);
        return Answer.With(json =>
        {
            json.WriteStartObject("team");
            json.WriteString("name", team.Name);
            json.WriteString("domain", team.Domain);
            json.WriteEndObject();
            json.WriteString("email", invitation.Email);
            json.WriteString("name", invitation.Name);
        });
    }

    /// <summary>
    /// POST <c>{"invitation","name","password"}</c>: as POST /web/session. Errors: invalid_invitation, invalid_password, invalid_arguments.
    /// </summary>
    /// <exception cref="RateLimitedException">Too many attempts.</exception>
    public async Task<Answer> Accept(HttpContext http)
    {
        var arguments = await WebEndpoint.Read(http.Request, http.RequestAborted);
        var password = arguments.Required("password", ErrorCodes.InvalidPassword);
        if (password.Length is < PasswordHasher.MinLength or > PasswordHasher.MaxLength)
            throw new ChatException(ErrorCodes.InvalidPassword, $"A password has {PasswordHasher.MinLength} to {PasswordHasher.MaxLength} characters.");
        var (team, invitation) = await Find(http, arguments.Text("invitation"));
        var name = NameIn(arguments, invitation);
        limits.Require(http.Connection.RemoteIpAddress, team.Domain, invitation.Email);
        var hash = await passwords.Hash(password, http.RequestAborted);
        var issued = await calls.Ask(() => grains.Invitations(team.Id).Accept(invitation.Code, name, hash), http.RequestAborted);
        return await session.Begin(http, new SignedIn(team, issued));
    }

    /// <summary>Codes of invented teams wake no grains.</summary>
    private async Task<(Team Team, Invitation Invitation)> Find(HttpContext http, string? code)
    {
        limits.Require(http.Connection.RemoteIpAddress);
        if (!Invitation.TryGetTeam(code, out var id) || !await authenticator.Exists(id, http.RequestAborted))
            throw new ChatException(ErrorCodes.InvalidInvitation);
        var invitation = await calls.Read(() => grains.Invitations(id).Find(code!), http.RequestAborted);
        return (await calls.Read(grains.Team(id).GetTeam, http.RequestAborted), invitation);
    }

    /// <summary>What the person says, else what is known of it, else what stands before the @.</summary>
    private static string NameIn(Arguments arguments, Invitation invitation)
    {
        var name = arguments.Text("name")?.Trim() is { Length: > 0 } given ? given
            : invitation.Name.Length > 0 ? invitation.Name
            : invitation.Email[..Math.Min(Invitation.MaxName, invitation.Email.IndexOf('@', StringComparison.Ordinal))];
        return name.Length <= Invitation.MaxName && !name.Any(char.IsControl)
            ? name
            : throw new ChatException(ErrorCodes.InvalidArguments, $"name must have 1 to {Invitation.MaxName} characters on one line");
    }
}
