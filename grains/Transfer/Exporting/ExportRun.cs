using System.Globalization;
using Chat.Jobs;
using Chat.Sharding;
using Chat.Users;

namespace Chat.Transfer.Exporting;

/// <summary>What there is to be told of a finished export.</summary>
internal sealed record ExportResult(TransferFile File, ExportCounts Counts);

/// <summary>Nobody wants the export any more.</summary>
internal sealed class ExportUnwantedException : Exception;

/// <summary>
/// Makes the archive of one export, or goes on with it. All messages up to a point of the team's log are in it, each as it stood when it was read: no message
/// that was posted later, and every one that there was at the point and that was not deleted before it was read. Lists of people and conversations are
/// as at the point.
/// </summary>
internal sealed class ExportRun(
    ExportStore store,
    UserStore users,
    TransferFileStore files,
    ExportOptions options,
    TimeProvider time,
    JobId job,
    ExportRequest request,
    Func<JobProgress, string?, Task<bool>> report) : IDisposable
{
    public const string Kind = "export";

    /// <summary>What its progress counts.</summary>
    public const string Unit = "messages";

    private const string DirectoryKind = "export-directory";
    private const long DayMicros = 86_400_000_000;

    /// <summary>Messages between two looks at the clock.</summary>
    private const int Portion = 200;
    private const int CountedAtOnce = 200;

    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckpointPeriod = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CountBound = TimeSpan.FromSeconds(3);

    private readonly Authors _authors = new(users, job.Team);
    private readonly Pace _pace = new(time, options.ExportMessagesPerSecond);
    private readonly long _began = time.GetTimestamp();

    private ChunkWriter _archiveFile = null!;
    private ChunkWriter _directoryFile = null!;
    private ArchiveWriter? _writer;
    private ExportCheckpoint _state = null!;
    private long _reported;
    private long _saved;
    private long _messagesBefore;

    private ArchiveWriter Archive => _writer!;

    /// <summary>The archive.</summary>
    public static string FileOf(JobId job) => job.ToString();

    /// <summary>Beside it, until it is finished.</summary>
    public static string DirectoryOf(JobId job) => $"{job}-dir";

    /// <summary>Removes what an export has made.</summary>
    public static async Task RemoveAsync(TransferFileStore files, JobId job, CancellationToken stop)
    {
        await files.DeleteAsync(job.Team, FileOf(job), stop);
        await files.DeleteAsync(job.Team, DirectoryOf(job), stop);
    }

    public void Dispose() => _writer?.Dispose();

    /// <summary>Errors: <see cref="ExportUnwantedException"/>, <see cref="EntryTooLargeException"/>, those of the stores.</summary>
    /// <param name="checkpoint">From where to go on; null: from the beginning.</param>
    /// <param name="begin">Names the file and gives the point, when it begins.</param>
    /// <param name="stop">Stops in the middle; what was reported last stays good.</param>
    public async Task<ExportResult> RunAsync(ExportCheckpoint? checkpoint, Func<Task<(string Name, Ts Point)>> begin, CancellationToken stop)
    {
        try
        {
            return await RunOnceAsync(checkpoint, begin, stop);
        }
        catch (FileLostException) when (!stop.IsCancellationRequested)
        {
            // It was removed, or another writer was in it: what it holds is nothing to go on with.
            return await RunOnceAsync(null, begin, stop);
        }
    }

    private async Task<ExportResult> RunOnceAsync(ExportCheckpoint? checkpoint, Func<Task<(string Name, Ts Point)>> begin, CancellationToken stop)
    {
        var plan = checkpoint is null ? await BeginAsync(begin, stop) : await ResumeAsync(checkpoint, stop);
        _messagesBefore = _state.Counts.Messages;
        if (!_state.IsWritten)
            await WriteAsync(plan, stop);
        return await SealAsync(stop);
    }

    private async Task WriteAsync(List<PlannedFolder> plan, CancellationToken stop)
    {
        using var array = new ArchiveArray(Archive);
        foreach (var (n, folder) in plan.Index().Skip(_state.Folder))
            await WriteFolderAsync(array, n, folder, stop);
        await Archive.FinishAsync(_state.Counts.Entries, _state.PlanBytes, stop);
        _state = _state with { Folder = plan.Count, After = 0, Total = _state.Counts.Messages, IsWritten = true };
        await SaveAsync(stop);
    }

    private async Task<List<PlannedFolder>> BeginAsync(Func<Task<(string Name, Ts Point)>> begin, CancellationToken stop)
    {
        await RemoveAsync(files, job, stop);
        var (name, point) = await begin();
        var now = time.GetUtcNow();
        var (created, expires) = (now.ToUnixTimeMilliseconds(), (now + options.KeepExports).ToUnixTimeMilliseconds());
        await files.CreateAsync(TransferFile.New(job.Team, FileOf(job), Kind, name, created, expires), stop);
        await files.CreateAsync(TransferFile.New(job.Team, DirectoryOf(job), DirectoryKind, name, created, expires), stop);
        await OpenAsync(ChunkMark.Start, ChunkMark.Start, point, stop);
        var lists = new ExportLists(store, users, job.Team, request, now);
        var plan = await lists.PlanAsync(stop);
        var text = ExportPlan.Encode(plan);
        await _directoryFile.WriteAsync(text, stop);
        using var array = new ArchiveArray(Archive);
        var people = await lists.WriteAsync(array, plan, stop);
        _state = new ExportCheckpoint(
            point.Micros, _archiveFile.Mark, _directoryFile.Mark, text.Length, 0, 0, new ExportCounts(people, plan.Count, Entries: Archive.Entries),
            0);
        _state = _state with { Total = await CountAsync(plan, stop) };
        await SaveAsync(stop);
        return plan;
    }

    private async Task<List<PlannedFolder>> ResumeAsync(ExportCheckpoint checkpoint, CancellationToken stop)
    {
        _state = checkpoint;
        if (checkpoint.IsWritten)
        {
            // What was beside it may be gone already.
            _archiveFile = await ChunkWriter.OpenAsync(files, job.Team, FileOf(job), checkpoint.Archive, stop);
            return [];
        }
        await OpenAsync(checkpoint.Archive, checkpoint.Directory, new Ts(checkpoint.Point), stop);
        var text = new byte[checkpoint.PlanBytes];
        for (var at = 0; at < text.Length;)
        {
            var chunk = await files.ReadChunkAsync(job.Team, DirectoryOf(job), at / TransferFile.ChunkBytes, stop)
                ?? throw new FileLostException("The plan of the export is not there.");
            var part = Math.Min(chunk.Length, text.Length - at);
            chunk.AsSpan(0, part).CopyTo(text.AsSpan(at));
            at += part;
        }
        return ExportPlan.Decode(text);
    }

    private async Task OpenAsync(ChunkMark archive, ChunkMark directory, Ts point, CancellationToken stop)
    {
        _archiveFile = await ChunkWriter.OpenAsync(files, job.Team, FileOf(job), archive, stop);
        _directoryFile = await ChunkWriter.OpenAsync(files, job.Team, DirectoryOf(job), directory, stop);
        _writer?.Dispose();
        _writer = new ArchiveWriter(_archiveFile, _directoryFile, DateTimeOffset.UnixEpoch.AddTicks(point.Micros * 10));
    }

    private async Task WriteFolderAsync(ArchiveArray array, int number, PlannedFolder folder, CancellationToken stop)
    {
        var start = number == _state.Folder ? _state.After : 0;
        var (from, until) = Bounds();
        var last = new Ts(Math.Max(start, from.Micros));
        var counts = _state.Counts;
        var entries = counts.Entries - Archive.Entries;
        await foreach (var item in new MessageRange(store, job.Team, folder.Channel, last, until).ReadAsync(stop))
        {
            var ts = item.Message.Ts;
            if (array.IsOpen && ts.Micros / DayMicros != last.Micros / DayMicros)
            {
                await array.EndAsync(stop);
                _state = _state with { Folder = number, After = last.Micros, Counts = counts with { Entries = entries + Archive.Entries } };
                await SaveIfDueAsync(stop);
            }
            if (!array.IsOpen)
            {
                array.Begin($"{folder.Name}/{DateTimeOffset.UnixEpoch.AddSeconds(ts.Seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.json");
                counts = counts with { Days = counts.Days + 1 };
            }
            var author = item.Message.User is { } user ? await _authors.FindAsync(user) : null;
            await array.AddAsync((item, author), static (json, it) => ArchiveJson.Write(json, it.item.Message, it.item.Replies, it.author), stop);
            last = ts;
            counts = counts with { Messages = counts.Messages + 1 };
            if (counts.Messages % Portion == 0)
                await RestAsync(counts.Messages, stop);
        }
        if (array.IsOpen)
            await array.EndAsync(stop);
        _state = _state with { Folder = number + 1, After = 0, Counts = counts with { Entries = entries + Archive.Entries } };
        await SaveIfDueAsync(stop);
    }

    /// <summary>From after one ts up to and including another.</summary>
    private (Ts After, Ts Until) Bounds() => (
        new Ts(Math.Max(0, (request.From?.Micros ?? 0) - 1)), new Ts(Math.Min(_state.Point, (request.To?.Micros ?? long.MaxValue) - 1)));

    private async Task<long> CountAsync(List<PlannedFolder> plan, CancellationToken stop)
    {
        var (after, until) = Bounds();
        var since = time.GetTimestamp();
        long total = 0;
        foreach (var folders in plan.Chunk(CountedAtOnce))
        {
            var left = CountBound - time.GetElapsedTime(since);
            var count = left <= TimeSpan.Zero
                ? null
                : await store.CountAsync(job.Team, folders.Select(static folder => folder.Channel), after, until, left, stop);
            if (count is null)
                return 0;
            total += count.Value;
        }
        return total;
    }

    private async Task RestAsync(long messages, CancellationToken stop)
    {
        await _pace.AfterAsync(Portion, stop);
        if (time.GetElapsedTime(_reported) >= ReportPeriod)
            await ReportAsync(messages, null);
    }

    private async Task SaveIfDueAsync(CancellationToken stop)
    {
        if (time.GetElapsedTime(_saved) >= CheckpointPeriod)
            await SaveAsync(stop);
        else if (time.GetElapsedTime(_reported) >= ReportPeriod)
            await ReportAsync(_state.Counts.Messages, null);
    }

    /// <summary>What the checkpoint speaks of is on the shard before anybody can go on from it.</summary>
    private async Task SaveAsync(CancellationToken stop)
    {
        await _archiveFile.FlushAsync(stop);
        await _directoryFile.FlushAsync(stop);
        _state = _state with { Archive = _archiveFile.Mark, Directory = _directoryFile.Mark };
        await ReportAsync(_state.Counts.Messages, _state.Encode());
        _saved = time.GetTimestamp();
    }

    private async Task ReportAsync(long messages, string? checkpoint)
    {
        var seconds = time.GetElapsedTime(_began).TotalSeconds;
        var rate = seconds > 0 ? Math.Round((messages - _messagesBefore) / seconds) : 0;
        if (!await report(new JobProgress(messages, Math.Max(messages, _state.Total), Unit, Math.Max(0, rate)), checkpoint))
            throw new ExportUnwantedException();
        _reported = time.GetTimestamp();
    }

    private async Task<ExportResult> SealAsync(CancellationToken stop)
    {
        var hash = await _archiveFile.HashAsync(stop);
        if (!await files.SealAsync(job.Team, FileOf(job), _archiveFile.Length, hash, stop))
            throw new FileLostException("The archive cannot be sealed.");
        await files.DeleteAsync(job.Team, DirectoryOf(job), stop);
        var file = await files.FindAsync(job.Team, FileOf(job)) ?? throw new FileLostException("The archive was removed.");
        return new ExportResult(file, _state.Counts);
    }
}
