using Chat.Channels;
using Chat.Errors;
using Chat.Sharding;
using Chat.Teams;

namespace Chat.Users;

/// <summary>
/// Owns: who belongs to a team, and by which tokens. Persists: new rows of users, and tokens, through the team's grain. Calls: the team's, users'
/// and #general's grains.
/// This file: people, bots and their tokens. Roles, signing up and searching are in the sibling files.
/// </summary>
[TeamPlacement]
public sealed partial class RosterGrain(UserStore users, TimeProvider time) : PublishingGrain, IRosterGrain
{
    private readonly TokenCache _cache = new(time);

    protected override string WriterName => "roster";

    protected override Task Load() => Task.CompletedTask;

    public async Task<Caller> Authenticate(byte[] tokenHash)
    {
        var key = Token.Key(tokenHash);
        if (_cache.Find(tokenHash) is { } known)
            return known;
        var changes = _cache.Changes;
        var token = await users.TokenAsync(Team, tokenHash) ?? throw new ChatException(ErrorCodes.InvalidAuth);
        var user = await users.FindAsync(Team, token.User) ?? throw new ChatException(ErrorCodes.InvalidAuth);
        if (user.Deleted)
            throw new ChatException(ErrorCodes.AccountInactive);
        if (token.Revoked)
            throw new ChatException(ErrorCodes.TokenRevoked);
        var caller = new Caller(Team, user.Id, user.Name, user.IsBot, user.IsAdmin, user.BotId, key);
        _cache.Add(tokenHash, caller, changes);
        return caller;
    }

    public async Task<IssuedToken> Create(NewUser user)
    {
        var name = UserName.Require(user.Name);
        if (await FindUnclaimed(user) is { } imported)
            return await Claim(imported, user);
        if (await users.FindByNameAsync(Team, name) is not null)
            throw new ChatException(ErrorCodes.UsernameTaken);
        var email = user.IsBot && string.IsNullOrEmpty(user.Email) ? "" : EmailAddress.Require(user.Email);
        if (email.Length > 0 && await users.FindByEmailAsync(Team, email) is not null)
            throw new ChatException(ErrorCodes.EmailTaken);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var profile = new UserProfile { RealName = user.RealName ?? user.Name, Email = email };
        var created = new User(Team, new UserId(IdText.New('U')), name, user.IsBot, user.IsAdmin, user.IsOwner, false,
            user.IsBot ? IdText.New('B') : null, profile, now, now, false);
        var (secret, put) = NewToken(created, now);
        await Publish(Change.Of(UserEvents.Joined(created), new UserPut(created, user.PasswordHash), put), ErrorCodes.UsernameTaken);
        await JoinGeneral(created.Id);
        return new IssuedToken(created, secret, Token.Key(put.Hash));
    }

    /// <summary>
    /// An account that came with an import: a person's, without a password and without any token there ever was. Whoever adds a person with its e-mail
    /// means that one.
    /// </summary>
    private async Task<User?> FindUnclaimed(NewUser user)
    {
        if (user.IsBot || string.IsNullOrEmpty(user.Email) || await users.FindByEmailAsync(Team, user.Email) is not { IsBot: false } found)
            return null;
        var isUsed = await users.CredentialAsync(Team, user.Email) is not null || (await users.TokensOfAsync(Team, found.Id)).Length > 0;
        return isUsed ? null : found;
    }

    private async Task<IssuedToken> Claim(User imported, NewUser user)
    {
        var claimed = await GrainFactory.GetGrain<IUserGrain>(GrainKeys.For(Team, imported.Id)).Claim(user.PasswordHash, user.IsAdmin, user.IsOwner);
        var (secret, put) = NewToken(claimed, time.GetUtcNow().ToUnixTimeSeconds());
        await Publish(new Change([new Step(null, [put])]));
        await JoinGeneral(claimed.Id);
        return new IssuedToken(claimed, secret, Token.Key(put.Hash));
    }

    private async Task JoinGeneral(UserId user)
    {
        if (await GrainFactory.GetGrain<IChannelIndexGrain>(GrainKeys.For(Team)).GetGeneral() is { } general)
            await GrainFactory.GetGrain<IChannelGrain>(GrainKeys.For(Team, general)).AddNewcomer(user);
    }

    public async Task<IssuedToken> IssueToken(UserId user)
    {
        var holder = await RequireUser(user);
        if (holder.Deleted || user == UserId.Slackbot)
            throw new ChatException(ErrorCodes.UserDisabled);
        var (secret, put) = NewToken(holder, time.GetUtcNow().ToUnixTimeSeconds());
        await Publish(new Change([new Step(null, [put])]));
        return new IssuedToken(holder, secret, Token.Key(put.Hash));
    }

    public async Task<int> RevokeTokens(UserId user, string? tokenKey)
    {
        await RequireUser(user);
        var tokens = (await users.TokensOfAsync(Team, user)).Where(token => tokenKey is null || Token.Key(token.Hash) == tokenKey).ToArray();
        if (tokens.Length == 0 && tokenKey is not null)
            throw new ChatException(ErrorCodes.TokenNotFound);
        return await Revoke(tokens);
    }

    public Task<Credential?> FindCredential(string email) => users.CredentialAsync(Team, email);

    public Task<User[]> List(UserId? after, int limit) => users.ListAsync(Team, after, limit);

    public Task<User?> FindByEmail(string email) => users.FindByEmailAsync(Team, email);

    public async Task<TokenInfo[]> ListTokens(UserId user)
    {
        await RequireUser(user);
        return [.. (await users.TokensOfAsync(Team, user)).Select(token => new TokenInfo(Token.Key(token.Hash), token.Created, token.Revoked))];
    }

    private async Task<int> Revoke(StoredToken[] tokens)
    {
        Step[] steps = [.. tokens.Where(token => !token.Revoked).Select(token =>
            new Step(UserEvents.TokenRevoked(token.User, Token.Key(token.Hash)), [new TokenPut(token.Hash, token.User, token.Created, Revoked: true)]))];
        if (steps.Length > 0)
            await Publish(new Change(steps));
        var keys = tokens.Select(token => Token.Key(token.Hash)).ToHashSet();
        _cache.Remove(caller => keys.Contains(caller.TokenKey));
        return steps.Length;
    }

    private (string Secret, TokenPut Put) NewToken(User user, long now)
    {
        var secret = Token.New(Team, user.IsBot);
        return (secret, new TokenPut(Token.Hash(secret), user.Id, now, Revoked: false));
    }

    /// <summary>Whoever is not the system's own.</summary>
    private async Task<User> RequireMember(UserId id) =>
        id == UserId.Slackbot ? throw new ChatException(ErrorCodes.UserNotFound) : await RequireUser(id);

    private async Task<User> RequireUser(UserId id) => await users.FindAsync(Team, id) ?? throw new ChatException(ErrorCodes.UserNotFound);
}
