namespace Chat.Sharding;

/// <summary>
/// Which writers are finished. An item that was fenced or given up bars all later ones of its team up to its epoch; the next claim of the team,
/// with a higher epoch, is free of it. One for all shards, since a team may move between two items. Thread-safe.
/// </summary>
internal sealed class TeamBars
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TeamId, (long Epoch, CommitOutcome Outcome)> _bars = [];

    public void Add(LogItem item, CommitOutcome outcome)
    {
        lock (_lock)
        {
            if (!_bars.TryGetValue(item.Team, out var bar) || item.Epoch > bar.Epoch)
                _bars[item.Team] = (item.Epoch, outcome);
        }
    }

    /// <summary>The outcome that an item shares with an earlier one; null if it may be written.</summary>
    public CommitOutcome? Find(LogItem item)
    {
        lock (_lock)
        {
            if (!_bars.TryGetValue(item.Team, out var bar))
                return null;
            if (item.Epoch <= bar.Epoch)
                return item.Epoch == bar.Epoch ? bar.Outcome : CommitOutcome.Fenced;
            _bars.Remove(item.Team);
            return null;
        }
    }
}
