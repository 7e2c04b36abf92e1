using Chat.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

/// <summary>
/// Removes rows of the directory that have been kept long enough, in small batches. Every silo looks, so that none is needed for it; what another one removed meanwhile
/// is gone, and that is all.
/// </summary>
/// <param name="rows">What they are, for the log.</param>
internal abstract partial class RowKeeper(string rows, TimeSpan period, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>Rows of one transaction.</summary>
    internal const int Batch = 500;

    /// <summary>Between two batches, so that whoever else needs the directory notices nothing.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    /// <summary>Removes so many at most, and answers how many it removed.</summary>
    protected abstract Task<int> RemoveAsync(int limit);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SweepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        try
        {
            while (await RemoveAsync(Batch) == Batch)
                await Task.Delay(Rest, time, stop);
        }
        catch (ChatException e)
        {
            // The directory is away, which is logged there; the next sweep finds what is left.
            LogUnswept(rows, e.Code);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // A loop that ends by an exception takes its silo along.
            LogSweepFailed(e, rows);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old {Rows} could not be removed; it is tried again.")]
    private partial void LogSweepFailed(Exception exception, string rows);

    [LoggerMessage(LogLevel.Debug, "Old {Rows} were not removed: {Code}")]
    private partial void LogUnswept(string rows, string code);
}
