using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>A frame as the server sent it.</summary>
internal sealed record Received(byte First, byte[] Payload)
{
    public int Opcode => First & 0x0F;

    public string Text => Encoding.UTF8.GetString(Payload);

    public string CloseReason => Payload.Length < 2 ? "" : Encoding.UTF8.GetString(Payload.AsSpan(2));

    public int CloseCode => Payload.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(Payload);
}

/// <summary>A client that sends whatever bytes the test wants, lawful or not.</summary>
internal sealed class RawClient : IDisposable
{
    public const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    /// <summary>The example key of RFC 6455, whose answer is known.</summary>
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    public const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static readonly byte[] Mask = [0x37, 0xFA, 0x21, 0x3D];
    private readonly TcpClient tcp;
    private readonly BufferedStream input;
    private readonly NetworkStream stream;

    private RawClient(TcpClient tcp)
    {
        this.tcp = tcp;
        stream = tcp.GetStream();
        input = new BufferedStream(stream, 64 * 1024);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<RawClient> Connect(int port)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("127.0.0.1", port, Ct);
        return new RawClient(tcp);
    }

    public static string Request(string path, params string[] replaced)
    {
        var headers = new Dictionary<string, string?>
        {
            ["Host"] = "chat.example",
            ["Upgrade"] = "websocket",
            ["Connection"] = "Upgrade",
            ["Sec-WebSocket-Key"] = Key,
            ["Sec-WebSocket-Version"] = "13",
        };
        foreach (var header in replaced)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = colon + 1 < header.Length ? header[(colon + 1)..].Trim() : null;
        }
        var lines = headers.Where(header => header.Value is not null).Select(header => $"{header.Key}: {header.Value}\r\n");
        return $"GET {path} HTTP/1.1\r\n{string.Concat(lines)}\r\n";
    }

    /// <summary>A masked frame with a lawful header, unless told otherwise.</summary>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool final = true, int reserved = 0, bool masked = true, int lengthBytes = -1)
    {
        if (lengthBytes < 0)
            lengthBytes = payload.Length <= 125 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var frame = new List<byte> { (byte)((final ? 0x80 : 0) | (reserved << 4) | opcode) };
        var shortLength = lengthBytes switch { 0 => payload.Length, 2 => 126, _ => 127 };
        frame.Add((byte)((masked ? 0x80 : 0) | shortLength));
        for (var i = lengthBytes - 1; i >= 0; i--)
            frame.Add((byte)((long)payload.Length >> (8 * i)));
        if (masked)
            frame.AddRange(Mask);
        for (var i = 0; i < payload.Length; i++)
            frame.Add((byte)(payload[i] ^ (masked ? Mask[i & 3] : 0)));
        return [.. frame];
    }

    public static byte[] TextFrame(string text, bool final = true, int opcode = Text) => Frame(opcode, Encoding.UTF8.GetBytes(text), final);

    public static byte[] CloseFrame(int code, string reason = "")
    {
        byte[] payload = [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)];
        return Frame(Close, payload);
    }

    public async Task Send(params byte[] bytes) => await stream.WriteAsync(bytes, Ct);

    public Task Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public Task SendText(string text) => Send(TextFrame(text));

    public async Task Handshake(string path)
    {
        await Send(Request(path));
        var (status, headers) = await ReadHead();
        Assert.Equal(101, status);
        Assert.Equal(Accept, headers["Sec-WebSocket-Accept"]);
    }

    /// <summary>Reads an HTTP answer's status and headers.</summary>
    public async Task<(int Status, Dictionary<string, string> Headers)> ReadHead()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)(await ReadBytes(1, "an HTTP answer"))[0]);
        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        return (int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers);
    }

    /// <summary>Reads an HTTP answer with its body, which must tell its length or be chunked in one piece.</summary>
    public async Task<(int Status, Dictionary<string, string> Headers, string Body)> ReadAnswer()
    {
        var (status, headers) = await ReadHead();
        if (headers.TryGetValue("Content-Length", out var length))
        {
            var body = await ReadBytes(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture), "an HTTP body");
            return (status, headers, Encoding.UTF8.GetString(body));
        }
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
            text.Append((char)(await ReadBytes(1, "an HTTP chunk"))[0]);
        return (status, headers, text.ToString().Split("\r\n")[1]);
    }

    public async Task<Received> Read(string what = "a frame")
    {
        var start = await ReadBytes(2, what);
        Assert.Equal(0, start[1] & 0x80);
        long length = start[1] & 0x7F;
        if (length == 126)
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadBytes(2, what));
        else if (length == 127)
            length = BinaryPrimitives.ReadInt64BigEndian(await ReadBytes(8, what));
        return new Received(start[0], await ReadBytes((int)length, what));
    }

    /// <summary>Reads on until a close frame and answers its code.</summary>
    public async Task<int> ReadClose()
    {
        while (true)
        {
            var frame = await Read("a close frame");
            if (frame.Opcode == Close)
                return frame.CloseCode;
        }
    }

    /// <summary>The server closes its side, with nothing further.</summary>
    public async Task ExpectEnd()
    {
        var rest = new byte[1];
        Assert.Equal(0, await Await.For(input.ReadAsync(rest, Ct).AsTask(), "the server to close the connection"));
    }

    /// <summary>The connection ends, whether in order or not, whatever comes first.</summary>
    public async Task ExpectGone()
    {
        var rest = new byte[64 * 1024];
        try
        {
            while (await Await.For(input.ReadAsync(rest, Ct).AsTask(), "the connection to end") > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset.
        }
    }

    public void ShutdownSend() => tcp.Client.Shutdown(SocketShutdown.Send);

    public void ReceiveLittle() => tcp.Client.ReceiveBufferSize = 4096;

    public void Dispose() => tcp.Dispose();

    private async Task<byte[]> ReadBytes(int count, string what)
    {
        var bytes = new byte[count];
        await Await.For(input.ReadExactlyAsync(bytes, Ct).AsTask(), what);
        return bytes;
    }
}
