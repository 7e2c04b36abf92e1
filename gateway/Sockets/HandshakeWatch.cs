using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Chat.Sockets;

/// <summary>
/// Connections whose first request has not come in full. The keeper's loop gives each its time; a timer a connection would cost more than
/// most requests.
/// </summary>
internal sealed class HandshakeWatch(SocketServices services)
{
    private readonly ConcurrentDictionary<Entry, byte> entries = new();
    private readonly SocketServices services = services;

    public int Count => entries.Count;

    /// <summary>Those whose request has begun.</summary>
    public int CountBegun => entries.Keys.Count(entry => entry.HasBytes);

    public Entry Begin(ConnectionContext connection)
    {
        var entry = new Entry(this, connection, services.Clock.GetTimestamp());
        entries.TryAdd(entry, 0);
        return entry;
    }

    public void Sweep(long now)
    {
        foreach (var (entry, _) in entries)
            entry.Sweep(now);
    }

    public sealed class Entry(HandshakeWatch watch, ConnectionContext connection, long since)
    {
        private readonly Lock gate = new();
        private long since = since;
        private volatile bool hasBytes;
        private bool isTimedOut;
        private bool isOver;

        public bool HasBytes => hasBytes;

        /// <summary>From here on the time for a request runs, instead of that for silence.</summary>
        public void SawBytes()
        {
            lock (gate)
            {
                if (hasBytes)
                    return;
                hasBytes = true;
                since = watch.services.Clock.GetTimestamp();
            }
        }

        /// <summary>Ends the watch. False: too late, the time was up and a cancelled read lies in the pipe.</summary>
        public bool End()
        {
            lock (gate)
                isOver = true;
            watch.entries.TryRemove(this, out _);
            return !isTimedOut;
        }

        public void Sweep(long now)
        {
            lock (gate)
            {
                var options = watch.services.Options;
                var limit = hasBytes ? options.HandshakeTimeout : options.FirstByteTimeout;
                if (isOver || watch.services.Clock.GetElapsedTime(since, now) <= limit)
                    return;
                if (isTimedOut)
                {
                    // The read was cancelled a whole limit ago; the answer must be what hangs.
                    connection.Abort();
                    return;
                }
                isTimedOut = true;
                since = now;
                connection.Transport.Input.CancelPendingRead();
            }
        }
    }
}
