using System.Net;
using Chat.Errors;
using Chat.Resilience;
using Chat.Teams;
using Chat.Users;
using Chat.WebApi;

namespace Chat.SignIn;

/// <summary>A person who has signed in, with the token that was issued for it.</summary>
internal sealed record SignedIn(Team Team, IssuedToken Issued);

/// <summary>
/// A person's way to a token. Whatever is wrong (team, e-mail, password) is invalid_credentials, after the same time.
/// </summary>
internal sealed class PasswordSignIn(ChatGrains grains, GrainCalls calls, PasswordHasher passwords, SignInLimits limits)
{
    /// <summary>With the arguments <c>domain</c>, <c>email</c> and <c>password</c>. Errors: invalid_credentials, invalid_arguments.</summary>
    /// <exception cref="RateLimitedException">Too many attempts.</exception>
    public async Task<SignedIn> SignIn(Arguments arguments, IPAddress? address, CancellationToken cancellationToken)
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
        return new SignedIn(team, await calls.Ask(() => grains.Roster(team.Id).IssueToken(credential.User), cancellationToken));
    }

    private async Task<(Team? Team, Credential? Credential)> Find(string domain, string email, CancellationToken cancellationToken)
    {
        var team = await calls.Read(() => grains.Directory.FindByDomain(domain), cancellationToken);
        if (team is null)
            return (null, null);
        return (team, await calls.Read(() => grains.Roster(team.Id).FindCredential(email), cancellationToken));
    }
}
