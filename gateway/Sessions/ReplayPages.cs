using Chat.Resilience;
using Chat.Teams;
using Microsoft.Extensions.Options;

namespace Chat.Sessions;

/// <summary>A stretch of a team's log as replays hand it out: each event framed once for all of them.</summary>
/// <param name="After">The place that it follows on without a gap.</param>
internal sealed record ReplayPage(long Epoch, Ts After, Delivery[] Deliveries)
{
    /// <summary>What an event costs beside its payload and its frame, roughly.</summary>
    private const int Overhead = 256;

    public Ts Last => Deliveries[^1].First.Ts;

    public long Bytes => Deliveries.Sum(delivery => 2L * delivery.First.Payload.Length + Overhead);
}

/// <summary>
/// The logs of teams, page by page, for sessions that catch up. Those of one team come with the same needs at the same time: they share
/// pages and the reading of them. Bounded in bytes and in reads at once, over all teams; a team's pages go with the last of its replays.
/// </summary>
internal sealed class ReplayPages(ChatGrains grains, GrainCalls calls, IOptions<SessionOptions> options) : IDisposable
{
    private const int ReadsAtOnce = 32;

    /// <summary>Shorter pages are the end of the log, of which the next reader will be given more.</summary>
    private const int WorthKeeping = 50;

    private readonly Lock _gate = new();
    private readonly Dictionary<TeamId, Shelf> _shelves = [];
    private readonly Queue<(Shelf Shelf, ReplayPage Page)> _oldest = new();
    private readonly SemaphoreSlim _turns = new(ReadsAtOnce);
    private long _bytes;

    private sealed class Shelf
    {
        public int Replays { get; set; }
        public List<ReplayPage> Pages { get; } = [];
        public Task<ReplayPage?>? Reading { get; set; }
    }

    /// <summary>Bytes that are kept, for tests.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    public Replay Begin(TeamId team)
    {
        lock (_gate)
        {
            if (!_shelves.TryGetValue(team, out var shelf))
                _shelves.Add(team, shelf = new Shelf());
            shelf.Replays++;
            return new Replay((epoch, after) => Read(team, shelf, epoch, after), () => End(team, shelf));
        }
    }

    public void Dispose() => _turns.Dispose();

    private void End(TeamId team, Shelf shelf)
    {
        lock (_gate)
        {
            if (--shelf.Replays > 0)
                return;
            _shelves.Remove(team);
            foreach (var page in shelf.Pages)
                _bytes -= page.Bytes;
            shelf.Pages.Clear();
            Trim();
        }
    }

    private async Task<ReplayPage?> Read(TeamId team, Shelf shelf, long epoch, Ts after)
    {
        while (true)
        {
            Task<ReplayPage?> reading;
            var isOurs = false;
            lock (_gate)
            {
                if (shelf.Pages.Find(page => page.Epoch == epoch && page.After <= after && after < page.Last) is { } kept)
                    return kept;
                isOurs = shelf.Reading is null;
                reading = shelf.Reading ??= ReadPage(team, shelf, epoch, after);
            }
            if (isOurs)
                return await reading;
            // Another replay's read may bring what this one needs; whether it failed is the other's affair.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ReplayPage?> ReadPage(TeamId team, Shelf shelf, long epoch, Ts after)
    {
        // Off the lock.
        await Task.Yield();
        try
        {
            await _turns.WaitAsync();
            try
            {
                var read = await calls.AskIdempotent(() => grains.Team(team).ReadLog(epoch, after), CancellationToken.None);
                var page = read.Known ? new ReplayPage(epoch, after, [.. read.Events.Select(item => new Delivery(item))]) : null;
                if (page?.Deliveries.Length >= WorthKeeping)
                    Keep(shelf, page);
                return page;
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            lock (_gate)
                shelf.Reading = null;
        }
    }

    private void Keep(Shelf shelf, ReplayPage page)
    {
        lock (_gate)
        {
            if (shelf.Replays == 0)
                return;
            shelf.Pages.Add(page);
            _oldest.Enqueue((shelf, page));
            _bytes += page.Bytes;
            Trim();
        }
    }

    /// <summary>Whoever still needs what is forgotten here reads it again.</summary>
    private void Trim()
    {
        while (_oldest.TryPeek(out var oldest) && (_bytes > options.Value.ReplayBytes || oldest.Shelf.Pages.Count == 0))
        {
            _oldest.Dequeue();
            if (oldest.Shelf.Pages.Remove(oldest.Page))
                _bytes -= oldest.Page.Bytes;
        }
    }

    /// <summary>One session's way through its team's log.</summary>
    public sealed class Replay : IDisposable
    {
        private readonly Func<long, Ts, Task<ReplayPage?>> _read;
        private readonly Action _end;

        internal Replay(Func<long, Ts, Task<ReplayPage?>> read, Action end) => (_read, _end) = (read, end);

        /// <summary>
        /// A page that has the event after <paramref name="after"/> if there is one, perhaps with earlier ones before it; without events at the log's
        /// end. Null: the log cannot be followed from there by this writer's word.
        /// </summary>
        public Task<ReplayPage?> Read(long epoch, Ts after) => _read(epoch, after);

        public void Dispose() => _end();
    }
}
