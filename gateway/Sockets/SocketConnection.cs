namespace Chat.Sockets;

/// <summary>
/// One socket as the session layer holds it. All members are thread-safe, and none of them blocks or waits for the network, unless it says so.
/// </summary>
public sealed partial class SocketConnection
{
    private readonly SocketCarrier carrier;
    private readonly SocketOutput output;
    private readonly SocketServices services;
    private readonly ReadOnlyMemory<byte> farewell;
    private readonly long opened;
    private long lastReceived;
    private long lastPing;
    private int closeCode;
    private volatile bool isServing;

    internal SocketConnection(long id, SocketCarrier carrier, SocketServices services, ReadOnlyMemory<byte> farewell = default)
    {
        this.farewell = farewell;
        Id = id;
        this.carrier = carrier;
        this.services = services;
        output = new SocketOutput(carrier, services.Clock);
        opened = lastReceived = lastPing = services.Clock.GetTimestamp();
    }

    /// <summary>Unique in this process.</summary>
    public long Id { get; }

    /// <summary>The IP address of the other end of the connection, which may be a proxy's.</summary>
    public string RemoteAddress => carrier.RemoteAddress;

    /// <summary>Bytes sent and not yet taken by the network.</summary>
    public int PendingBytes => output.PendingBytes;

    /// <summary>Nothing can be sent any more: closing, or gone.</summary>
    public bool IsClosed => output.IsClosed;

    /// <summary>The first close code that was sent or received; <see cref="CloseCodes.Abnormal"/> while there is none.</summary>
    public int CloseCode => Volatile.Read(ref closeCode) is var code && code == 0 ? CloseCodes.Abnormal : code;

    /// <summary>When bytes last arrived, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long LastReceived => Volatile.Read(ref lastReceived);

    internal SocketCarrier Carrier => carrier;

    /// <summary>
    /// Sends complete server frames (<see cref="ServerFrame"/>), in the order of the calls. A reader that is too far behind loses ephemeral
    /// frames first; past the hard limit it is closed with <see cref="CloseCodes.SlowReader"/>.
    /// </summary>
    /// <returns>False: the connection is closed, or the frames were ephemeral and dropped.</returns>
    public bool Send(ReadOnlySpan<byte> frames, bool ephemeral)
    {
        var limit = ephemeral ? services.Options.SoftLimitBytes : services.Options.HardLimitBytes;
        var outcome = output.Send(frames, limit, ephemeral);
        if (outcome == SendOutcome.Sent)
            services.Metrics.Sent(frames.Length);
        else if (outcome == SendOutcome.Dropped)
            services.Metrics.Dropped();
        else if (outcome == SendOutcome.Overflowed)
            CloseSlowReader();
        return outcome == SendOutcome.Sent;
    }

    /// <summary>
    /// Waits until fewer than <paramref name="bytes"/> are pending. For what is sent in bulk, a replay above all: it would else overflow the
    /// limit that is meant for slow readers. False: the connection closed.
    /// </summary>
    public ValueTask<bool> WhenBelow(int bytes, CancellationToken ct) => output.WhenBelowAsync(bytes, ct);

    /// <summary>Sends a ping whose pong comes back as <see cref="ISocketSession.OnPong"/> with the same token.</summary>
    public void Ping(long token)
    {
        Volatile.Write(ref lastPing, services.Clock.GetTimestamp());
        Span<byte> frame = stackalloc byte[ServerFrame.PingSize];
        ServerFrame.WritePing(frame, token);
        Send(frame, ephemeral: false);
    }

    /// <summary>
    /// Sends a close frame after all that was sent before, and ends the connection when the client has answered or its time is up. What the
    /// client sends from now on is not delivered. The first call wins; all others do nothing.
    /// </summary>
    /// <param name="code">One of <see cref="CloseCodes"/>.</param>
    /// <param name="reason">For people; cut to 123 bytes.</param>
    public void Close(int code, string reason)
    {
        if (output.Close(ServerFrame.Close(code, reason), dropWaiting: code == CloseCodes.SlowReader))
            Interlocked.CompareExchange(ref closeCode, code, 0);
    }

    /// <summary>Closes for the server's reasons: the endpoint's farewell comes first.</summary>
    public void Dismiss(int code, string reason)
    {
        if (!farewell.IsEmpty)
            Send(farewell.Span, ephemeral: false);
        Close(code, reason);
    }

    /// <summary>How long the client has been silent.</summary>
    public TimeSpan SinceReceived(long now) => services.Clock.GetElapsedTime(LastReceived, now);

    internal void Received() => Volatile.Write(ref lastReceived, services.Clock.GetTimestamp());

    /// <summary>While the session is being awaited nothing is read, so the client's silence means nothing.</summary>
    internal void Serve(bool serving)
    {
        isServing = serving;
        if (!serving)
            Received();
    }

    /// <summary>The client sent a close frame, which is answered with the same code.</summary>
    /// <param name="code"><see cref="CloseCodes.NoStatus"/> if it gave none.</param>
    internal void ClosedByPeer(int code)
    {
        Interlocked.CompareExchange(ref closeCode, code, 0);
        output.Close(code == CloseCodes.NoStatus ? ServerFrame.EmptyClose : ServerFrame.Close(code, ""), dropWaiting: false);
    }

    internal void Pong(ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = stackalloc byte[ServerFrame.MaxControlSize];
        var size = ServerFrame.WritePong(frame, payload);
        Send(frame[..size], ephemeral: false);
    }

    /// <summary>Nothing is sent any more. After an orderly end what was sent before still goes out; else it is lost.</summary>
    internal async Task EndAsync(bool orderly)
    {
        if (orderly)
            await output.Flushed.ConfigureAwait(false);
        if (output.End())
            carrier.Abort();
        // The carrier's writer is completed by its owner once this returns, so no flush may still use it.
        await output.Flushed.ConfigureAwait(false);
    }

    /// <summary>Called by the keeper's loop: does whatever is due at this time.</summary>
    internal void Sweep(long now)
    {
        var options = services.Options;
        var (flushHeldUp, closeDue) = output.Overdue(now);
        if (flushHeldUp > options.FlushTimeout)
            Abort("took nothing in time");
        else if (closeDue > 2 * options.CloseTimeout)
            Abort("did not end in time");
        else if (closeDue > options.CloseTimeout)
            carrier.Input.CancelPendingRead();
        else if (!isServing && SinceReceived(now) > options.ReceiveTimeout)
            Abort("sent nothing in time");
        else if (closeDue is null && options.MaxAge > TimeSpan.Zero && services.Clock.GetElapsedTime(opened, now) > MaxAge)
            Dismiss(CloseCodes.TooOld, "old enough; connect again");
        else if (closeDue is null && services.Clock.GetElapsedTime(Volatile.Read(ref lastPing), now) >= options.PingInterval)
            KeepAlive(now);
    }

    /// <summary>Between three quarters of the limit and all of it, so that those who came together do not go together.</summary>
    private TimeSpan MaxAge => services.Options.MaxAge * (0.75 + 0.25 * (unchecked((uint)Id * 2_654_435_761u) / (double)uint.MaxValue));

    private void KeepAlive(long now)
    {
        Volatile.Write(ref lastPing, now);
        Send(ServerFrame.KeepAlive, ephemeral: false);
    }

    private void CloseSlowReader()
    {
        LogSlowReader(services.Log, Id, RemoteAddress, PendingBytes);
        Close(CloseCodes.SlowReader, "what was sent was not read in time");
    }

    private void Abort(string why)
    {
        LogAborted(services.Log, Id, RemoteAddress, why);
        carrier.Abort();
    }
}
