using System.Collections.Concurrent;

namespace Chat.Sockets;

/// <summary>
/// The one loop that watches all sockets: keep-alive pings, silent clients, flushes that are stuck, closings that do not end, half handshakes.
/// </summary>
internal sealed partial class SocketKeeper(SocketRegistry registry, HandshakeWatch handshakes, SocketServices services) : BackgroundService
{
    private readonly ConcurrentQueue<(SocketCarrier Carrier, long Since)> leaving = new();

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
