using System.Collections.Concurrent;

namespace Chat.Sockets;

/// <summary>All sockets of this process.</summary>
public sealed class SocketRegistry(TimeProvider clock)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<long, SocketConnection> sockets = new();
    private long lastId;
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>
    /// Says farewell to every socket that is open now and closes it, evenly over a time, so that the clients do not come back all at once. Completes when the last
    /// has been told; each then ends within its own bound. Cancelling stops telling.
    /// </summary>
    public async Task CloseAll(int code, string reason, TimeSpan over, CancellationToken ct = default)
    {
        var all = sockets.Values.ToArray();
        var start = clock.GetTimestamp();
        var told = 0;
        while (told < all.Length)
        {
            var passed = clock.GetElapsedTime(start) + Step;
            var due = over <= Step || passed >= over ? all.Length : (int)(all.Length * (passed / over));
            for (; told < due; told++)
                all[told].Dismiss(code, reason);
            if (told < all.Length)
                await Task.Delay(Step, clock, ct).ConfigureAwait(false);
        }
    }

    internal long NextId() => Interlocked.Increment(ref lastId);

    internal void Add(SocketConnection socket)
    {
        if (sockets.TryAdd(socket.Id, socket))
            Interlocked.Increment(ref count);
    }

    internal void Remove(SocketConnection socket)
    {
        if (sockets.TryRemove(socket.Id, out _))
            Interlocked.Decrement(ref count);
    }

    internal void Sweep(long now)
    {
        // Enumerates without a lock and without a copy.
        foreach (var (_, socket) in sockets)
            socket.Sweep(now);
    }
}
