using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Chat.Jobs;

/// <summary>
/// Reads one shard's due jobs, in batches and under leases, for the streams' agent: at once for a team of which the bell tells, and every poll period for all.
/// </summary>
internal sealed partial class JobReceiver(
    string shard, ShardMap map, JobLeaseStore leases, JobSweep sweep, JobCensus census, JobBells bells, TimeProvider time, IOptions<JobOptions> options,
    ILogger<JobReceiver> logger)
    : IQueueAdapterReceiver, IDisposable
{
    private readonly string _owner = $"{shard}-{Guid.NewGuid():N}";
    private readonly DueTeams _due = new(map, shard);
    private readonly CancellationTokenSource _stop = new();
    private JobBell? _bell;
    private long _looked;
    private long _token;

    public Task Initialize(TimeSpan timeout)
    {
        _bell = bells.Hang(shard);
        // The agent's tokens of a former life must not be above those of this one.
        _token = time.GetUtcNow().Ticks;
        return Task.CompletedTask;
    }

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount)
    {
        if (_bell is not { } bell || _stop.IsCancellationRequested)
            return [];
        try
        {
            bells.Listen(bell);
            var rung = await bell.WaitAsync(UntilNextLook(), time, _stop.Token);
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (UntilNextLook() > TimeSpan.Zero)
                return await TakeAsync(rung, now);
            var all = await _due.FindAsync(now, _stop.Token);
            _looked = time.GetTimestamp();
            sweep.Look(shard);
            census.Look(shard);
            return await TakeAsync(rung.Union(all), now);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return [];
        }
        catch (ChatException e)
        {
            // The database is away, which is logged there: it is asked again after the poll period, and what is due then is due still.
            _looked = time.GetTimestamp();
            LogUnread(shard, e.Code);
            return [];
        }
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public async Task Shutdown(TimeSpan timeout)
    {
        await _stop.CancelAsync();
        census.Forget(shard);
        if (_bell is { } bell)
            bells.Remove(bell);
    }

    public void Dispose() => _stop.Dispose();

    private TimeSpan UntilNextLook()
    {
        if (_looked == 0)
            return TimeSpan.Zero;
        var left = options.Value.PollPeriod - time.GetElapsedTime(_looked);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<IList<IBatchContainer>> TakeAsync(IEnumerable<(TeamId Team, string Kind)> teams, long now)
    {
        var until = now + (long)options.Value.LeaseTime.TotalMilliseconds;
        var batches = new List<IBatchContainer>();
        foreach (var (team, kind) in teams)
        {
            try
            {
                var taken = await leases.TakeAsync(team, kind, _owner, options.Value.Window, now, until);
                if (taken.Count > 0)
                    batches.Add(new JobBatch(JobStreams.StreamOf(team, kind), new EventSequenceTokenV2(_token++), new DueJobs(_owner, [.. taken])));
            }
            catch (ChatException e)
            {
                // One team moves, or its server is being replaced; the others' jobs do not wait for that.
                LogUnread(shard, e.Code);
            }
        }
        return batches;
    }

    [LoggerMessage(LogLevel.Debug, "Jobs of shard {Shard} could not be read: {Code}")]
    private partial void LogUnread(string shard, string code);
}
