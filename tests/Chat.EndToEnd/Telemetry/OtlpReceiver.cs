using System.Buffers.Binary;
using System.Net;
using System.Text;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

/// <summary>
/// A collector that keeps what it is sent: the spans (of OTLP's protobuf as much as a span needs, opentelemetry-proto 1.x), and all bodies as they came.
/// </summary>
public sealed class OtlpReceiver : IDisposable
{
    public sealed record Span(string Service, string Trace, string Id, string Parent, string Name, ulong Began, ulong Ended);

    private readonly HttpListener listener = new();
    private readonly Lock gate = new();
    private readonly List<Span> spans = [];
    private readonly List<(string Path, byte[] Body)> bodies = [];

    public OtlpReceiver()
    {
        Address = new Uri($"http://127.0.0.1:{FreePorts.Take()}/");
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        _ = Serve();
    }

    public Uri Address { get; }

    public Span[] Spans
    {
        get
        {
            lock (gate)
                return [.. spans];
        }
    }

    /// <summary>Whether anything that was sent to an address (such as <c>/v1/logs</c>) has this text in it.</summary>
    public bool Has(string path, string text)
    {
        lock (gate)
            return bodies.Exists(body => body.Path == path && body.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
    }

    public void Dispose() => listener.Close();

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var request = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await request.Request.InputStream.CopyToAsync(body);
                Take(request.Request.Url!.AbsolutePath, body.ToArray());
                request.Response.ContentType = "application/x-protobuf";
                request.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private void Take(string path, byte[] body)
    {
        lock (gate)
        {
            bodies.Add((path, body));
            if (path != "/v1/traces")
                return;
            foreach (var resource in Messages(body, 1))
            {
                var service = Messages(resource, 1).SelectMany(attributes => Messages(attributes, 1))
                    .Where(attribute => Text(attribute, 1) == "service.name").Select(attribute => Text(Messages(attribute, 2).Single(), 1)).Single();
                foreach (var span in Messages(resource, 2).SelectMany(scope => Messages(scope, 2)))
                {
                    spans.Add(new Span(
                        service, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5), Time(span, 7), Time(span, 8)));
                }
            }
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(found => found.Field == field && found.Wire == 2).Select(found => found.Bytes);

    private static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(Messages(message, field).FirstOrDefault().Span);

    private static string Hex(ReadOnlyMemory<byte> message, int field) => Convert.ToHexString(Messages(message, field).FirstOrDefault().Span);

    private static ulong Time(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(found => found.Field == field && found.Wire == 1).Select(found => BinaryPrimitives.ReadUInt64LittleEndian(found.Bytes.Span)).FirstOrDefault();

    private static List<(int Field, int Wire, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<(int, int, ReadOnlyMemory<byte>)>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            var wire = (int)(tag & 7);
            var began = at;
            var length = wire switch
            {
                0 => 0,
                1 => 8,
                5 => 4,
                2 => (int)Varint(message.Span, ref at),
                _ => throw new InvalidDataException($"Wire type {wire} in OTLP."),
            };
            if (wire == 0)
                Varint(message.Span, ref at);
            else
                began = at;
            at += length;
            fields.Add(((int)(tag >> 3), wire, message[began..at]));
        }
        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
