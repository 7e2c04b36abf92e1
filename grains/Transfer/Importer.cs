using Chat.Channels;
using Chat.Jobs;
using Chat.Messages;
using Chat.Sharding;
using Chat.Transfer.Archive;
using Chat.Users;
using Microsoft.Extensions.Options;

namespace Chat.Transfer;

/// <summary>
/// Takes an archive into a team, from a checkpoint to its end. It may end at any line, and be taken up again: the plan is stored, each step ends with a
/// checkpoint, and what is written twice is the same. Nothing is seen of new channels and users before the last but one step, which has no way back.
/// This file: reading and writing messages. What makes them seen is in the sibling file.
/// </summary>
internal sealed partial class Importer(
    ImportStore store, TransferFileStore files, ChannelStore channels, IGrainFactory grains, IOptions<TransferOptions> options, TimeProvider time)
{
    /// <summary>Messages of one transaction, and the characters after which it has no more.</summary>
    private const int BatchMessages = 100;
    private const int BatchChars = 1_000_000;

    /// <summary>Reading a message takes so much less than writing it, and is paced all the same: neighbours share the processors.</summary>
    private const int ReadingFactor = 4;

    private static readonly TimeSpan PlanProgressPeriod = TimeSpan.FromSeconds(1);

    private readonly TransferOptions _options = options.Value;

    /// <summary>For tests: told before each step, by name.</summary>
    internal Func<string, Task> Reaching { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Answers the report, a JSON object.</summary>
    /// <param name="job">Whose file is stored under its id.</param>
    /// <param name="at">From where to go on.</param>
    /// <param name="report">Stores progress and checkpoint (null: the last one stays); throws <see cref="ImportUnwantedException"/>.</param>
    /// <param name="stop">The process stops: what was begun is left to the next.</param>
    /// <exception cref="ArchiveException">The file is none that can be imported, and nothing of it is there.</exception>
    public async Task<string> RunAsync(JobId job, ImportCheckpoint at, Func<JobProgress, ImportCheckpoint?, Task> report, CancellationToken stop)
    {
        var file = await files.FindAsync(job.Team, job.ToString());
        if (file is not { State: TransferFileState.Sealed })
            throw new ArchiveException(Errors.ErrorCodes.UploadNotFound, "The uploaded file is not there (any more). Upload the export again.");
        await using var stream = new ChunkStream(file.Bytes, (n, cancellation) => ChunkAsync(file, n, cancellation));
        await using var archive = await ExportArchive.OpenAsync(stream, _options, stop);
        var run = new Run(job, archive, await PlanAsync(job, file, archive, report, stop), report, stop);
        if (at.Step == ImportStep.Plan)
            at = at with { Step = ImportStep.Messages };
        if (at.Step == ImportStep.Messages)
            at = await WriteMessagesAsync(run, at);
        if (at.Step == ImportStep.Threads)
            at = await SummariseAsync(run, at);
        if (at.Step == ImportStep.Publish)
            at = await PublishAsync(run, at);
        await RefreshAsync(run);
        return run.Plan.Report.ToJson();
    }

    /// <summary>Removes what an import wrote that is not to be. Harmless when repeated.</summary>
    public async Task UndoAsync(JobId job, CancellationToken stop)
    {
        if (await LoadPlanAsync(job, stop) is not { } plan)
            return;
        foreach (var channel in plan.Channels)
        {
            await Reaching("undo");
            await store.UndoAsync(job.Team, new ChannelId(channel.Id), plan.Stamp, stop);
        }
    }

    /// <summary>Deletes the archive and the plan.</summary>
    public async Task CleanAsync(JobId job, CancellationToken stop)
    {
        await files.DeleteAsync(job.Team, PlanFile(job), stop);
        await files.DeleteAsync(job.Team, job.ToString(), stop);
    }

    /// <summary>One import under way.</summary>
    private sealed record Run(
        JobId Job, ExportArchive Archive, ImportPlan Plan, Func<JobProgress, ImportCheckpoint?, Task> Report, CancellationToken Stop)
    {
        public TeamId Team => Job.Team;
    }

    private async Task<byte[]> ChunkAsync(TransferFile file, int n, CancellationToken cancellation) =>
        await files.ReadChunkAsync(file.Team, file.Id, n, cancellation)
        ?? throw new ArchiveException(Errors.ErrorCodes.UploadNotFound, "A part of the uploaded file is gone. Upload the export again.");

    private async Task<ImportPlan> PlanAsync(
        JobId job, TransferFile file, ExportArchive archive, Func<JobProgress, ImportCheckpoint?, Task> report, CancellationToken stop)
    {
        if (await LoadPlanAsync(job, stop) is { } known)
            return known;
        await Reaching("plan");
        var planner = new ImportPlanner(
            archive, file.Team, await store.TeamAsync(file.Team), _options, ImportPlanner.StampOf(job, file.Created), time.GetUtcNow(),
            new Pace(time, ReadingFactor * _options.ImportMessagesPerSecond));
        var told = time.GetTimestamp();
        var plan = await planner.MakeAsync(
            async (done, all) =>
            {
                if (time.GetElapsedTime(told) < PlanProgressPeriod)
                    return;
                told = time.GetTimestamp();
                await report(new JobProgress(done, all, "entries checked", 0), null);
            },
            stop);
        await Reaching("store plan");
        await StorePlanAsync(job, file, plan, stop);
        return plan;
    }

    private async Task StorePlanAsync(JobId job, TransferFile file, ImportPlan plan, CancellationToken stop)
    {
        var json = plan.ToJson();
        await files.CreateAsync(TransferFile.New(job.Team, PlanFile(job), "plan", "", file.Created, file.Expires), stop);
        for (var n = 0; n < TransferFile.ChunksOf(json.Length); n++)
        {
            var chunk = json.AsMemory(n * TransferFile.ChunkBytes, Math.Min(TransferFile.ChunkBytes, json.Length - n * TransferFile.ChunkBytes));
            await files.AppendAsync(job.Team, PlanFile(job), n, chunk, stop);
        }
        if (await files.SealAsync(job.Team, PlanFile(job), json.Length, null, stop))
            return;
        // A longer one was begun and not sealed: another look at the archive makes it anew.
        await files.DeleteAsync(job.Team, PlanFile(job), stop);
        throw new Errors.ChatException(Errors.ErrorCodes.ServiceUnavailable, "The plan of the import could not be stored.");
    }

    private async Task<ImportPlan?> LoadPlanAsync(JobId job, CancellationToken stop)
    {
        if (await files.FindAsync(job.Team, PlanFile(job)) is not { State: TransferFileState.Sealed } file)
            return null;
        var json = new byte[file.Bytes];
        for (var n = 0; n < file.Chunks; n++)
        {
            var chunk = await ChunkAsync(file, n, stop);
            chunk.CopyTo(json.AsSpan(n * TransferFile.ChunkBytes));
        }
        return ImportPlan.Parse(json);
    }

    private async Task<ImportCheckpoint> WriteMessagesAsync(Run run, ImportCheckpoint at)
    {
        await Reaching("messages");
        var batch = new ImportBatch(run.Team, run.Plan, store, new Pace(time, _options.ImportMessagesPerSecond), time, run.Report, at.Done) { Reaching = Reaching };
        var mapper = new MessageMapper(run.Team, run.Plan);
        for (var c = at.Channel; c < run.Plan.Channels.Count; c++)
        {
            var channel = run.Plan.Channels[c];
            for (var f = c == at.Channel ? at.File : 0; f < channel.Files.Count; f++)
            {
                var from = c == at.Channel && f == at.File ? at.Position : 0;
                var seen = new HashSet<long>();
                await foreach (var (position, json) in ItemsAsync(run, channel.Files[f]))
                {
                    if (position < from || mapper.Refusal(json, out var ts) is not null || !seen.Add(ts.Micros))
                        continue;
                    batch.Add(mapper.Map(channel, json!.Value, ts));
                    if (batch.Messages >= BatchMessages || batch.Chars >= BatchChars)
                        await batch.WriteAsync(new ImportCheckpoint(ImportStep.Messages, c, f, position + 1), run.Stop);
                }
            }
        }
        return await batch.WriteAsync(new ImportCheckpoint(ImportStep.Threads), run.Stop);
    }

    private async Task<ImportCheckpoint> SummariseAsync(Run run, ImportCheckpoint at)
    {
        await Reaching("threads");
        for (var c = at.Channel; c < run.Plan.Channels.Count; c++)
        {
            var channel = run.Plan.Channels[c];
            // What roots tell that people see already cannot be taken back: that comes when nothing is taken back any more.
            if (!channel.HasReplies || !channel.IsNew)
                continue;
            await SummariseAsync(run, channel);
            await TellAsync(run, at with { Channel = c + 1 });
        }
        return await TellAsync(run, new ImportCheckpoint(ImportStep.Publish, Done: at.Done));
    }

    private async Task SummariseAsync(Run run, PlannedChannel channel)
    {
        for (Ts? after = Ts.None; after is { } last;)
        {
            run.Stop.ThrowIfCancellationRequested();
            (var made, after) = await store.SummariseAsync(run.Team, new ChannelId(channel.Id), last, run.Plan.Stamp, run.Stop);
            run.Plan.Report.Imported.RootsPlaceholder += made;
        }
    }

    private static async Task<ImportCheckpoint> TellAsync(Run run, ImportCheckpoint at)
    {
        await run.Report(new JobProgress(at.Done, run.Plan.Messages, "messages", 0), at);
        return at;
    }

    private async IAsyncEnumerable<(int Position, System.Text.Json.JsonElement? Item)> ItemsAsync(Run run, string file)
    {
        if (run.Archive.Find(file) is not { } entry)
            yield break;
        await using var stream = await ExportArchive.OpenAsync(entry, run.Stop);
        await foreach (var item in JsonItems.ReadAsync(stream, file, _options.MaxItemBytes, run.Stop))
            yield return item;
    }

    private static string PlanFile(JobId job) => $"{job}.plan";
}
