using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Chat.Sockets;

/// <summary>
/// Stands before HTTP on a listening address: looks at a connection's first bytes without taking them. A GET for one of our paths is
/// answered here and never becomes an HTTP connection, which would cost more memory than the socket itself; everything else
/// (HTTP/2 included) goes on untouched.
/// </summary>
internal sealed partial class SocketMiddleware(
    ConnectionDelegate next, SocketEndpoints endpoints, SocketHost host, SocketKeeper keeper, HandshakeWatch watch, SocketServices services)
{
    private enum Fate
    {
        /// <summary>More bytes are needed.</summary>
        Undecided,

        /// <summary>HTTP's.</summary>
        PassedOn,

        /// <summary>A socket's.</summary>
        Admitted,

        /// <summary>Ours, and answered with a refusal.</summary>
        Refused,
    }

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        var admission = await AdmitAsync(connection).ConfigureAwait(false);
        if (admission.Fate == Fate.PassedOn)
        {
            await next(connection).ConfigureAwait(false);
            return;
        }
        if (admission.Fate != Fate.Admitted)
            return;
        var carrier = new ConnectionCarrier(connection);
        if (await ServeAsync(carrier, admission).ConfigureAwait(false))
            keeper.Leave(carrier);
    }

    private Task<bool> ServeAsync(ConnectionCarrier carrier, Admission admission) => host.RunAsync(carrier, admission.Endpoint!, admission.Handshake);

    private async ValueTask<Admission> AdmitAsync(ConnectionContext connection)
    {
        var entry = watch.Begin(connection);
        try
        {
            var admission = await ReadHandshakeAsync(connection.Transport.Input, entry).ConfigureAwait(false);
            if (!entry.End() && admission.Fate != Fate.Undecided)
                admission = admission with { Fate = Fate.Refused, Refusal = HandshakeRefusal.TimedOut };
            if (admission.Fate == Fate.Refused)
                await RefuseAsync(connection, admission.Refusal!).ConfigureAwait(false);
            else if (admission.Fate == Fate.Admitted)
                await connection.Transport.Output.WriteAsync(HandshakeAnswer.SwitchingProtocols(admission.Handshake!)).ConfigureAwait(false);
            return admission;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone before it said what it wanted.
            return default;
        }
        finally
        {
            entry.End();
        }
    }

    private async ValueTask<Admission> ReadHandshakeAsync(PipeReader input, HandshakeWatch.Entry entry)
    {
        long examined = 0;
        var isOurs = false;
        while (true)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            if (read.IsCanceled)
                return isOurs ? new Admission(Fate.Refused) { Refusal = HandshakeRefusal.TimedOut } : default;
            var buffer = read.Buffer;
            if (!buffer.IsEmpty)
                entry.SawBytes();
            var admission = Judge(buffer, out isOurs, out var taken);
            if (admission.Fate == Fate.Undecided && read.IsCompleted)
                admission = isOurs ? default : new Admission(Fate.PassedOn);
            else if (admission.Fate == Fate.Undecided)
            {
                examined = buffer.Length;
                input.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }
            // Passed on: nothing is taken, and only what was examined before stays examined, so that the next reader sees it all at once.
            if (admission.Fate == Fate.PassedOn)
                input.AdvanceTo(buffer.Start, buffer.GetPosition(examined));
            else
                input.AdvanceTo(buffer.GetPosition(taken));
            return admission;
        }
    }

    private Admission Judge(in ReadOnlySequence<byte> buffer, out bool isOurs, out long taken)
    {
        taken = 0;
        var max = services.Options.MaxHandshakeBytes;
        var window = buffer.Slice(0, Math.Min(buffer.Length, max));
        var received = window.IsSingleSegment ? window.FirstSpan : window.ToArray();
        var endpoint = endpoints.Match(received, out var isUndecided);
        isOurs = endpoint is not null;
        if (endpoint is null)
            return new Admission(isUndecided ? Fate.Undecided : Fate.PassedOn);

        var length = HandshakeParser.LengthOf(received);
        if (length < 0 && received.Length < max)
            return default;
        taken = length < 0 ? buffer.Length : length;
        SocketHandshake? handshake = null;
        var refusal = length < 0 ? HandshakeRefusal.TooLarge : Judge(received[..length], out handshake);
        return refusal is null
            ? new Admission(Fate.Admitted) { Endpoint = endpoint, Handshake = handshake }
            : new Admission(Fate.Refused) { Refusal = refusal };
    }

    private HandshakeRefusal? Judge(ReadOnlySpan<byte> head, out SocketHandshake? handshake)
    {
        handshake = null;
        return HandshakeParser.Parse(head, out var request, out var target)
            ?? request.Judge(target, services.Options.OriginAllowed, out handshake)
            ?? host.Refusal;
    }

    private async Task RefuseAsync(ConnectionContext connection, HandshakeRefusal refusal)
    {
        services.Metrics.Refused(refusal.Status);
        LogRefused(services.Log, refusal.Status, refusal.Reason);
        await connection.Transport.Output.WriteAsync(refusal.ToBytes()).ConfigureAwait(false);
        keeper.Leave(new ConnectionCarrier(connection));
    }

    private readonly record struct Admission(Fate Fate)
    {
        public ISocketEndpoint? Endpoint { get; init; }

        public SocketHandshake? Handshake { get; init; }

        public HandshakeRefusal? Refusal { get; init; }
    }
}
