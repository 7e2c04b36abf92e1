namespace Chat.Users;

/// <summary>
/// Callers by token, so that a request costs no database. An entry lives a minute: should two rosters of a team exist for a moment after a
/// failure, a revocation at one reaches the other within that time. Pure.
/// </summary>
internal sealed class TokenCache(TimeProvider time)
{
    private const int Most = 50_000;
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (Caller Caller, DateTimeOffset Until)> _callers = [];

    /// <summary>Rises with each removal: what was read before it may not be added after it.</summary>
    public int Changes { get; private set; }

    public Caller? Find(byte[] hash) =>
        _callers.TryGetValue(Convert.ToHexString(hash), out var entry) && entry.Until > time.GetUtcNow() ? entry.Caller : null;

    public void Add(byte[] hash, Caller caller, int readAt)
    {
        if (readAt != Changes)
            return;
        if (_callers.Count >= Most)
            _callers.Clear();
        _callers[Convert.ToHexString(hash)] = (caller, time.GetUtcNow() + Age);
    }

    public void Remove(Func<Caller, bool> which)
    {
        Changes++;
        foreach (var key in _callers.Where(pair => which(pair.Value.Caller)).Select(pair => pair.Key).ToArray())
            _callers.Remove(key);
    }
}
