using System.Collections.Concurrent;
using Chat.Errors;
using Chat.Resilience;
using Chat.Users;

namespace Chat.WebApi;

/// <summary>
/// Finds who holds a token. The team's roster is asked each time, so that a revoked token ends at once; what is remembered here is only which
/// teams exist, so that tokens of invented teams wake no grains. Teams are never removed, so that this needs no expiry.
/// </summary>
public sealed class Authenticator(ChatGrains grains, GrainCalls calls)
{
    private readonly ConcurrentDictionary<TeamId, bool> known = new();

    /// <summary>Errors: not_authed, invalid_auth, token_revoked, account_inactive, service_unavailable.</summary>
    public async Task<Caller> Authenticate(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
            throw new ChatException(ErrorCodes.NotAuthed);
        if (!Token.TryGetTeam(token, out var team) || !await Exists(team, cancellationToken))
            throw new ChatException(ErrorCodes.InvalidAuth);
        var hash = Token.Hash(token);
        var caller = await calls.AskIdempotent(() => grains.Roster(team).Authenticate(hash), cancellationToken);
        // Known without the directory, perhaps. Asked first: writing takes a lock.
        if (!known.ContainsKey(team))
            known[team] = true;
        return caller;
    }

    /// <summary>
    /// Also true when nobody can tell because the directory is away: the silo on which the team's grains live may know it all the same, and refuses it
    /// if not.
    /// </summary>
    public async Task<bool> Exists(TeamId team, CancellationToken cancellationToken)
    {
        if (known.ContainsKey(team))
            return true;
        try
        {
            if (!await calls.AskIdempotent(() => grains.Directory.Exists(team), cancellationToken))
                return false;
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ServiceUnavailable)
        {
            return true;
        }
        known[team] = true;
        return true;
    }
}
