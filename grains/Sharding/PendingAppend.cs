using System.Diagnostics;
using Chat.Jobs;
using Chat.Messages;
using Chat.Telemetry;

namespace Chat.Sharding;

/// <summary>A retry key as it is unique in a shard.</summary>
internal readonly record struct RetryKey(TeamId Team, ChannelId Channel, UInt128 Hash)
{
    public const int HashLength = 16;

    public static RetryKey Of(TeamId team, ChannelId channel, byte[] hash) =>
        new(team, channel, System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash));
}

/// <summary>An item that waits for its commit.</summary>
internal sealed class PendingAppend
{
    /// <summary>What a row costs besides its text.</summary>
    private const int RowOverhead = 128;

    private readonly TaskCompletionSource<CommitResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommitResult? _decided;

    public PendingAppend(LogItem item, long arrived)
    {
        Item = item;
        Arrived = arrived;
        Span = MessageTrace.Continue(MessageTrace.Commit, item.Trace);
        foreach (var step in item.Steps)
        {
            Bytes += step.Event?.Payload.Length ?? 0;
            foreach (var row in step.Rows)
                Count(step, row);
        }
    }

    public LogItem Item { get; }

    /// <summary>Timestamp of the time provider.</summary>
    public long Arrived { get; }

    /// <summary>From here to the outcome, if the message is traced.</summary>
    public Activity? Span { get; }

    public int Bytes { get; private set; }

    /// <summary>The retry keys that the item takes, each with the ts of its message.</summary>
    public List<(RetryKey Key, byte[] Hash, Ts Ts)> Keys { get; } = [];

    /// <summary>A key has the wrong length: it could never be found again.</summary>
    public bool IsMalformed { get; private set; }

    public Task<CommitResult> Done => _done.Task;

    /// <summary>The writer that has it in its queue or batch, and counts it.</summary>
    public ShardWriter? Writer { get; set; }

    /// <summary>A server that was left may have committed it.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>The team is being copied: what the item changes is noted beside it.</summary>
    public bool IsCaptured { get; set; }

    public bool IsDecided => _decided is not null;

    public CommitOutcome? Outcome => _decided?.Outcome;

    /// <summary>Fixes the outcome; whoever waits learns of it when the items before it have theirs.</summary>
    public void Decide(CommitOutcome outcome, Ts existing = default) => _decided ??= new CommitResult(outcome, existing);

    /// <summary>Tells the outcome. False: there is none yet, or it was told before.</summary>
    public bool TryRelease()
    {
        if (_decided is not { } result || !_done.TrySetResult(result))
            return false;
        MessageTrace.End(Span);
        return true;
    }

    private static int BytesOf(StoredJob job) =>
        job.Payload.Length + (job.Checkpoint?.Length ?? 0) + (job.Error?.Length ?? 0) + (job.Report?.Length ?? 0);

    private void Count(LogStep step, RowWrite row)
    {
        Bytes += RowOverhead;
        switch (row)
        {
            case MessageInsert { Message: var message, RetryHash: var hash }:
                Bytes += message.Text.Length + (message.Extra?.Length ?? 0);
                if (hash is null)
                    break;
                if (hash.Length == RetryKey.HashLength)
                    Keys.Add((RetryKey.Of(Item.Team, message.Channel, hash), hash, message.Ts.IsNone ? step.Ts : message.Ts));
                else
                    IsMalformed = true;
                break;
            case JobInsert { Job: var job }:
                Bytes += BytesOf(job);
                break;
            case JobPut { Job: var job }:
                Bytes += BytesOf(job);
                break;
            case MessageReplace { Message: var message }:
                Bytes += message.Text.Length + (message.Extra?.Length ?? 0);
                break;
        }
    }
}
