using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;

namespace Chat.Unfurling;

/// <summary>
/// A preview's place in grain storage. It saves a look and is not the truth: whatever fails here, or takes too long, is noted, and the preview does
/// without. Used by one grain, one call at a time.
/// </summary>
internal sealed partial class PreviewStorage(IGrainStorage storage, GrainId grain, TimeProvider time, UnfurlingMetrics metrics, ILogger logger)
{
    internal const string StateName = "preview";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Null: not read, or what was read is no longer known to be there.</summary>
    private GrainState<PreviewState>? state;

    /// <summary>Null if there is none, or if it was read before.</summary>
    public async Task<PreviewState?> ReadAsync()
    {
        if (state is not null)
            return null;
        var read = new GrainState<PreviewState>(new PreviewState());
        try
        {
            await storage.ReadStateAsync(StateName, grain, read).WaitAsync(Patience, time);
            state = read;
            return read.RecordExists ? read.State : null;
        }
        catch (Exception fault)
        {
            Failed(fault);
            return null;
        }
    }

    /// <summary>Nothing is written while storage could not be read: another version may lie there.</summary>
    public async Task WriteAsync(PreviewState preview)
    {
        if (state is not { } written)
            return;
        written.State = preview;
        // Until it is known to be written, it is not known what lies there.
        state = null;
        try
        {
            await storage.WriteStateAsync(StateName, grain, written).WaitAsync(Patience, time);
            state = written;
        }
        catch (Exception fault)
        {
            Failed(fault);
        }
    }

    private void Failed(Exception fault)
    {
        metrics.StorageFailed();
        LogFailed(fault);
    }

    /// <summary>At a level that is off by default: while the directory is away it would be said for every link.</summary>
    [LoggerMessage(Level = LogLevel.Debug, Message = "A preview was not read from grain storage, or not written to it.")]
    private partial void LogFailed(Exception exception);
}
