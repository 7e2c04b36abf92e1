namespace Chat.Teams;

/// <summary>
/// The last events of a team, contiguous up to the head of its log: a resume inside it reads no database. Bounded in age and in bytes. Pure.
/// </summary>
internal sealed class EventBuffer(TimeSpan keep, int maxBytes)
{
    /// <summary>What an event costs beside its payload, roughly.</summary>
    private const int Overhead = 128;

    private readonly List<Entry> _entries = [];
    private int _start;
    private long _bytes;

    private readonly record struct Entry(TeamEvent Event, long Epoch);

    public int Count => _entries.Count - _start;

    public void Add(TeamEvent item, long epoch)
    {
        if (item.Effect == EventEffect.StartAfresh)
            Clear();
        _entries.Add(new Entry(item, epoch));
        _bytes += item.Payload.Length + Overhead;
        Trim(new Ts(item.Ts.Micros - keep.Ticks / 10));
    }

    /// <summary>Forgets what is older than the buffer's age; the newest event always stays.</summary>
    public void Trim(Ts oldest)
    {
        while (_start < _entries.Count - 1 && (_entries[_start].Event.Ts < oldest || _bytes > maxBytes))
        {
            _bytes -= _entries[_start].Event.Payload.Length + Overhead;
            _start++;
        }
        // Shifting only when half is waste keeps adding cheap.
        if (_start > 64 && _start > _entries.Count / 2)
        {
            _entries.RemoveRange(0, _start);
            _start = 0;
        }
    }

    /// <summary>
    /// The events after a position, or null when the buffer cannot prove that it has them all: the event at the position itself must be here, and
    /// be of the epoch that the reader knew or a later one.
    /// </summary>
    public TeamEvent[]? After(Position position)
    {
        var index = IndexOf(position.Ts);
        if (index < 0 || _entries[index].Epoch < position.Epoch)
            return null;
        var events = new TeamEvent[_entries.Count - index - 1];
        for (var i = 0; i < events.Length; i++)
            events[i] = _entries[index + 1 + i].Event;
        return events;
    }

    /// <summary>The newest events, in order, with payloads of at most <paramref name="maxBytes"/> together.</summary>
    public HandedEvent[] Newest(int maxBytes)
    {
        var first = _entries.Count;
        for (long bytes = 0; first > _start && (bytes += _entries[first - 1].Event.Payload.Length) <= maxBytes;)
            first--;
        return [.. _entries.Skip(first).Select(static entry => new HandedEvent(entry.Event, entry.Epoch))];
    }

    public bool Has(Ts ts) => IndexOf(ts) >= 0;

    /// <summary>
    /// As <see cref="After"/>, up to <paramref name="maxEvents"/> and no further one that would bring the payloads above <paramref name="maxBytes"/>.
    /// The first is given however large it is, so that a reader always gets on.
    /// </summary>
    public TeamEvent[]? PageAfter(Position position, int maxEvents, int maxBytes)
    {
        var index = IndexOf(position.Ts);
        if (index < 0 || _entries[index].Epoch < position.Epoch)
            return null;
        var page = new List<TeamEvent>();
        long bytes = 0;
        for (var i = index + 1; i < _entries.Count && page.Count < maxEvents; i++)
        {
            bytes += _entries[i].Event.Payload.Length;
            if (bytes > maxBytes && page.Count > 0)
                break;
            page.Add(_entries[i].Event);
        }
        return [.. page];
    }

    /// <summary>The events about a user after one that is here, in order.</summary>
    public IEnumerable<TeamEvent> AboutAfter(UserId user, Ts ts)
    {
        for (var i = IndexOf(ts) + 1; i < _entries.Count; i++)
        {
            if (_entries[i].Event.User == user)
                yield return _entries[i].Event;
        }
    }

    /// <summary>No reader gets across such an event: what is before it is of no use.</summary>
    private void Clear()
    {
        _entries.Clear();
        (_start, _bytes) = (0, 0);
    }

    private int IndexOf(Ts ts)
    {
        int low = _start, high = _entries.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _entries[middle].Event.Ts.CompareTo(ts);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }
}
