namespace Chat.Sockets;

/// <summary>
/// How this process leaves service when it is told to stop (SIGTERM): it is not ready any more, takes no new sessions, and says goodbye to the
/// sockets that it has, one after the other over a time, so that their clients come to the other gateways spread out. Everything else, calls of the
/// Web API above all, is served meanwhile; the host stops when this is done.
/// </summary>
internal sealed partial class SocketDrain(SocketRegistry registry, SocketServices services) : IHostedLifecycleService
{
    /// <summary>Beyond the sockets' time: grains write what they hold, and teams learn where sessions stood.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>A few clients need no spreading: a hundred of them may come back in a second.</summary>
    private static readonly TimeSpan Unhurried = TimeSpan.FromMilliseconds(10);

    private volatile bool draining;

    public bool IsDraining => draining;

    /// <summary>How long the host may take to stop.</summary>
    public static TimeSpan ShutdownTimeout(SocketOptions options) => options.DrainOver + Slack;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called before anything stops: the server listens on.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        draining = true;
        var (began, count) = (services.Clock.GetTimestamp(), registry.Count);
        LogDraining(services.Log, count);
        try
        {
            var over = Unhurried * count;
            await registry.CloseAll(
                CloseCodes.ServerDraining, "this server stops", over < services.Options.DrainOver ? over : services.Options.DrainOver, cancellationToken)
                .ConfigureAwait(false);
            // Those that were being opened when the drain began.
            await registry.CloseAll(CloseCodes.ServerDraining, "this server stops", TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            var told = services.Clock.GetTimestamp();
            while (registry.Count > 0 && services.Clock.GetElapsedTime(told) < services.Options.CloseTimeout)
                await Task.Delay(Look, services.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host's patience is at its end; what is still open is aborted with the process.
        }
        LogDrained(services.Log, count - registry.Count, (int)services.Clock.GetElapsedTime(began).TotalMilliseconds);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(30, LogLevel.Information, "Leaving service: no new sessions, and {Count} sockets are closed one after the other.")]
    private static partial void LogDraining(ILogger log, int count);

    [LoggerMessage(32, LogLevel.Information, "Out of service: {Closed} sockets were closed in {Milliseconds} ms.")]
    private static partial void LogDrained(ILogger log, int closed, int milliseconds);
}
