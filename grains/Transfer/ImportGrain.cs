using System.Text.Json;
using Chat.Errors;
using Chat.Jobs;
using Chat.Sharding;
using Chat.Teams;
using Chat.Transfer.Archive;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Chat.Transfer;

/// <summary>
/// Owns: one import, from the first piece of its file to its end; the work runs beside the grain's turns. Persists: the file and the plan on the shard; how
/// far it is, in its job. Calls: the team's jobs; the team's and its channels' grains at the end. A reminder takes it up again wherever the team lives, if
/// its silo dies.
/// </summary>
[TeamPlacement]
internal sealed partial class ImportGrain(
    TransferFileStore files,
    JobStore stored,
    Importer importer,
    ImportSlots slots,
    IGrainFactory grains,
    IOptions<TransferOptions> options,
    TimeProvider time,
    ILogger<ImportGrain> logger)
    : Grain, IImportGrain, IRemindable, IDisposable
{
    private const int MaxName = 200;

    /// <summary>Attempts of this activation at what may pass (a shard that is away, a team that moves), before the job waits and is given again.</summary>
    private const int Attempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How old the stored checkpoint may be: so much is written again after a crash, at most.</summary>
    private static readonly TimeSpan CheckpointPeriod = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private JobId _job;
    private JobReminder _reminder = null!;
    private Task _work = Task.CompletedTask;
    private volatile bool _isCancelling;
    private long _reported;

    /// <summary>Also for the work beside the grain's turns, where the grain's own factory may not be used.</summary>
    private IJobsGrain Jobs => grains.GetGrain<IJobsGrain>(GrainKeys.For(_job.Team));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _job = GrainKeys.JobOf(this.GetPrimaryKeyString());
        _reminder = new JobReminder(this, stored, "import");
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _stop.Dispose();

    public async Task Begin(string name)
    {
        var now = time.GetUtcNow();
        // Nobody else looks after what was left behind: an upload whose gateway died, the file of an import that failed.
        foreach (var file in await files.ExpiredAsync(_job.Team, now.ToUnixTimeMilliseconds()))
            await files.DeleteAsync(_job.Team, file.Id, _stop.Token);
        var shown = name.Length <= MaxName ? name : name[..MaxName];
        await files.CreateAsync(
            TransferFile.New(_job.Team, _job.ToString(), JobKinds.Import, shown, now.ToUnixTimeMilliseconds(), (now + options.Value.KeepFiles).ToUnixTimeMilliseconds()),
            _stop.Token);
    }

    public async Task Append(int piece, byte[] bytes)
    {
        if (!await files.AppendAsync(_job.Team, _job.ToString(), piece, bytes, _stop.Token))
            throw NotFound();
    }

    public async Task<JobStatus> Finish(long bytes, byte[] sha256)
    {
        if (!await files.SealAsync(_job.Team, _job.ToString(), bytes, sha256, _stop.Token) || await files.FindAsync(_job.Team, _job.ToString()) is not { } file)
            throw NotFound();
        var payload = JsonSerializer.Serialize(new Dictionary<string, object> { ["file"] = file.Name, ["bytes"] = bytes, ["sha256"] = Convert.ToHexStringLower(sha256) });
        return await Jobs.Enqueue(new NewJob(_job, JobKinds.Import, payload, new JobProgress(0, 0, "messages", 0)));
    }

    public Task Abandon() => files.DeleteAsync(_job.Team, _job.ToString(), _stop.Token);

    public async Task Start(Job job)
    {
        _isCancelling |= job.IsCancelling;
        if (_work.IsCompleted && !_stop.IsCancellationRequested)
        {
            await _reminder.SetAsync();
            _work = Background.Start(WorkAsync);
        }
        // Collected, it would stop in the middle.
        DelayDeactivation(TimeSpan.FromMinutes(5));
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        DelayDeactivation(TimeSpan.FromMinutes(5));
        if (_work.IsCompleted && await _reminder.DueAsync(_job) is { } job)
            await Start(job);
    }

    private async Task WorkAsync()
    {
        try
        {
            for (var attempt = 1; !_stop.IsCancellationRequested; attempt++)
            {
                // Another import of the team is under way: this one waits, and its worker asks again.
                if (!slots.TryEnter(_job))
                    return;
                // Not what the caller was once given: how far it is, an earlier attempt has told since, perhaps elsewhere.
                if (await stored.FindAsync(_job) is not { IsOver: false } job)
                    return;
                if (await TryAsync(job.ToWork(), attempt))
                    return;
                await Task.Delay(Pause, time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops: the next one goes on.
        }
        catch (Exception e)
        {
            LogLeft(e, _job);
        }
        finally
        {
            slots.Leave(_job);
        }
    }

    /// <summary>True: there is nothing more to do here.</summary>
    private async Task<bool> TryAsync(Job job, int attempt)
    {
        var at = ImportCheckpoint.Parse(job.Checkpoint);
        try
        {
            if (_isCancelling && at.Step < ImportStep.Publish)
                return await UndoAsync();
            var report = await importer.RunAsync(_job, at, ReportAsync, _stop.Token);
            await Jobs.Complete(_job, report);
            await importer.CleanAsync(_job, _stop.Token);
            LogDone(_job);
            return true;
        }
        catch (ImportUnwantedException)
        {
            _isCancelling = true;
            return await UndoAsync();
        }
        catch (ArchiveException e)
        {
            LogRefused(_job, e.Code);
            await Jobs.Fail(_job, e.Code, e.Message, mayRetry: false);
            await importer.CleanAsync(_job, _stop.Token);
            return true;
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            LogFailed(e, _job, attempt);
            if (attempt < Attempts)
                return false;
            await Jobs.Fail(_job, (e as ChatException)?.Code ?? ErrorCodes.InternalError, "The import could not go on; what it has done is kept, and it is tried again from there.", mayRetry: true);
            return true;
        }
    }

    private async Task<bool> UndoAsync()
    {
        await importer.UndoAsync(_job, _stop.Token);
        await Jobs.Cancelled(_job);
        await importer.CleanAsync(_job, _stop.Token);
        return true;
    }

    /// <summary>Now and then while rows are written, and whenever another kind of step begins.</summary>
    private async Task ReportAsync(JobProgress progress, ImportCheckpoint? at)
    {
        if (_isCancelling && (at is null || at.Step < ImportStep.Publish))
            throw new ImportUnwantedException();
        // Each is a commit of the team's.
        if (at is { Step: ImportStep.Messages or ImportStep.Threads } && time.GetElapsedTime(_reported) < CheckpointPeriod)
            return;
        _reported = time.GetTimestamp();
        if (!await Jobs.Report(_job, progress, at?.ToJson()))
            throw new ImportUnwantedException();
    }

    private static ChatException NotFound() => new(ErrorCodes.UploadNotFound, "The upload was given up or is incomplete. Upload the export again.");

    [LoggerMessage(LogLevel.Information, "Import {Job} is done.")]
    private partial void LogDone(JobId job);

    [LoggerMessage(LogLevel.Information, "Import {Job} is refused: {Code}.")]
    private partial void LogRefused(JobId job, string code);

    [LoggerMessage(LogLevel.Warning, "Import {Job}: attempt {Attempt} failed; it is taken up again from its checkpoint.")]
    private partial void LogFailed(Exception exception, JobId job, int attempt);

    [LoggerMessage(LogLevel.Warning, "Import {Job} is left to its worker and its reminder.")]
    private partial void LogLeft(Exception exception, JobId job);
}
