namespace Chat.Sessions;

/// <summary>
/// The sessions of a team: live ones by gateway, and ended ones with the position that their client had confirmed, for as long as they may be
/// resumed. Tells which users came and went. Pure.
/// </summary>
internal sealed class SessionBook
{
    private readonly Dictionary<string, Entry> _sessions = [];
    private readonly Dictionary<UserId, int> _connections = [];
    private readonly HashSet<string> _changed = [];
    private readonly HashSet<string> _removed = [];

    private sealed class Entry(string session, UserId user, string tokenKey, Position confirmed, string? gateway, DateTimeOffset? ended)
    {
        public string Session => session;
        public UserId User => user;
        public string TokenKey => tokenKey;
        public Position Confirmed { get; set; } = confirmed;
        public string? Gateway { get; set; } = gateway;
        public DateTimeOffset? Ended { get; set; } = ended;
    }

    public int Live => _connections.Values.Sum();

    public int Connections(UserId user) => _connections.GetValueOrDefault(user);

    public IEnumerable<UserId> Online => _connections.Keys;

    /// <summary>Takes over what was stored before this book began; sessions whose end was not seen count as ended at <paramref name="now"/>.</summary>
    public void Load(IEnumerable<StoredSession> stored, DateTimeOffset now)
    {
        foreach (var item in stored)
        {
            var ended = item.EndedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : now;
            _sessions[item.Session] = new Entry(item.Session, item.User, item.TokenKey, item.Confirmed, null, ended);
        }
    }

    /// <summary>For the team's next silo.</summary>
    public Teams.HandedSession[] HandOver() =>
        [.. _sessions.Values.Select(static entry => new Teams.HandedSession(
            new SessionState(entry.Session, entry.User, entry.TokenKey, entry.Confirmed), entry.Gateway, entry.Ended))];

    /// <summary>Goes on where the book of the team's former silo was; nobody came or went by that. Each is stored again when it changes.</summary>
    public void TakeOver(IEnumerable<Teams.HandedSession> handed)
    {
        foreach (var (state, gateway, ended) in handed)
        {
            _sessions[state.Session] = new Entry(state.Session, state.User, state.TokenKey, state.Confirmed, gateway, ended);
            if (gateway is not null)
                Count(state.User, 1);
        }
    }

    /// <returns>True: the user had no session before.</returns>
    public bool Begin(string gateway, SessionState state)
    {
        _changed.Add(state.Session);
        _removed.Remove(state.Session);
        if (_sessions.TryGetValue(state.Session, out var entry))
        {
            if (state.Confirmed.Ts > entry.Confirmed.Ts)
                entry.Confirmed = state.Confirmed;
            var wasLive = entry.Gateway is not null;
            entry.Gateway = gateway;
            entry.Ended = null;
            return !wasLive && Count(entry.User, 1);
        }
        _sessions.Add(state.Session, new Entry(state.Session, state.User, state.TokenKey, state.Confirmed, gateway, null));
        return Count(state.User, 1);
    }

    public void Confirm(SessionMark mark)
    {
        if (!_sessions.TryGetValue(mark.Session, out var entry) || mark.Confirmed.Ts <= entry.Confirmed.Ts)
            return;
        entry.Confirmed = mark.Confirmed;
        _changed.Add(mark.Session);
    }

    /// <returns>The user, if this was its last session.</returns>
    public UserId? End(SessionMark mark, DateTimeOffset now)
    {
        Confirm(mark);
        return _sessions.TryGetValue(mark.Session, out var entry) ? End(entry, now) : null;
    }

    /// <summary>Ends all sessions of a gateway that is gone, but for those in <paramref name="except"/>.</summary>
    /// <returns>Users that have no session left.</returns>
    public UserId[] EndAll(string gateway, DateTimeOffset now, IReadOnlySet<string>? except = null) =>
        [.. _sessions.Values.Where(entry => entry.Gateway == gateway && except?.Contains(entry.Session) != true).ToArray()
            .Select(entry => End(entry, now)).OfType<UserId>()];

    /// <summary>
    /// From where a new socket of a token should continue: the session that ended last, else, if the token's sessions all look alive (a dead
    /// gateway may not have been noticed yet), the live one that is furthest behind, which repeats little if it is indeed alive.
    /// </summary>
    public (Position Position, string? Session)? ResumePoint(string tokenKey, DateTimeOffset endedAfter)
    {
        Entry? best = null;
        foreach (var entry in _sessions.Values)
        {
            if (entry.TokenKey != tokenKey || entry.Ended < endedAfter)
                continue;
            if (best is null || IsBetter(entry, best))
                best = entry;
        }
        return best is null ? null : (best.Confirmed, best.Ended is null ? null : best.Session);
    }

    private static bool IsBetter(Entry entry, Entry than) => (entry.Ended, than.Ended) switch
    {
        (not null, null) => true,
        (null, not null) => false,
        (null, null) => entry.Confirmed.Ts < than.Confirmed.Ts,
        _ => entry.Ended > than.Ended,
    };

    /// <summary>Forgets a session that was resumed by another, or whose token is gone.</summary>
    public void Forget(string session)
    {
        if (_sessions.TryGetValue(session, out var entry) && entry.Gateway is null)
            Remove(session);
    }

    public void ForgetEnded(DateTimeOffset before)
    {
        foreach (var entry in _sessions.Values.Where(entry => entry.Ended < before).ToArray())
            Remove(entry.Session);
    }

    /// <summary>What has to be stored since the last call.</summary>
    public (StoredSession[] Changed, string[] Removed) TakeChanges()
    {
        StoredSession[] changed = [.. _changed.Select(session => _sessions.GetValueOrDefault(session)).OfType<Entry>()
            .Select(entry => new StoredSession(entry.Session, entry.User, entry.TokenKey, entry.Confirmed, entry.Ended?.ToUnixTimeMilliseconds()))];
        string[] removed = [.. _removed];
        _changed.Clear();
        _removed.Clear();
        return (changed, removed);
    }

    /// <summary>Storing failed: what <see cref="TakeChanges"/> answered is due again.</summary>
    public void MarkChanged(IEnumerable<StoredSession> changed, IEnumerable<string> removed)
    {
        _changed.UnionWith(changed.Select(item => item.Session));
        _removed.UnionWith(removed.Where(session => !_sessions.ContainsKey(session)));
    }

    private UserId? End(Entry entry, DateTimeOffset now)
    {
        if (entry.Gateway is null)
            return null;
        entry.Gateway = null;
        entry.Ended = now;
        _changed.Add(entry.Session);
        return Count(entry.User, -1) ? entry.User : null;
    }

    private void Remove(string session)
    {
        _sessions.Remove(session);
        _changed.Remove(session);
        _removed.Add(session);
    }

    /// <returns>True: the user came (first session) or went (last session).</returns>
    private bool Count(UserId user, int by)
    {
        var count = _connections.GetValueOrDefault(user) + by;
        if (count > 0)
            _connections[user] = count;
        else
            _connections.Remove(user);
        return by > 0 ? count == 1 : count == 0;
    }
}
