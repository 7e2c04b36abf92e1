namespace Chat.Teams;

/// <summary>An event of the log without its payload.</summary>
/// <param name="Bytes">Of the payload.</param>
/// <param name="User">Null unless the event is a join or a leave.</param>
/// <param name="Channel">The same.</param>
public readonly record struct OutlinedEvent(Ts Ts, long Epoch, int Bytes, EventEffect Effect, UserId? User, ChannelId? Channel)
{
    public static OutlinedEvent Of(TeamEvent item, long epoch) => item.Effect switch
    {
        EventEffect.Joined or EventEffect.Left => new(item.Ts, epoch, item.Payload.Length, item.Effect, item.User, item.Channel),
        EventEffect.StartAfresh => new(item.Ts, epoch, item.Payload.Length, item.Effect, null, null),
        _ => new(item.Ts, epoch, item.Payload.Length, EventEffect.None, null, null),
    };
}

/// <summary>
/// The last events of a team's log up to its head, without their payloads: enough to say whether a position can be resumed from and in which
/// channels a user then was, for as many sessions as come, by one read of the log. Bounded in events. Pure.
/// </summary>
internal sealed class LogOutline(int maxEvents, long maxBytes)
{
    private readonly List<Entry> _entries = [];
    private readonly List<OutlinedEvent> _memberships = [];
    private long _bytes;

    /// <param name="BytesBefore">Payloads of this outline up to and including this event.</param>
    private readonly record struct Entry(Ts Ts, long Epoch, long BytesBefore);

    public void Add(OutlinedEvent item)
    {
        // Nobody gets across it from a position before.
        if (item.Effect == EventEffect.StartAfresh)
        {
            _entries.Clear();
            _memberships.Clear();
        }
        _bytes += item.Bytes;
        _entries.Add(new Entry(item.Ts, item.Epoch, _bytes));
        if (item.User is not null)
            _memberships.Add(item);
        // One more than may be replayed: the event at the position itself must be here. Shifting only when half is waste keeps adding cheap.
        if (_entries.Count > 2 * (maxEvents + 1))
        {
            _entries.RemoveRange(0, _entries.Count - maxEvents - 1);
            var kept = _entries[0].Ts;
            _memberships.RemoveAll(membership => membership.Ts < kept);
        }
    }

    /// <summary>
    /// Whether what follows a position is known to be complete and within both bounds: the event at the position itself must be here, and be of
    /// the epoch that the reader knew or a later one.
    /// </summary>
    public bool Reaches(Position position)
    {
        var index = _entries.BinarySearch(new Entry(position.Ts, 0, 0), ByTs);
        return index >= 0
            && _entries[index].Epoch >= position.Epoch
            && _entries.Count - 1 - index <= maxEvents
            && _bytes - _entries[index].BytesBefore <= maxBytes;
    }

    /// <summary>The joins and leaves after a ts, in their order.</summary>
    public IEnumerable<OutlinedEvent> MembershipsAfter(Ts ts) => _memberships.Where(membership => membership.Ts > ts);

    private static readonly Comparer<Entry> ByTs = Comparer<Entry>.Create((a, b) => a.Ts.CompareTo(b.Ts));
}
