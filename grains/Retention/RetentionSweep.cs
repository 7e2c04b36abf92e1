using Chat.Channels;
using Chat.Errors;
using Chat.Jobs;
using Chat.Sharding;
using Chat.Teams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Chat.Retention;

/// <summary>
/// Deletes what teams keep no longer, a small batch at a time. Messages go through their channel's grain, which orders them with everything else that
/// happens there; events straight from the log, oldest first, so that who has not had them yet is told to start afresh. A run that is cut short leaves
/// nothing half done: the next one finds what is left.
/// </summary>
internal sealed partial class RetentionSweep(
    RetentionStore store, ExpiredStore expired, EventStore events, JobStore jobs, IGrainFactory grains, RetentionMetrics metrics, IOptions<RetentionOptions> options,
    TimeProvider time, ILogger<RetentionSweep> logger)
{
    private const int TeamsOfLook = 50;

    /// <summary>Before a run that failed, or that an import kept from beginning, is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>The same, after a silo or a database went away.</summary>
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(5);

    private readonly RetentionOptions _options = options.Value;

    private TimeSpan SaveEvery => _options.LeaseTime / 4;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Does what is due, one team after the other.</summary>
    public async Task LookAsync(Pace pace, CancellationToken stop)
    {
        foreach (var due in await store.DueAsync(Now, TeamsOfLook))
        {
            var run = due.Run is { Ended: null } cut ? cut with { Error = null } : new RetentionRun(Now, null, 0, 0, null);
            // Of two silos that saw it, one takes it.
            if (await store.SaveAsync(due, run, Until(_options.LeaseTime)) is { } taken)
                await RunAsync(taken, pace, stop);
        }
    }

    private async Task RunAsync(TeamRetention mine, Pace pace, CancellationToken stop)
    {
        var work = new Work(mine, mine.Run!, time.GetTimestamp());
        var (outcome, next) = ("done", _options.Period);
        string? error = null;
        try
        {
            if (await IsImportingAsync(mine.Team))
            {
                (outcome, error, next) = ("postponed", "import_running: an import is under way; the run begins after it", Pause);
            }
            else if (!await DeleteMessagesAsync(work, pace, stop) || !await DeleteEventsAsync(work, pace, stop))
            {
                // Somebody else has it, or the settings changed.
                return;
            }
        }
        catch (Exception e) when (IsPassing(e))
        {
            (outcome, error, next) = ("failed", $"{ErrorCodes.ServiceUnavailable}: a silo or a database went away; it is tried again in a moment", ShortPause);
            LogFailed(null, mine.Team, error);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            var code = (e as ChatException)?.Code ?? "internal_error";
            (outcome, error, next) = ("failed", $"{code}: see the server's log; it is tried again in a minute", Pause);
            LogFailed(e, mine.Team, error);
        }
        next = next < _options.Period ? next : _options.Period;
        metrics.Ended(outcome);
        await store.SaveAsync(work.Known, work.Run with { Ended = Now, Error = error }, Until(next));
        if (work.Run.Messages > 0)
            LogDeleted(mine.Team, work.Run.Messages, work.Run.Events);
    }

    private static bool IsPassing(Exception exception) =>
        exception is ChatException { Code: ErrorCodes.ServiceUnavailable } or WriterLostException or TimeoutException or OrleansException;

    /// <summary>What is imported is read and counted past the grains: none of it goes meanwhile.</summary>
    private async Task<bool> IsImportingAsync(TeamId team) =>
        (await jobs.ListAsync(team, new JobFilter(JobKinds.Import, null, 1))).Any(static job => !job.IsOver);

    private async Task<bool> DeleteMessagesAsync(Work work, Pace pace, CancellationToken stop)
    {
        var settings = work.Known.Settings;
        var (channels, directs) = (Before(settings.MessagesDays), Before(settings.DirectDays));
        foreach (var (channel, isDirect) in await expired.ChannelsAsync(work.Known.Team, channels, directs))
        {
            var grain = grains.GetGrain<IChannelGrain>(GrainKeys.For(work.Known.Team, channel));
            for (var more = true; more;)
            {
                stop.ThrowIfCancellationRequested();
                (var count, more) = await grain.Expire(isDirect ? directs : channels, _options.BatchMessages);
                metrics.DeletedMessages(count);
                work.Run = work.Run with { Messages = work.Run.Messages + count };
                if (!await KeepAsync(work))
                    return false;
                await pace.AfterAsync(count, stop);
            }
        }
        return true;
    }

    private async Task<bool> DeleteEventsAsync(Work work, Pace pace, CancellationToken stop)
    {
        if (work.Known.Settings.ShortestDays is not { } days)
            return true;
        while (true)
        {
            var count = await events.PurgeAsync(work.Known.Team, Before(days), _options.BatchMessages);
            if (count == 0)
                return true;
            metrics.DeletedEvents(count);
            work.Run = work.Run with { Events = work.Run.Events + count };
            if (!await KeepAsync(work))
                return false;
            await pace.AfterAsync(count, stop);
        }
    }

    /// <summary>Tells from time to time that the run goes on, and how far it is. False: it is another's.</summary>
    private async Task<bool> KeepAsync(Work work)
    {
        if (time.GetElapsedTime(work.Saved) < SaveEvery)
            return true;
        if (await store.SaveAsync(work.Known, work.Run, Until(_options.LeaseTime)) is not { } saved)
            return false;
        (work.Known, work.Saved) = (saved, time.GetTimestamp());
        return true;
    }

    /// <summary>The last ts that is too old; none if nothing is.</summary>
    private Ts Before(int? days) => days is { } given ? Ts.At(time.GetUtcNow().AddDays(-given)) : Ts.None;

    private long Until(TimeSpan span) => (time.GetUtcNow() + span).ToUnixTimeMilliseconds();

    private sealed class Work(TeamRetention known, RetentionRun run, long saved)
    {
        public TeamRetention Known { get; set; } = known;

        public RetentionRun Run { get; set; } = run;

        public long Saved { get; set; } = saved;
    }

    [LoggerMessage(LogLevel.Information, "Team {Team} keeps {Messages} old messages and {Events} old events no longer.")]
    private partial void LogDeleted(TeamId team, long messages, long events);

    [LoggerMessage(LogLevel.Warning, "What team {Team} keeps no longer could not all be deleted: {Reason}")]
    private partial void LogFailed(Exception? exception, TeamId team, string reason);
}
