using Chat.Jobs;
using Chat.Messages;
using Chat.Sharding;

namespace Chat.Transfer;

/// <summary>Messages that are written in one transaction, after which the import is that much further.</summary>
internal sealed class ImportBatch(
    TeamId team, ImportPlan plan, ImportStore store, Pace pace, TimeProvider time, Func<JobProgress, ImportCheckpoint?, Task> report, long done)
{
    private readonly List<Message> _messages = [];
    private readonly long _began = time.GetTimestamp();
    private readonly long _before = done;
    private long _done = done;

    public int Messages => _messages.Count;

    /// <summary>Of texts and further members: what the transaction carries.</summary>
    public int Chars { get; private set; }

    public Func<string, Task> Reaching { get; init; } = static _ => Task.CompletedTask;

    public void Add(Message message)
    {
        _messages.Add(message);
        Chars += message.Text.Length + (message.Extra?.Length ?? 0);
    }

    /// <summary>Writes what there is; answers the checkpoint with what is done.</summary>
    public async Task<ImportCheckpoint> WriteAsync(ImportCheckpoint at, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        await Reaching("batch");
        if (_messages.Count > 0)
            await store.WriteMessagesAsync(team, _messages, plan.Stamp, stop);
        _done += _messages.Count;
        await pace.AfterAsync(_messages.Count, stop);
        _messages.Clear();
        Chars = 0;
        at = at with { Done = _done };
        await Reaching("checkpoint");
        await report(new JobProgress(_done, plan.Messages, "messages", Rate), at);
        return at;
    }

    private double Rate => (_done - _before) / Math.Max(0.001, time.GetElapsedTime(_began).TotalSeconds);
}
