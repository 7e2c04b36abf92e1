using System.Buffers;
using System.Text;
using Chat.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>The pure parts.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65535, 4)]
    [InlineData(65536, 10)]
    public void Text_frame_has_the_shortest_header(int length, int header)
    {
        var frame = ServerFrame.Text(new byte[length]);
        Assert.Equal(header + length, frame.Length);
        Assert.Equal(frame.Length, ServerFrame.TextSize(length));
        Assert.Equal(0x81, frame[0]);
    }

    [Fact]
    public void Frames_are_byte_for_byte_those_of_the_rfc()
    {
        Assert.Equal([0x81, 0x05, .. "Hello"u8], ServerFrame.Text("Hello"u8));
        Assert.Equal([0x89, 0x08, 1, 2, 3, 4, 5, 6, 7, 8], ServerFrame.Ping(0x0102030405060708));
        Assert.Equal([0x88, 0x05, 0x0F, 0xA1, .. "bye"u8], ServerFrame.Close(4001, "bye"));
    }

    [Fact]
    public void Close_reason_is_cut_between_two_characters()
    {
        var frame = ServerFrame.Close(1000, new string('é', 100));
        // 61 characters of two bytes; the 62nd would be half.
        Assert.Equal(4 + 122, frame.Length);
        Assert.Equal(new string('é', 61), Encoding.UTF8.GetString(frame.AsSpan(4)));
    }

    [Fact]
    public void Masking_any_length_at_any_place_is_undone_by_masking()
    {
        var random = new Random(6455);
        for (var length = 0; length < 100; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            var mask = new byte[4];
            random.NextBytes(mask);
            var masked = data.ToArray();
            Masking.Apply(masked, BitConverter.ToUInt32(mask));
            Assert.Equal(data.Select((b, i) => (byte)(b ^ mask[i & 3])), masked);
            Masking.Apply(masked, BitConverter.ToUInt32(mask));
            Assert.Equal(data, masked);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(70_000)]
    public void Header_is_read_alike_however_it_is_cut(int length)
    {
        var bytes = RawClient.Frame(RawClient.Text, new byte[length]);
        var headerSize = bytes.Length - length;
        for (var have = 0; have < headerSize; have++)
            Assert.Equal(HeaderRead.NeedMore, ClientFrame.TryRead(Cut(bytes.AsMemory(0, have), have / 2), out _, out _));
        for (var at = 0; at <= headerSize; at++)
        {
            Assert.Equal(HeaderRead.Whole, ClientFrame.TryRead(Cut(bytes, at), out var frame, out _));
            Assert.Equal((RawClient.Text, (long)length, headerSize), ((int)frame.Opcode, frame.Length, frame.HeaderSize));
        }
    }

    [Theory]
    [InlineData(4000, false)]
    [InlineData(4499, false)]
    [InlineData(4500, true)]
    [InlineData(4999, true)]
    [InlineData(1001, false)]
    public void Range_of_a_close_code_tells_whether_to_come_back(int code, bool isFinal) => Assert.Equal(isFinal, CloseCodes.IsFinal(code));

    [Fact]
    public void Options_are_bound_from_their_section_and_wrong_ones_refused()
    {
        var options = Options(("Chat:Sockets:MaxMessageBytes", "32768"), ("Chat:Sockets:PingInterval", "00:00:10"));
        Assert.Equal((32768, TimeSpan.FromSeconds(10)), (options.MaxMessageBytes, options.PingInterval));
        Assert.Null(options.OriginAllowed);
        Assert.False(options.Echo);

        var refused = Assert.Throws<OptionsValidationException>(
            () => Options(("Chat:Sockets:PingInterval", "00:00:30"), ("Chat:Sockets:HardLimitBytes", "10")));
        Assert.Equal(2, refused.Failures.Count());
    }

    private static SocketOptions Options(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddSockets().BuildServiceProvider();
        return services.GetRequiredService<IOptions<SocketOptions>>().Value;
    }

    private static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, int at)
    {
        var first = new Segment(bytes[..at]);
        var last = first.Append(bytes[at..]);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
