using Orleans.Concurrency;

namespace Chat.Users;

/// <summary>A team's people and their tokens. Key: <see cref="GrainKeys.For(TeamId)"/>.</summary>
[Alias("IRosterGrain")]
public interface IRosterGrain : IGrainWithStringKey
{
    /// <summary>
    /// The caller behind a token's SHA-256. Errors: invalid_auth (unknown, or another team's), token_revoked, account_inactive.
    /// Interleaves: reads a cache that only this grain's own token verbs change.
    /// </summary>
    [Alias("Authenticate"), AlwaysInterleave]
    Task<Caller> Authenticate(byte[] tokenHash);

    /// <summary>
    /// Adds a person or a bot, joins it to #general, and issues its first token. A person's e-mail and name, and a bot's name, are
    /// unique in the team. An account that an import brought and nobody has used becomes the person's who has its e-mail: it keeps its id and name.
    /// Errors: invalid_username, username_taken, invalid_email, email_taken.
    /// </summary>
    [Alias("Create")]
    Task<IssuedToken> Create(NewUser user);

    /// <summary>
    /// Whether somebody who is invited by this e-mail can get a password: there is no member of it yet, or one who never had a password and was not deactivated.
    /// </summary>
    [Alias("CanSignUp"), AlwaysInterleave]
    Task<bool> CanSignUp(string email);

    /// <summary>
    /// Gives the person of an e-mail its password and a token: a member that is there keeps its id and its handle and is called by the name that is given, and one that
    /// came with an import is a newcomer like a new one. Called by invitations. Errors: invalid_invitation.
    /// </summary>
    [Alias("SignUp")]
    Task<IssuedToken> SignUp(string email, string name, string passwordHash);

    /// <summary>
    /// As <see cref="SignUp"/>, by an invitation that was made for an account that an import had brought: while that is unclaimed and has this e-mail, its person
    /// is the admin that the account is. Nobody becomes an owner. Errors: invalid_invitation.
    /// </summary>
    [Alias("SignUpTo")]
    Task<IssuedToken> SignUpTo(UserId account, string email, string name, string passwordHash);

    /// <summary>A further token. The secret is answered once and stored hashed. Errors: user_not_found, user_disabled.</summary>
    [Alias("IssueToken")]
    Task<IssuedToken> IssueToken(UserId user);

    /// <summary>Revokes one token, or with null all of the user's; sockets that use it are closed. Errors: user_not_found, token_not_found.</summary>
    [Alias("RevokeTokens")]
    Task<int> RevokeTokens(UserId user, string? tokenKey);

    /// <summary>Deactivates a user and revokes its tokens. Its messages stay. Errors: user_not_found.</summary>
    [Alias("Deactivate")]
    Task Deactivate(UserId user);

    /// <summary>The same as an admin of the team may do it. Errors: user_not_found, cant_remove_last_admin.</summary>
    [Alias("DeactivateByAdmin")]
    Task DeactivateByAdmin(UserId user);

    /// <summary>
    /// Ends a deactivation: the user is where it was before, and signs in again with its password; its tokens stay revoked. Harmless when it is active.
    /// Errors: user_not_found.
    /// </summary>
    [Alias("Reactivate")]
    Task<User> Reactivate(UserId user);

    /// <summary>Makes a user an admin, or no admin (and no owner) any more. Errors: user_not_found, user_disabled, cant_remove_last_admin.</summary>
    /// <param name="user">Whom.</param>
    /// <param name="isAdmin">What it is from now on.</param>
    /// <param name="byOperator">The operator may take the team's last admin.</param>
    [Alias("SetAdmin")]
    Task<User> SetAdmin(UserId user, bool isAdmin, bool byOperator);

    /// <summary>For signing in: the hash to compare with, or null if there is no such active person.</summary>
    [Alias("FindCredential"), AlwaysInterleave]
    Task<Credential?> FindCredential(string email);

    /// <summary>Users in the order of their ids. Limit 0: all.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<User[]> List(UserId? after, int limit);

    [Alias("FindByEmail"), AlwaysInterleave]
    Task<User?> FindByEmail(string email);

    /// <summary>Those of them who are there, in the order in which they are asked for.</summary>
    [Alias("Find"), AlwaysInterleave]
    Task<User[]> Find(UserId[] users);

    /// <summary>
    /// Users by the beginnings of words of their names and e-mails, whatever their case and accents, active people first. A change may be found a second late.
    /// </summary>
    [Alias("Search"), AlwaysInterleave]
    Task<User[]> Search(string query, int limit);

    /// <summary>
    /// Those of them whose accounts an import brought and nobody has used: active people who never had a password or a token. Who has such a one's e-mail can
    /// be invited to it.
    /// </summary>
    [Alias("FindUnclaimed"), AlwaysInterleave]
    Task<UserId[]> FindUnclaimed(UserId[] among);

    [Alias("ListTokens"), AlwaysInterleave]
    Task<TokenInfo[]> ListTokens(UserId user);
}

/// <param name="PasswordHash">Null: cannot sign in with a password (bots, or people who only use tokens).</param>
[GenerateSerializer, Immutable, Alias("NewUser")]
public sealed record NewUser(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Email,
    [property: Id(2)] bool IsBot,
    [property: Id(3)] bool IsAdmin,
    [property: Id(4)] string? PasswordHash,
    [property: Id(5)] string? RealName = null,
    [property: Id(6)] bool IsOwner = false);

[GenerateSerializer, Immutable, Alias("IssuedToken")]
public sealed record IssuedToken([property: Id(0)] User User, [property: Id(1)] string Token, [property: Id(2)] string TokenKey);

[GenerateSerializer, Immutable, Alias("Credential")]
public sealed record Credential([property: Id(0)] UserId User, [property: Id(1)] string PasswordHash);

/// <param name="Created">Seconds since 1970.</param>
[GenerateSerializer, Immutable, Alias("TokenInfo")]
public sealed record TokenInfo([property: Id(0)] string TokenKey, [property: Id(1)] long Created, [property: Id(2)] bool Revoked);
