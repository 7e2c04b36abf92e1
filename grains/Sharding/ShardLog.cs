using Chat.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding;

/// <summary>
/// Hands each item to the writer of its team's shard. Owns one <see cref="ShardWriter"/> a shard, made when it is first needed. Stopping or
/// disposing it writes what waits.
/// </summary>
public sealed partial class ShardLog : IShardLog, IAsyncDisposable
{
    /// <summary>A server's packets end at 16 MiB; more than this is never asked of it.</summary>
    private const int LargestItem = 8 * 1024 * 1024;

    private readonly ShardMap _map;
    private readonly StorageOptions _options;
    private readonly RowPlanners _planners = RowPlanners.All();
    private readonly TimeProvider _time;
    private readonly ILogger<ShardLog> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ShardWriter> _writers = [];

    /// <summary>Items of teams whose shard is being looked up, in their order.</summary>
    private readonly Dictionary<TeamId, Unrouted> _unrouted = [];
    private bool _stopping;

    public ShardLog(ShardMap map, IOptions<StorageOptions> options, TimeProvider time, ILogger<ShardLog> logger)
    {
        _map = map;
        _options = options.Value;
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
            lookUps = [.. _unrouted.Values.Select(static u => u.LookUp)];
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
            else if (_map.TryGet(team, out var shard))
                WriterOf(shard).Enqueue(append);
            else
                _unrouted.Add(team, new Unrouted([append], Background.Start(() => LookUpAsync(team))));
        }
    }

    private void Wait(PendingAppend append, List<PendingAppend> before)
    {
        if (before.Count < _options.MaxQueuedItems)
            before.Add(append);
        else
            Refuse(append, CommitOutcome.Overloaded);
    }

    private static void Refuse(PendingAppend append, CommitOutcome outcome)
    {
        append.Decide(outcome);
        append.TryRelease();
    }

    private async Task LookUpAsync(TeamId team)
    {
        Shard? shard = null;
        var outcome = CommitOutcome.Unknown;
        try
        {
            shard = await _map.OfAsync(team);
        }
        catch (ChatException e) when (e.Code == ErrorCodes.TeamNotFound)
        {
            outcome = CommitOutcome.Fenced;
        }
        catch (Exception e)
        {
            LogLookUpFailed(e, team);
        }
        lock (_lock)
        {
            _unrouted.Remove(team, out var unrouted);
            foreach (var append in unrouted!.Items)
            {
                if (shard is null)
                    Refuse(append, outcome);
                else
                    WriterOf(shard).Enqueue(append);
            }
        }
    }

    private ShardWriter WriterOf(Shard shard)
    {
        if (!_writers.TryGetValue(shard.Name, out var writer))
            _writers.Add(shard.Name, writer = new ShardWriter(shard, _options, _planners, _time, _map.Invalidate, _logger));
        return writer;
    }

    private sealed record Unrouted(List<PendingAppend> Items, Task LookUp);
}
