using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Chat.Sockets;

/// <summary>What a socket's bytes travel on once its handshake is answered.</summary>
internal abstract class SocketCarrier
{
    public abstract PipeReader Input { get; }

    public abstract PipeWriter Output { get; }

    public abstract string RemoteAddress { get; }

    /// <summary>Cancelled when the other side is gone or the carrier was aborted.</summary>
    public abstract CancellationToken Closed { get; }

    /// <summary>Ends it at once, from any thread, any number of times; what was not yet sent is lost.</summary>
    public abstract void Abort();

    protected static string Text(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint ip => ip.Address.ToString(),
        null => "",
        _ => endPoint.ToString() ?? "",
    };
}

/// <summary>A whole connection, taken before HTTP saw it.</summary>
internal sealed class ConnectionCarrier(ConnectionContext context) : SocketCarrier
{
    public override PipeReader Input => context.Transport.Input;

    public override PipeWriter Output => context.Transport.Output;

    public override string RemoteAddress => Text(context.RemoteEndPoint);

    public override CancellationToken Closed => context.ConnectionClosed;

    public override void Abort() => context.Abort();
}

/// <summary>The stream that an upgraded HTTP/1.1 request or an accepted HTTP/2 CONNECT leaves behind. Lives as long as its request.</summary>
internal sealed class HttpCarrier(HttpContext context, Stream stream) : SocketCarrier
{
    public override PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(useZeroByteReads: true, leaveOpen: true));

    public override PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

    public override string RemoteAddress { get; } = context.Connection.RemoteIpAddress?.ToString() ?? "";

    public override CancellationToken Closed { get; } = context.RequestAborted;

    public override void Abort() => context.Abort();

    /// <summary>
    /// Gives rented memory back. Everything was flushed or is lost; with an exception the writer does not try to write synchronously.
    /// </summary>
    public void Release()
    {
        Input.Complete();
        Output.Complete(new ConnectionAbortedException());
    }
}
