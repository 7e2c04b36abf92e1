namespace Chat.Teams;

/// <summary>
/// Which user is in which channels as of the head of the log, for users that have (or had lately) sessions. Loaded a user at a time; what
/// commits while a load is under way is applied on top of it, which is right whatever the load already saw, since joining and leaving are
/// idempotent and applied in order.
/// </summary>
internal sealed class MembershipIndex(Func<UserId, Task<HashSet<ChannelId>>> load)
{
    private readonly Dictionary<UserId, HashSet<ChannelId>> _channels = [];
    private readonly Dictionary<UserId, Loading> _loading = [];

    private sealed record Loading(Task<HashSet<ChannelId>> Load, List<TeamEvent> Meanwhile);

    /// <summary>The live set: to be read, and copied, in the turn in which it was answered.</summary>
    public HashSet<ChannelId>? Find(UserId user) => _channels.GetValueOrDefault(user);

    public async Task<HashSet<ChannelId>> Load(UserId user)
    {
        if (_channels.TryGetValue(user, out var known))
            return known;
        if (!_loading.TryGetValue(user, out var loading))
            _loading[user] = loading = new Loading(load(user), []);
        HashSet<ChannelId> loaded;
        try
        {
            loaded = await loading.Load;
        }
        catch
        {
            // Another load may have begun since, which must go on being followed.
            if (_loading.GetValueOrDefault(user) == loading)
                _loading.Remove(user);
            throw;
        }
        if (_channels.TryGetValue(user, out known))
            return known;
        // Taken over and forgotten again since: what was read has not been followed from there on.
        if (_loading.GetValueOrDefault(user) != loading)
            return await Load(user);
        foreach (var item in loading.Meanwhile)
            Apply(loaded, item);
        _channels[user] = loaded;
        _loading.Remove(user);
        return loaded;
    }

    /// <summary>Follows a committed event.</summary>
    public void Apply(TeamEvent item)
    {
        if (item.Effect is not (EventEffect.Joined or EventEffect.Left) || item.User is not { } user)
            return;
        if (_channels.TryGetValue(user, out var channels))
            Apply(channels, item);
        if (_loading.TryGetValue(user, out var loading))
            loading.Meanwhile.Add(item);
    }

    /// <summary>Forgets users that no longer have sessions.</summary>
    public void Prune(Func<UserId, bool> keep)
    {
        foreach (var user in _channels.Keys.Where(user => !keep(user)).ToArray())
            _channels.Remove(user);
    }

    private static void Apply(HashSet<ChannelId> channels, TeamEvent item)
    {
        if (item.Effect == EventEffect.Joined)
            channels.Add(item.Channel!.Value);
        else
            channels.Remove(item.Channel!.Value);
    }
}
