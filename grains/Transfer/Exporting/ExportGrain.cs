using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Chat.Channels;
using Chat.Errors;
using Chat.Jobs;
using Chat.Json;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Chat.Transfer.Exporting;

/// <summary>
/// Owns: the making of one archive, which works beside it. Persists: the archive, on the team's shard. Calls: the team's grain for the point, its jobs to tell
/// how far it is. Should its silo die, the queue asks again, and a reminder, and the export goes on elsewhere from its checkpoint.
/// </summary>
[TeamPlacement]
internal sealed partial class ExportGrain(
    ExportStore store,
    ChannelStore channels,
    UserStore users,
    JobStore jobs,
    TransferFileStore files,
    IOptions<ExportOptions> options,
    TimeProvider time,
    ILogger<ExportGrain> logger) : Grain, IExportGrain, IRemindable, IDisposable
{
    private CancellationTokenSource _stop = new();
    private JobId _id;
    private JobReminder _reminder = null!;
    private Task _work = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = GrainKeys.JobOf(this.GetPrimaryKeyString());
        _reminder = new JobReminder(this, jobs, "export");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => EndWork(cancellationToken);

    public void Dispose() => _stop.Dispose();

    public async Task<JobStatus> Request(ExportRequest request)
    {
        if (request is { From: { } from, To: { } to } && from >= to)
            throw new ChatException(ErrorCodes.InvalidArguments, "from must be before to.");
        var ids = new List<string>();
        foreach (var channel in request.Channels)
            ids.Add((await RequireChannel(channel, request)).Value);
        var payload = ExportPayload.Of(request with { Channels = [.. ids.Distinct()] }, RandomNumberGenerator.GetBytes(ExportLink.KeyBytes));
        return await Jobs.Enqueue(new NewJob(_id, JobKinds.Export, payload.Encode(), new JobProgress(0, 0, ExportRun.Unit, 0)));
    }

    public async Task Work(Job job)
    {
        if (job.IsCancelling)
        {
            await EndWork(CancellationToken.None);
            await ExportRun.RemoveAsync(files, _id, CancellationToken.None);
            await Jobs.Cancelled(_id);
            return;
        }
        if (_work.IsCompleted)
        {
            await _reminder.SetAsync();
            if (_stop.IsCancellationRequested)
            {
                _stop.Dispose();
                _stop = new CancellationTokenSource();
            }
            var (queue, team, stop) = (Jobs, GrainFactory.GetGrain<ITeamGrain>(GrainKeys.For(_id.Team)), _stop.Token);
            _work = Background.Start(() => WorkAsync(queue, team, stop));
        }
        // Collected, it would stop in the middle.
        DelayDeactivation(TimeSpan.FromMinutes(5));
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        DelayDeactivation(TimeSpan.FromMinutes(5));
        if (_work.IsCompleted && await _reminder.DueAsync(_id) is { } job)
            await Work(job);
    }

    public async Task<ExportFile?> GetFile() => await FindPayload() is { } payload ? await FindFile(payload) : null;

    public async Task<ExportFile?> OpenLink(long expires, string signature) =>
        await FindPayload() is { } payload && ExportLink.IsValid(payload.Key, _id, expires, signature, time.GetUtcNow()) ? await FindFile(payload) : null;

    public Task<byte[]?> ReadChunk(int number) => files.ReadChunkAsync(_id.Team, ExportRun.FileOf(_id), number);

    private async Task<ExportPayload?> FindPayload() =>
        await jobs.FindAsync(_id) is { Kind: JobKinds.Export } job ? ExportPayload.Decode(job.Payload) : null;

    private async Task<ExportFile?> FindFile(ExportPayload payload) =>
        await files.FindAsync(_id.Team, ExportRun.FileOf(_id)) is { State: TransferFileState.Sealed, Kind: ExportRun.Kind } file
        && file.Expires > time.GetUtcNow().ToUnixTimeMilliseconds()
            ? new ExportFile(
                file.Name, file.Bytes, Convert.ToHexStringLower(file.Sha256 ?? []), TransferFile.ChunkBytes, file.Created, file.Expires, payload.IsOperators)
            : null;

    private IJobsGrain Jobs => GrainFactory.GetGrain<IJobsGrain>(GrainKeys.For(_id.Team));

    /// <summary>By id or name. What is not included is as good as not there: a team's admin does not learn of it.</summary>
    private async Task<ChannelId> RequireChannel(string text, ExportRequest request)
    {
        var channel = ChannelId.TryParse(text, out var id) ? await channels.FindAsync(_id.Team, id) : null;
        if (channel is null && await channels.FindByNameAsync(_id.Team, text.TrimStart('#')) is { } named)
            channel = await channels.FindAsync(_id.Team, named);
        var isIncluded = channel?.Kind switch
        {
            ChannelKind.Public => true,
            ChannelKind.Private => request.IncludePrivate,
            ChannelKind.Im or ChannelKind.Mpim => request.IncludeDirect,
            _ => false,
        };
        return isIncluded
            ? channel!.Id
            : throw new ChatException(
                ErrorCodes.ChannelNotFound,
                $"There is no channel {text} to export. Private channels need include_private, direct messages include_direct.");
    }

    private async Task EndWork(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task WorkAsync(IJobsGrain queue, ITeamGrain team, CancellationToken stop)
    {
        try
        {
            // As it stands now: what the queue gave out may have been gone on with since.
            if (await jobs.FindAsync(_id) is not { IsOver: false } job)
                return;
            var payload = ExportPayload.Decode(job.Payload);
            using var run = new ExportRun(
                store, users, files, options.Value, time, job.Id, payload.Request, (progress, checkpoint) => queue.Report(job.Id, progress, checkpoint));
            var result = await run.RunAsync(ExportCheckpoint.Decode(job.Checkpoint), () => Begin(team), stop);
            await queue.Complete(job.Id, ReportOf(result, payload));
        }
        catch (Exception e) when (e is OperationCanceledException && stop.IsCancellationRequested || e is ExportUnwantedException)
        {
            // The grain goes, and the queue asks elsewhere; or the job was cancelled, and the queue asks for what is to be undone.
        }
        catch (Exception e)
        {
            LogFailed(e, _id);
            await Fail(queue, e);
        }
    }

    /// <summary>The point is taken when everything before it is on the shard.</summary>
    private static async Task<(string Name, Ts Point)> Begin(ITeamGrain team)
    {
        var domain = (await team.GetTeam()).Domain;
        var point = await team.Point();
        var day = DateTimeOffset.UnixEpoch.AddSeconds(point.Seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return ($"{domain}-export-{day}.zip", point);
    }

    private async Task Fail(IJobsGrain queue, Exception failure)
    {
        var (code, message, mayRetry) = failure switch
        {
            EntryTooLargeException e => (ErrorCodes.TooLong, e.Message, false),
            ChatException e => (e.Code, e.Detail ?? "It is tried again.", e.Code is ErrorCodes.ServiceUnavailable),
            _ => (ErrorCodes.InternalError, "The export failed; the silo's log says why. It is tried again.", true),
        };
        try
        {
            await queue.Fail(_id, code, message, mayRetry);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Nobody was told: the queue asks again.
            LogUntold(_id, e.Message);
        }
    }

    private string ReportOf(ExportResult result, ExportPayload payload) => Encoding.UTF8.GetString(WireJson.Encode(json =>
    {
        var (file, counts) = (result.File, result.Counts);
        json.WriteNumber("users", counts.Users);
        json.WriteNumber("channels", counts.Channels);
        json.WriteNumber("messages", counts.Messages);
        json.WriteNumber("days", counts.Days);
        json.WriteNumber("bytes", file.Bytes);
        json.WriteString("sha256", Convert.ToHexStringLower(file.Sha256 ?? []));
        json.WriteBoolean("operator_only", payload.IsOperators);
        json.WriteString("url", ExportLink.Of(payload.Key, _id, file.Expires / 1000));
        json.WriteNumber("expires", file.Expires / 1000);
    }));

    [LoggerMessage(LogLevel.Warning, "Export {Job} failed.")]
    private partial void LogFailed(Exception exception, JobId job);

    [LoggerMessage(LogLevel.Warning, "Export {Job} failed, and its queue could not be told: {Reason}")]
    private partial void LogUntold(JobId job, string reason);
}
