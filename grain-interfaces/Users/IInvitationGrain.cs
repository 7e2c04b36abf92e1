using Orleans.Concurrency;

namespace Chat.Users;

/// <summary>
/// A team's invitations. None is stored: each is a code that the team has signed, for one e-mail and seven days, which ends when that person has a password.
/// Key: <see cref="GrainKeys.For(TeamId)"/>. Errors of all: service_unavailable.
/// </summary>
[Alias("IInvitationGrain")]
public interface IInvitationGrain : IGrainWithStringKey
{
    /// <summary>Errors: invalid_email, email_taken (a member of this e-mail signs in already, or was deactivated).</summary>
    [Alias("Invite")]
    Task<Invitation> Invite(string email, string name);

    /// <summary>What a code says; an invitation without a name has that of the member whom it would make able to sign in. Errors: invalid_invitation.</summary>
    [Alias("Find"), AlwaysInterleave]
    Task<Invitation> Find(string code);

    /// <summary>
    /// Gives the invited person its password, and a token: the member of its e-mail that an import or an admin made, which keeps its id and handle, or a new
    /// one. Errors: invalid_invitation.
    /// </summary>
    [Alias("Accept")]
    Task<IssuedToken> Accept(string code, string name, string passwordHash);
}

/// <param name="Code">What opens it: <c>team.person.expires.signature</c>, of letters that need no escaping in an address.</param>
/// <param name="Name">The person's; empty: not known.</param>
/// <param name="Expires">Seconds since 1970.</param>
/// <param name="Claims">The account that an import brought and that this invitation was made for; null: the import came later, or there is none.</param>
/// <param name="IsAdmin">Whoever accepts becomes an admin, as the import's account is one. Told to who invites, and no part of the code.</param>
[GenerateSerializer, Immutable, Alias("Invitation")]
public sealed record Invitation(
    [property: Id(0)] string Code,
    [property: Id(1)] string Email,
    [property: Id(2)] string Name,
    [property: Id(3)] long Expires,
    [property: Id(4)] UserId? Claims = null,
    [property: Id(5)] bool IsAdmin = false)
{
    /// <summary>Beyond any that is given out.</summary>
    public const int MaxCode = 2048;

    public const int MaxName = 80;

    /// <summary>Checks the shape alone and finds the team.</summary>
    public static bool TryGetTeam(string? code, out TeamId team)
    {
        team = default;
        return code is { Length: > 10 and <= MaxCode } && code[9] == '.' && TeamId.TryParse(code[..9], out team);
    }
}
