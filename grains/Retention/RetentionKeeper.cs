using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Retention;

/// <summary>On every silo: looks for teams whose old messages are to go. None is needed for it; a run whose silo died, another takes over.</summary>
internal sealed partial class RetentionKeeper(RetentionSweep sweep, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionKeeper> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookEvery, time);
        var pace = new Pace(time, options.Value.MessagesPerSecond);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookAsync(pace, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync(Pace pace, CancellationToken stop)
    {
        try
        {
            await sweep.LookAsync(pace, stop);
        }
        catch (ChatException e)
        {
            // The directory is away, which is logged there; the next look finds what is due.
            LogUnseen(e.Code);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // A loop that ends by an exception takes its silo along.
            LogLookFailed(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Teams whose old messages are to go could not be looked for; it is tried again.")]
    private partial void LogLookFailed(Exception exception);

    [LoggerMessage(LogLevel.Debug, "Old messages could not be looked for: {Reason}")]
    private partial void LogUnseen(string reason);
}
