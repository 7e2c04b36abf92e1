using Chat.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Auditing;

/// <summary>Removes entries that have been kept long enough, in small batches. Every silo looks; what another one removed meanwhile is gone, and that is all.</summary>
internal sealed partial class AuditKeeper(AuditStore store, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditKeeper> logger) : BackgroundService
{
    /// <summary>Entries of one transaction.</summary>
    internal const int Batch = 500;

    /// <summary>Between two batches, so that whoever else needs the directory notices nothing.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepPeriod, time);
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
        var before = (time.GetUtcNow() - options.Value.Keep).ToUnixTimeMilliseconds();
        try
        {
            while (await store.SweepAsync(before, Batch) == Batch)
                await Task.Delay(Rest, time, stop);
        }
        catch (ChatException e)
        {
            // The directory is away, which is logged there; the next sweep finds what is left.
            LogUnswept(e.Code);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // A loop that ends by an exception takes its silo along.
            LogSweepFailed(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old entries of the audit log could not be removed; it is tried again.")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(LogLevel.Debug, "Old entries of the audit log were not removed: {Code}")]
    private partial void LogUnswept(string code);
}
