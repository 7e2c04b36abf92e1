using Chat.Errors;
using Chat.Sharding;
using Chat.Teams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Chat.Jobs;

/// <summary>
/// Owns: which jobs of one team and kind are being worked on. Persists: nothing; their leases, kept while it lives, say that they are. Calls: the kind's
/// handler, and the team's jobs with what came of it. Woken by the stream of the same key.
/// </summary>
[ImplicitStreamSubscription(JobStreams.Namespace)]
[TeamPlacement]
internal sealed partial class JobWorkerGrain(
    IEnumerable<IJobHandler> handlers,
    JobLeaseStore leases,
    JobLimits limits,
    JobBells bells,
    IGrainFactory grains,
    JobMetrics metrics,
    TimeProvider time,
    IOptions<JobOptions> options,
    ILogger<JobWorkerGrain> logger) : Grain, IJobWorkerGrain, IStreamSubscriptionObserver, IAsyncObserver<DueJobs>, IDisposable
{
    /// <summary>How long a grain of its own is left alone with a job, before it is asked whether it still is at it.</summary>
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly JobOptions _options = options.Value;

    /// <summary>What was given out to this grain and is not over, with the name under which it is leased.</summary>
    private readonly Dictionary<JobId, string> _mine = [];
    private readonly Queue<DueJob> _waiting = [];
    private TeamId _team;
    private string _kind = "";
    private IJobHandler? _handler;
    private int _running;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _team = GrainKeys.TeamOf(key);
        _kind = key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
        _handler = handlers.FirstOrDefault(handler => handler.Kind == _kind);
        var period = _options.LeaseTime / 3;
        this.RegisterGrainTimer(Renew, new() { DueTime = period, Period = period, Interleave = true });
        return Task.CompletedTask;
    }

    /// <summary>What it had may begin elsewhere at once.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        try
        {
            foreach (var owner in _mine.GroupBy(static mine => mine.Value, static mine => mine.Key).ToArray())
                await leases.ReleaseAsync(_team, [.. owner], owner.Key);
        }
        catch (ChatException e)
        {
            LogLeases(_team, _kind, e.Code);
        }
    }

    public void Dispose() => _stop.Dispose();

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<DueJobs>().ResumeAsync(this);

    public Task OnNextAsync(DueJobs item, StreamSequenceToken? token = null)
    {
        foreach (var due in item.Jobs)
        {
            if (_mine.TryAdd(due.Job.Id, item.Owner))
                _waiting.Enqueue(due);
            else
                // Its lease was over although it is worked on here: from now on it is kept under the new name.
                _mine[due.Job.Id] = item.Owner;
        }
        Begin();
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        LogStream(ex, _team, _kind);
        return Task.CompletedTask;
    }

    private void Begin()
    {
        while (_running < limits.PerTeam(_kind) && _waiting.TryDequeue(out var due))
        {
            _running++;
            _ = Finish(due.Job.Id, Background.Start(() => WorkAsync(due)));
        }
    }

    /// <summary>Back on the grain's turn.</summary>
    private async Task Finish(JobId id, Task work)
    {
        await work;
        _running--;
        _mine.Remove(id);
        Begin();
        // Those in the database had no room.
        if (_mine.Count < _options.Window / 2)
            bells.Ring(_team, _kind);
    }

    /// <summary>Never throws. Runs on the thread pool.</summary>
    private async Task WorkAsync(DueJob due)
    {
        var (job, began) = (due.Job, time.GetTimestamp());
        metrics.Began(_kind, time.GetUtcNow().ToUnixTimeMilliseconds() - job.NotBefore);
        var outcome = "failed";
        try
        {
            if (due.WasLost)
                await Tell(jobs => jobs.Fail(job.Id, ErrorCodes.WorkerLost, "The silo that worked on it has died.", mayRetry: true));
            else
                outcome = await RunAsync(job.ToWork());
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops; another one goes on.
            outcome = "left";
        }
        catch (Exception e)
        {
            LogFailed(e, _team, job.Id, _kind, job.Attempts + 1);
            await TellFailure(job.Id, e);
        }
        metrics.Ended(_kind, outcome, time.GetElapsedTime(began));
    }

    private async Task<string> RunAsync(Job job)
    {
        if (_handler is not { } handler)
        {
            await Tell(jobs => jobs.Fail(job.Id, ErrorCodes.UnknownJobKind, $"No silo of this version does jobs of kind {_kind}.", mayRetry: true));
            return "failed";
        }
        using var slot = await limits.EnterAsync(_kind, _stop.Token);
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(_options.RunTime);
            switch (await handler.Run(job, limit.Token))
            {
                case JobOutcome.Settled:
                    return "done";
                case JobOutcome.Busy:
                    await Tell(jobs => jobs.Postpone(job.Id, ErrorCodes.UnfurlBusy, "what it needs was busy all the time"));
                    return "postponed";
                case JobOutcome.Done:
                    await Tell(jobs => jobs.Complete(job.Id, null));
                    return "done";
            }
            await Task.Delay(WatchPeriod, time, _stop.Token);
            var status = await Ask(jobs => jobs.Get(job.Id));
            if (status.IsOver || status.NextAttempt is not null)
                return status.State == JobState.Done ? "done" : "failed";
            job = job with { IsCancelling = status.State == JobState.Cancelling };
        }
    }

    private async Task TellFailure(JobId id, Exception exception)
    {
        try
        {
            var (code, message) = exception switch
            {
                ChatException chat => (chat.Code, chat.Detail ?? "it was refused"),
                OperationCanceledException => (ErrorCodes.RequestTimeout, $"It took longer than {_options.RunTime.TotalSeconds:0} s."),
                _ => (ErrorCodes.InternalError, $"{exception.GetType().Name}; the silo's log says more."),
            };
            await Tell(jobs => jobs.Fail(id, code, message, mayRetry: true));
        }
        catch (Exception e)
        {
            // Its lease runs out, and it is given out again.
            LogUntold(e, id);
        }
    }

    private Task Tell(Func<IJobsGrain, Task> call) => call(grains.GetGrain<IJobsGrain>(GrainKeys.For(_team)));

    private Task<T> Ask<T>(Func<IJobsGrain, Task<T>> call) => call(grains.GetGrain<IJobsGrain>(GrainKeys.For(_team)));

    private async Task Renew(CancellationToken cancellationToken)
    {
        if (_mine.Count == 0)
            return;
        // Collected, it would stop in the middle.
        DelayDeactivation(TimeSpan.FromMinutes(5));
        try
        {
            var until = (time.GetUtcNow() + _options.LeaseTime).ToUnixTimeMilliseconds();
            foreach (var owner in _mine.GroupBy(static mine => mine.Value, static mine => mine.Key).ToArray())
                await leases.RenewAsync(_team, [.. owner], owner.Key, until);
        }
        catch (ChatException e)
        {
            LogLeases(_team, _kind, e.Code);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Team {Team}: job {Job} ({Kind}) failed in attempt {Attempt}.")]
    private partial void LogFailed(Exception exception, TeamId team, JobId job, string kind, int attempt);

    [LoggerMessage(LogLevel.Warning, "That job {Job} failed could not be told; it is given out again.")]
    private partial void LogUntold(Exception exception, JobId job);

    [LoggerMessage(LogLevel.Information, "Leases of team {Team}'s {Kind} jobs could not be written: {Code}")]
    private partial void LogLeases(TeamId team, string kind, string code);

    [LoggerMessage(LogLevel.Warning, "The stream of team {Team}'s {Kind} jobs failed.")]
    private partial void LogStream(Exception exception, TeamId team, string kind);
}

/// <summary>Does a team's jobs of one kind. Key: <see cref="GrainKeys.ForJobs"/>; called by its stream alone.</summary>
[Alias("IJobWorkerGrain")]
internal interface IJobWorkerGrain : IGrainWithStringKey;
