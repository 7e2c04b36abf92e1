using System.Collections.Concurrent;

namespace Chat.Sockets;

/// <summary>
/// The one loop that watches all sockets: keep-alive pings, silent clients, flushes that are stuck, closings that do not end, half handshakes.
/// Also closes the sockets when the process is told to stop.
/// </summary>
internal sealed partial class SocketKeeper(
    SocketRegistry registry, HandshakeWatch handshakes, SocketServices services, IHostApplicationLifetime lifetime) : BackgroundService
{
    private readonly ConcurrentQueue<(SocketCarrier Carrier, long Since)> leaving = new();
    private Task drained = Task.CompletedTask;

    /// <summary>A connection that ended in order but may have bytes on their way: it has the time of a flush before it is cut off.</summary>
    public void Leave(SocketCarrier carrier) => leaving.Enqueue((carrier, services.Clock.GetTimestamp()));

    /// <summary>Does once what the loop does every <see cref="SocketOptions.SweepInterval"/>.</summary>
    public void Sweep()
    {
        var now = services.Clock.GetTimestamp();
        registry.Sweep(now);
        handshakes.Sweep(now);
        SweepLeaving(now);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The server waits for its connections before hosted services stop, so this cannot wait for StopAsync.
        lifetime.ApplicationStopping.Register(() =>
        {
            LogDraining(services.Log, registry.Count);
            drained = registry.CloseAll(CloseCodes.ServerDraining, "this server stops", DrainTime(registry.Count));
        });
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await drained.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host's patience is at its end; what is still open is aborted with the process.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(services.Options.SweepInterval, services.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                TrySweep();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    /// <summary>A few clients need no spreading: a hundred of them may come back in a second.</summary>
    private TimeSpan DrainTime(int sockets)
    {
        var unhurried = TimeSpan.FromMilliseconds(10) * sockets;
        return unhurried < services.Options.DrainOver ? unhurried : services.Options.DrainOver;
    }

    private void TrySweep()
    {
        try
        {
            Sweep();
        }
        catch (Exception e)
        {
            // Without this loop nothing would ever time out again.
            LogSweepFailed(services.Log, e);
        }
    }

    private void SweepLeaving(long now)
    {
        for (var rest = leaving.Count; rest > 0 && leaving.TryDequeue(out var entry); rest--)
        {
            if (entry.Carrier.Closed.IsCancellationRequested)
                continue;
            if (services.Clock.GetElapsedTime(entry.Since, now) > services.Options.FlushTimeout)
                entry.Carrier.Abort();
            else
                leaving.Enqueue(entry);
        }
    }
}
