using Chat.Sessions;

namespace Chat.Teams;

/// <summary>
/// What a reader at some position has missed. A gateway that lost its place is told all at once; a session is told a page at a time, for there
/// may be thousands of them, each thousands of events behind.
/// </summary>
public sealed partial class TeamGrain
{
    private const int PageEvents = 500;
    private const int PageBytes = 128 * 1024;

    /// <summary>An outline that nobody has asked for in this time is given back.</summary>
    private static readonly TimeSpan OutlineAge = TimeSpan.FromMinutes(1);

    private LogOutline? _outline;
    private Task? _outlining;
    private List<OutlinedEvent>? _outlinedMeanwhile;
    private DateTimeOffset _outlineUsed;

    public async Task<LogPage> ReadLog(long epoch, Ts after)
    {
        RequireWriter();
        if (!IsPresent(epoch))
            return UnknownPage();
        if (_buffer.PageAfter(new Position(_id, 0, after), PageEvents, PageBytes) is { } buffered)
        {
            metrics.PageRead("buffer");
            return new LogPage(true, buffered);
        }
        var head = _head.Ts;
        var read = await events.ReadAsync(_id, after, PageEvents, PageBytes);
        // Looked for after the read: if the purge had taken anything that follows, it would have taken this one, too.
        var isKnown = await events.EpochAtAsync(_id, after) is not null;
        RequireWriter();
        if (read.Any(static stored => stored.Event.Effect == EventEffect.StartAfresh))
            return UnknownPage();
        if (!isKnown)
            return UnknownPage();
        metrics.PageRead("log");
        return new LogPage(true, [.. read.Select(stored => stored.Event).TakeWhile(item => item.Ts <= head)]);
    }

    private LogPage UnknownPage()
    {
        metrics.PageRead("unknown");
        return LogPage.Unknown;
    }

    /// <summary>Loads what <see cref="Resume"/> needs; when this completes, and in the same turn, it is there.</summary>
    private async Task PrepareResume(UserId user, Position? offset)
    {
        while (true)
        {
            if (_membership.Find(user) is null)
                await _membership.Load(user);
            else if (offset is { } position && !_buffer.Has(position.Ts) && _outline is null)
                await (_outlining ??= LoadOutline());
            else
                return;
        }
    }

    /// <summary>The first events after a position, none if they are to be read from the log; null when nobody can prove that all can be had.</summary>
    /// <param name="channels">The user's at the head; at the position afterwards.</param>
    private TeamEvent[]? Resume(Position position, UserId user, HashSet<ChannelId> channels)
    {
        if (_buffer.PageAfter(position, PageEvents, PageBytes) is { } buffered)
        {
            Memberships.Undo(channels, user, _buffer.AboutAfter(user, position.Ts).Select(item => OutlinedEvent.Of(item, _epoch)));
            metrics.Attached("buffer");
            return buffered;
        }
        _outlineUsed = time.GetUtcNow();
        if (_outline?.Reaches(position) != true)
            return null;
        Memberships.Undo(channels, user, _outline.MembershipsAfter(position.Ts));
        metrics.Attached("log");
        return [];
    }

    /// <summary>Reads the log's outline up to the present head; what commits meanwhile is added on top.</summary>
    private async Task LoadOutline()
    {
        // So that it is known to be under way before it can have ended.
        await Task.Yield();
        _outlinedMeanwhile = [];
        try
        {
            var outline = new LogOutline(_options.ResumeEvents, _options.ResumeBytes);
            foreach (var item in await events.OutlineAsync(_id, _head.Ts, _options.ResumeEvents + 1))
                outline.Add(item);
            foreach (var item in _outlinedMeanwhile)
                outline.Add(item);
            (_outline, _outlineUsed) = (outline, time.GetUtcNow());
        }
        finally
        {
            _outlinedMeanwhile = null;
            _outlining = null;
        }
    }

    private void Outline(TeamEvent item)
    {
        _outline?.Add(OutlinedEvent.Of(item, _epoch));
        _outlinedMeanwhile?.Add(OutlinedEvent.Of(item, _epoch));
    }

    private void ForgetOutline(DateTimeOffset now)
    {
        if (now - _outlineUsed > OutlineAge)
            _outline = null;
    }

    /// <summary>
    /// All events of the team after a position up to a head, from the buffer, else from the durable log; null when nobody can prove that they
    /// are complete: a position of another team, from the future, that the log does not know, too far back, or before an event that nobody gets across.
    /// </summary>
    private async Task<IReadOnlyList<TeamEvent>?> EventsAfterFromLog(Position position, Position head)
    {
        if (await events.EpochAtAsync(_id, position.Ts) is not { } epoch || epoch < position.Epoch)
            return null;
        var found = new List<TeamEvent>();
        var bytes = 0;
        for (var after = position.Ts; after < head.Ts; after = found[^1].Ts)
        {
            var page = await events.ReadAsync(_id, after, 2_000, _options.ResumeBytes);
            foreach (var item in page)
            {
                if (item.Event.Ts > head.Ts)
                    break;
                if (item.Event.Effect == EventEffect.StartAfresh)
                    return null;
                found.Add(item.Event);
                bytes += item.Event.Payload.Length;
            }
            if (found.Count == 0 || found[^1].Ts <= after || found.Count > _options.ResumeEvents || bytes > _options.ResumeBytes)
                return null;
        }
        return found;
    }

    private async Task<TeamEvent[]?> EventsAfter(Position position, Position head)
    {
        if (!CanKnow(position, head))
            return null;
        if (_head == head && _buffer.After(position) is { } buffered)
            return buffered;
        return await EventsAfterFromLog(position, head) is { } read ? [.. read] : null;
    }

    private bool CanKnow(Position position, Position head) =>
        position.Team == _id && position.Epoch <= _epoch && position.Ts <= head.Ts;
}
