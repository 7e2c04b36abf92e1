using Chat.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding;

/// <summary>
/// Hands each item to the writer of the server that serves its team. Owns one <see cref="ShardWriter"/> a server, made when it is first needed. What a
/// writer gives back (its team moved, another master serves it) waits, in order and with all that comes after it, until the directory tells where the team
/// is served. Stopping or disposing it writes what waits.
/// </summary>
public sealed partial class ShardLog : IShardLog, IAsyncDisposable
{
    /// <summary>A team that is being moved or taken over is asked for again after this: at first, and at most.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>A server's packets end at 16 MiB; more than this is never asked of it.</summary>
    private const int LargestItem = 8 * 1024 * 1024;

    private readonly ShardMap _map;
    private readonly StorageOptions _options;
    private readonly RowPlanners _planners = RowPlanners.All();
    private readonly ShardLoad _load;
    private readonly ShardMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<ShardLog> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Shard, ShardSide Side), ShardWriter> _writers = [];
    private readonly TeamBars _bars = new();

    /// <summary>Items of teams whose shard is being looked up, in their order.</summary>
    private readonly Dictionary<TeamId, Unrouted> _unrouted = [];
    private bool _stopping;

    public ShardLog(
        ShardMap map, IOptions<StorageOptions> options, ShardLoad load, ShardMetrics metrics, TimeProvider time, ILogger<ShardLog> logger)
    {
        _map = map;
        _options = options.Value;
        _load = load;
        _metrics = metrics;
        _time = time;
        _logger = logger;
    }

    public Task<CommitResult> Append(LogItem item)
    {
        var append = new PendingAppend(item, _time.GetTimestamp());
        if (append.IsMalformed || append.Bytes > LargestItem)
            Refuse(append, CommitOutcome.Refused);
        else
            Route(append);
        return append.Done;
    }

    /// <summary>Refuses what comes from now on, writes what waits, and ends the writers.</summary>
    public async Task StopAsync()
    {
        Task[] lookUps;
        lock (_lock)
        {
            _stopping = true;
            lookUps = [.. _unrouted.Values.Select(static u => u.Routing)];
        }
        await Task.WhenAll(lookUps);
        // From here on nothing makes a writer.
        await Task.WhenAll(_writers.Values.Select(static w => w.StopAsync()));
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void Route(PendingAppend append)
    {
        var team = append.Item.Team;
        lock (_lock)
        {
            if (_stopping)
                Refuse(append, CommitOutcome.Overloaded);
            else if (_unrouted.TryGetValue(team, out var unrouted))
                Wait(append, unrouted.Items);
            else if (_map.TryGet(team, out var place))
                Dispatch(append, place);
            else
                Hold(team).Items.Add(append);
        }
    }

    private void Wait(PendingAppend append, List<PendingAppend> before)
    {
        if (before.Count < _options.MaxQueuedItems)
            before.Add(append);
        else
            Refuse(append, CommitOutcome.Overloaded);
    }

    private void Refuse(PendingAppend append, CommitOutcome outcome)
    {
        append.Decide(outcome);
        if (append.TryRelease())
            _metrics.Refused(outcome);
    }

    /// <summary>Takes back what a writer may not write. The writer's loop calls it, in the order of the items.</summary>
    private void TakeBack(PendingAppend append, ShardWriter writer)
    {
        lock (_lock)
        {
            if (_stopping)
            {
                Refuse(append, append.IsInDoubt ? CommitOutcome.Unknown : CommitOutcome.Overloaded);
                return;
            }
            if (!_unrouted.TryGetValue(append.Item.Team, out var held))
                held = Hold(append.Item.Team);
            held.Returned.Add(append);
            held.From = writer;
        }
    }

    /// <summary>From here on the team's items wait until it is known where they belong.</summary>
    private Unrouted Hold(TeamId team)
    {
        var held = new Unrouted();
        _unrouted.Add(team, held);
        held.Routing = Background.Start(() => RouteAsync(team, held));
        return held;
    }

    private async Task RouteAsync(TeamId team, Unrouted held)
    {
        var pause = FirstPause;
        while (true)
        {
            ShardWriter? from;
            lock (_lock)
                (from, held.From) = (held.From, null);
            if (from is not null)
            {
                // Once it has passed this, it has given back everything of the team.
                await from.PassAsync();
                await Task.Delay(pause, _time);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            var (place, outcome) = await LookUpAsync(team, isAnew: from is not null);
            lock (_lock)
            {
                if (held.From is not null)
                    continue;
                _unrouted.Remove(team);
                foreach (var append in held.Returned.Concat(held.Items))
                {
                    if (place is { } known)
                        Dispatch(append, known);
                    else
                        Refuse(append, append.IsInDoubt ? CommitOutcome.Unknown : outcome);
                }
                return;
            }
        }
    }

    /// <summary>Where the team is served; or how its items end.</summary>
    private async Task<(TeamShard? Place, CommitOutcome Outcome)> LookUpAsync(TeamId team, bool isAnew)
    {
        try
        {
            return (isAnew ? await _map.RefreshAsync(team) : await _map.OfAsync(team), default);
        }
        catch (ChatException e) when (e.Code == ErrorCodes.TeamNotFound)
        {
            return (null, CommitOutcome.Fenced);
        }
        catch (Exception e)
        {
            LogLookUpFailed(e, team);
            // What is known already is asked once more: it may serve the team by then, or the items become too late there.
            return _map.TryGet(team, out var known) ? (known, default) : (null, CommitOutcome.Unknown);
        }
    }

    private void Dispatch(PendingAppend append, TeamShard place)
    {
        try
        {
            WriterOf(place).Enqueue(append);
        }
        catch (ChatException e)
        {
            LogLookUpFailed(e, append.Item.Team);
            Refuse(append, append.IsInDoubt ? CommitOutcome.Unknown : CommitOutcome.Overloaded);
        }
    }

    private ShardWriter WriterOf(TeamShard place)
    {
        if (!_writers.TryGetValue((place.Name, place.Side), out var writer))
        {
            writer = new ShardWriter(place, _options, _planners, _bars, _load, _metrics, _time, _map.Invalidate, TakeBack, _logger);
            _writers.Add((place.Name, place.Side), writer);
        }
        return writer;
    }

    /// <summary>The items of a team of which nobody knows where it is served.</summary>
    private sealed class Unrouted
    {
        /// <summary>What writers gave back; older than <see cref="Items"/>.</summary>
        public List<PendingAppend> Returned { get; } = [];

        public List<PendingAppend> Items { get; } = [];

        /// <summary>Gave something back, and may have more.</summary>
        public ShardWriter? From { get; set; }

        public Task Routing { get; set; } = Task.CompletedTask;
    }
}
