using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Sockets;

/// <summary>Meter <c>Chat.Sockets</c>.</summary>
internal sealed class SocketMetrics
{
    public const string MeterName = "Chat.Sockets";

    private readonly UpDownCounter<int> open;
    private readonly Counter<long> closed;
    private readonly Counter<long> refused;
    private readonly Counter<long> bytesSent;
    private readonly Counter<long> bytesReceived;
    private readonly Counter<long> sends;
    private readonly Counter<long> messages;
    private readonly Counter<long> dropped;
    private readonly Counter<long> rejected;

    public SocketMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        open = meter.CreateUpDownCounter<int>("chat.sockets.open", "{socket}", "Sockets that are open.");
        closed = meter.CreateCounter<long>("chat.sockets.closed", "{socket}", "Sockets that ended, by close code.").FromZero("code", CloseCodes.SlowReader);
        refused = meter.CreateCounter<long>("chat.sockets.refused", "{request}", "Handshakes that were refused, by HTTP status.").FromZero("status", HandshakeRefusal.Full.Status);
        bytesSent = meter.CreateCounter<long>("chat.sockets.sent.bytes", "By", "Bytes of frames handed to the network.");
        bytesReceived = meter.CreateCounter<long>("chat.sockets.received.bytes", "By", "Bytes of frames that came.");
        sends = meter.CreateCounter<long>("chat.sockets.sends", "{send}", "Sends; one may carry several frames.");
        messages = meter.CreateCounter<long>("chat.sockets.messages", "{message}", "Text messages that came.");
        dropped = meter.CreateCounter<long>("chat.sockets.dropped", "{send}", "Ephemeral sends that were dropped because the reader was slow.");
        rejected = meter.CreateCounter<long>("chat.sockets.rejected", "{frame}", "Frames that were refused, by fault.");
    }

    public void Opened() => open.Add(1);

    public void Closed(int code)
    {
        open.Add(-1);
        // What a client makes up is no label.
        closed.Add(1, new KeyValuePair<string, object?>("code", code is >= 1000 and <= 1011 || CloseCodes.IsOurs(code) ? code : "other"));
    }

    public void Refused(int status) => refused.Add(1, new KeyValuePair<string, object?>("status", status));

    public void Sent(int bytes)
    {
        sends.Add(1);
        bytesSent.Add(bytes);
    }

    public void Received(long bytes) => bytesReceived.Add(bytes);

    public void Message() => messages.Add(1);

    public void Dropped() => dropped.Add(1);

    public void Rejected(SocketFault fault) => rejected.Add(1, new KeyValuePair<string, object?>("fault", fault));
}
