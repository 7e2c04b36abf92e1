using System.Buffers.Binary;
using System.Text;
using Chat.Sockets;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>RFC 6455 byte by byte, against the echo endpoint; the same for both ways that a socket comes in.</summary>
public abstract class FrameConformance
{
    private protected abstract bool ViaHttp { get; }

    private protected Task<SocketServer> Start(Action<SocketOptions>? options = null) => SocketServer.Start(options, viaHttp: ViaHttp);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(16 * 1024)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(200_000)]
    public async Task Message_of_any_length_comes_back(int length)
    {
        await using var server = await Start(options => options.MaxMessageBytes = Math.Max(16 * 1024, length));
        using var client = await server.Open();
        var text = new string('x', length);
        await client.SendText(text);
        var frame = await client.Read();
        Assert.Equal(0x81, frame.First);
        Assert.Equal(text, frame.Text);
    }

    [Fact]
    public async Task Messages_sent_at_once_come_back_in_order()
    {
        await using var server = await Start();
        using var client = await server.Open();
        byte[] all = [.. Enumerable.Range(0, 500).SelectMany(i => RawClient.TextFrame($"message {i}"))];
        await client.Send(all);
        for (var i = 0; i < 500; i++)
            Assert.Equal($"message {i}", (await client.Read()).Text);
    }

    [Fact]
    public async Task Frame_that_arrives_byte_by_byte_is_understood()
    {
        await using var server = await Start();
        using var client = await server.Open();
        foreach (var b in RawClient.TextFrame(new string('y', 130)))
            await client.Send(b);
        Assert.Equal(130, (await client.Read()).Payload.Length);
    }

    [Fact]
    public async Task Fragments_are_joined_and_pings_between_them_answered_first()
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.TextFrame("one ", final: false));
        await client.Send(RawClient.Frame(RawClient.Ping, "between"u8));
        await client.Send(RawClient.TextFrame("", final: false, RawClient.Continuation));
        await client.Send(RawClient.TextFrame("two ", final: false, RawClient.Continuation));
        await client.Send(RawClient.TextFrame("three", final: true, RawClient.Continuation));
        var pong = await client.Read();
        Assert.Equal((0x8A, "between"), (pong.First, pong.Text));
        Assert.Equal("one two three", (await client.Read()).Text);
        await client.SendText("next");
        Assert.Equal("next", (await client.Read()).Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(125)]
    public async Task Ping_is_answered_with_its_own_bytes(int length)
    {
        await using var server = await Start();
        using var client = await server.Open();
        var payload = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
        await client.Send(RawClient.Frame(RawClient.Ping, payload));
        var pong = await client.Read();
        Assert.Equal(0x8A, pong.First);
        Assert.Equal(payload, pong.Payload);
    }

    [Fact]
    public async Task Pong_that_nobody_asked_for_is_passed_over()
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.Frame(RawClient.Pong, "whatever"u8));
        await client.Send(RawClient.Frame(RawClient.Pong, "odd length"u8));
        await client.SendText("still here");
        Assert.Equal("still here", (await client.Read()).Text);
    }

    public static TheoryData<string, byte[]> ProtocolErrors => new()
    {
        { "reserved bit 1", RawClient.Frame(RawClient.Text, "x"u8, reserved: 4) },
        { "reserved bit 2", RawClient.Frame(RawClient.Text, "x"u8, reserved: 2) },
        { "reserved bit 3", RawClient.Frame(RawClient.Text, "x"u8, reserved: 1) },
        { "reserved bit on ping", RawClient.Frame(RawClient.Ping, "x"u8, reserved: 4) },
        { "opcode 3", RawClient.Frame(3, "x"u8) },
        { "opcode 7", RawClient.Frame(7, "x"u8) },
        { "opcode 11", RawClient.Frame(11, "x"u8) },
        { "opcode 15", RawClient.Frame(15, "x"u8) },
        { "unmasked text", RawClient.Frame(RawClient.Text, "x"u8, masked: false) },
        { "unmasked ping", RawClient.Frame(RawClient.Ping, "x"u8, masked: false) },
        { "unmasked close", RawClient.Frame(RawClient.Close, [3, 232], masked: false) },
        { "ping of 126 bytes", RawClient.Frame(RawClient.Ping, new byte[126]) },
        { "close of 126 bytes", RawClient.Frame(RawClient.Close, [3, 232, .. new byte[124]]) },
        { "fragmented ping", RawClient.Frame(RawClient.Ping, "x"u8, final: false) },
        { "fragmented close", RawClient.Frame(RawClient.Close, [3, 232], final: false) },
        { "length 5 in two bytes", RawClient.Frame(RawClient.Text, "12345"u8, lengthBytes: 2) },
        { "length 5 in eight bytes", RawClient.Frame(RawClient.Text, "12345"u8, lengthBytes: 8) },
        { "length 300 in eight bytes", RawClient.Frame(RawClient.Text, new byte[300], lengthBytes: 8) },
        { "length with its highest bit", [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5] },
        { "continuation of nothing", RawClient.TextFrame("x", true, RawClient.Continuation) },
        { "unfinished continuation of nothing", RawClient.TextFrame("x", false, RawClient.Continuation) },
        { "text inside text", [.. RawClient.TextFrame("a", final: false), .. RawClient.TextFrame("b")] },
        { "close with half a code", RawClient.Frame(RawClient.Close, [3]) },
    };

    [Theory]
    [MemberData(nameof(ProtocolErrors), DisableDiscoveryEnumeration = true)]
    public async Task Protocol_error_closes_with_1002(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        await using var server = await Start();
        using var client = await server.Open();
        await client.SendText("before");
        Assert.Equal("before", (await client.Read()).Text);
        // What follows in the same packet is not served.
        await client.Send([.. bytes, .. RawClient.TextFrame("after")]);
        var frame = await client.Read(what);
        Assert.Equal((RawClient.Close, CloseCodes.ProtocolError), (frame.Opcode, frame.CloseCode));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(1016)]
    [InlineData(1100)]
    [InlineData(2000)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65535)]
    public async Task Close_code_that_may_not_be_sent_is_a_protocol_error(int code)
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.CloseFrame(code));
        Assert.Equal(CloseCodes.ProtocolError, (await client.Read()).CloseCode);
        await client.ExpectEnd();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1011)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(3999)]
    [InlineData(4000)]
    [InlineData(4999)]
    public async Task Close_is_answered_with_its_code_and_the_connection_ends(int code)
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.CloseFrame(code, "bye, Jürgen"));
        var frame = await client.Read();
        Assert.Equal((RawClient.Close, code), (frame.Opcode, frame.CloseCode));
        await client.ExpectEnd();
    }

    [Fact]
    public async Task Close_without_a_code_is_answered_without_one()
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.Frame(RawClient.Close, []));
        var frame = await client.Read();
        Assert.Equal((RawClient.Close, 0), (frame.Opcode, frame.Payload.Length));
        await client.ExpectEnd();
    }

    [Fact]
    public async Task Close_reason_that_is_not_utf8_is_answered_with_1007()
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.Frame(RawClient.Close, [3, 232, 0xC3, 0x28]));
        Assert.Equal(CloseCodes.InvalidPayload, (await client.Read()).CloseCode);
        await client.ExpectEnd();
    }

    [Fact]
    public async Task Nothing_after_a_close_frame_is_served()
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send([.. RawClient.CloseFrame(1000), .. RawClient.TextFrame("late"), .. RawClient.Frame(RawClient.Ping, "late"u8)]);
        Assert.Equal(1000, (await client.Read()).CloseCode);
        await client.ExpectGone();
    }

    [Fact]
    public async Task Binary_message_closes_with_1003()
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.Frame(RawClient.Binary, "x"u8));
        Assert.Equal(CloseCodes.UnsupportedData, (await client.Read()).CloseCode);
        await client.Send(RawClient.CloseFrame(1003));
        await client.ExpectEnd();
    }

    public static TheoryData<string, byte[]> NotUtf8 => new()
    {
        { "lone continuation", [0x80] },
        { "overlong slash", [0xC0, 0xAF] },
        { "surrogate half", [0xED, 0xA0, 0x80] },
        { "above U+10FFFF", [0xF4, 0x90, 0x80, 0x80] },
        { "truncated", [.. "abc"u8, 0xE2, 0x82] },
        { "byte FF", [0xFF] },
        { "long text with one bad byte", [.. Encoding.UTF8.GetBytes(new string('a', 9000)), 0xFE, .. "tail"u8] },
    };

    [Theory]
    [MemberData(nameof(NotUtf8), DisableDiscoveryEnumeration = true)]
    public async Task Text_that_is_not_utf8_closes_with_1007(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.Frame(RawClient.Text, bytes));
        Assert.Equal(CloseCodes.InvalidPayload, (await client.Read(what)).CloseCode);
        await client.Send(RawClient.CloseFrame(1007));
        await client.ExpectEnd();
    }

    [Fact]
    public async Task Character_split_over_fragments_is_whole_again()
    {
        await using var server = await Start();
        using var client = await server.Open();
        var text = Encoding.UTF8.GetBytes("κόσμε 🚀");
        for (var i = 0; i < text.Length; i++)
            await client.Send(RawClient.Frame(i == 0 ? RawClient.Text : RawClient.Continuation, text.AsSpan(i, 1), final: i == text.Length - 1));
        Assert.Equal("κόσμε 🚀", (await client.Read()).Text);
    }

    [Fact]
    public async Task Character_cut_off_at_the_end_of_the_last_fragment_closes_with_1007()
    {
        await using var server = await Start();
        using var client = await server.Open();
        await client.Send(RawClient.Frame(RawClient.Text, [0xE2], final: false));
        await client.Send(RawClient.Frame(RawClient.Continuation, [0x82]));
        Assert.Equal(CloseCodes.InvalidPayload, (await client.Read()).CloseCode);
    }

    [Fact]
    public async Task Message_longer_than_the_limit_closes_with_1009_before_it_has_come()
    {
        await using var server = await Start(options => options.MaxMessageBytes = 1000);
        using var client = await server.Open();
        var header = RawClient.Frame(RawClient.Text, new byte[1001]).AsSpan(0, 8).ToArray();
        await client.Send(header);
        Assert.Equal(CloseCodes.MessageTooBig, (await client.Read()).CloseCode);
        // The rest of the frame still comes, then the answer; the server keeps step and ends in order.
        await client.Send(new byte[1001]);
        await client.Send(RawClient.CloseFrame(1009));
        await client.ExpectEnd();
    }

    [Fact]
    public async Task Fragments_longer_than_the_limit_together_close_with_1009()
    {
        await using var server = await Start(options => options.MaxMessageBytes = 1000);
        using var client = await server.Open();
        await client.Send(RawClient.Frame(RawClient.Text, new byte[600], final: false));
        await client.Send(RawClient.Frame(RawClient.Continuation, new byte[401]));
        Assert.Equal(CloseCodes.MessageTooBig, (await client.Read()).CloseCode);
    }

    [Fact]
    public async Task Enormous_length_is_refused_at_once()
    {
        await using var server = await Start();
        using var client = await server.Open();
        var header = new byte[14];
        header[0] = 0x81;
        header[1] = 0xFF;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), long.MaxValue);
        await client.Send(header);
        Assert.Equal(CloseCodes.MessageTooBig, (await client.Read()).CloseCode);
    }

    [Fact]
    public async Task Client_that_does_not_answer_a_close_frame_is_left_after_a_while()
    {
        await using var server = await Start(options =>
        {
            options.CloseTimeout = TimeSpan.FromMilliseconds(300);
            options.SweepInterval = TimeSpan.FromMilliseconds(50);
        });
        using var client = await server.Open();
        await client.Send(RawClient.Frame(3, "x"u8));
        Assert.Equal(CloseCodes.ProtocolError, await client.ReadClose());
        await client.ExpectEnd();
        await Await.Until(() => server.Registry.Count == 0, "the socket is forgotten");
    }

    [Fact]
    public async Task Session_hears_once_of_every_kind_of_end()
    {
        await using var server = await Start();
        using (var broken = await server.Open("/test/"))
        {
            var session = await server.Sessions.Next();
            broken.Dispose();
            await session.Closed;
            Assert.Equal(CloseCodes.Abnormal, session.Connection.CloseCode);
            Assert.Equal(1, session.TimesClosed);
        }
        using (var polite = await server.Open("/test/"))
        {
            var session = await server.Sessions.Next();
            await polite.Send(RawClient.CloseFrame(1001));
            await session.Closed;
            Assert.Equal(1001, session.Connection.CloseCode);
            Assert.False(session.Connection.Send(ServerFrame.Text("late"u8), ephemeral: false));
        }
        using (var halfClosed = await server.Open("/test/"))
        {
            var session = await server.Sessions.Next();
            halfClosed.ShutdownSend();
            await session.Closed;
        }
        using (var told = await server.Open("/test/"))
        {
            var session = await server.Sessions.Next();
            session.Connection.Close(CloseCodes.TokenRevoked, "the token was revoked");
            session.Connection.Close(CloseCodes.Normal, "too late");
            Assert.Equal(CloseCodes.TokenRevoked, await told.ReadClose());
            await told.SendText("not delivered");
            await told.Send(RawClient.CloseFrame(4500));
            await session.Closed;
            Assert.Equal(CloseCodes.TokenRevoked, session.Connection.CloseCode);
            Assert.Equal(1, session.TimesClosed);
            await told.ExpectEnd();
        }
        await Await.Until(() => server.Registry.Count == 0, "all sockets are forgotten");
    }

    [Fact]
    public async Task Rejected_frame_is_told_to_the_session_before_the_close()
    {
        await using var server = await Start(options => options.MaxMessageBytes = 200);
        foreach (var (bytes, fault) in new[]
        {
            (RawClient.Frame(RawClient.Binary, "x"u8), SocketFault.Binary),
            (RawClient.Frame(RawClient.Text, new byte[201]), SocketFault.MessageTooLarge),
            (RawClient.Frame(RawClient.Text, [0xFF]), SocketFault.InvalidUtf8),
            (RawClient.Frame(5, "x"u8), SocketFault.Protocol),
        })
        {
            using var client = await server.Open("/test/");
            var session = await server.Sessions.Next();
            await client.Send(bytes);
            Assert.Equal($"rejected:{fault}", await session.Next());
            await client.ReadClose();
        }
    }

    [Fact]
    public async Task Session_that_throws_closes_with_1011()
    {
        await using var server = await Start();
        server.Sessions.Receiving = (_, _) => throw new InvalidDataException("a fault of ours");
        using var client = await server.Open("/test/");
        await client.SendText("x");
        Assert.Equal(CloseCodes.InternalError, await client.ReadClose());
        await client.Send(RawClient.CloseFrame(1011));
        await client.ExpectEnd();
        await (await server.Sessions.Next()).Closed;
    }

    [Fact]
    public async Task Endpoint_that_throws_closes_with_1011_and_one_that_declines_ends_in_order()
    {
        await using var server = await Start();
        server.Sessions.Opening = _ => throw new InvalidDataException("a fault of ours");
        using var failed = await server.Open("/test/");
        Assert.Equal(CloseCodes.InternalError, await failed.ReadClose());

        server.Sessions.Opening = connection =>
        {
            connection.Send(ServerFrame.Text("no"u8), ephemeral: false);
            connection.Close(CloseCodes.TicketRefused, "the ticket has expired");
            return Task.FromResult(false);
        };
        using var declined = await server.Open("/test/ticket");
        Assert.Equal("no", (await declined.Read()).Text);
        Assert.Equal(CloseCodes.TicketRefused, await declined.ReadClose());
        await declined.SendText("a frame under way");
        await declined.Send(RawClient.CloseFrame(4004));
        await declined.ExpectEnd();
    }

    [Fact]
    public async Task Session_sees_path_and_query_as_sent()
    {
        await using var server = await Start();
        using var plain = await server.Open("/test/T1-abc%2Fd");
        var session = await server.Sessions.Next();
        Assert.Equal(("/test/T1-abc%2Fd", ""), (session.Path, session.Query));
        using var bare = await server.Open("/test/t?");
        session = await server.Sessions.Next();
        Assert.Equal(("/test/t", ""), (session.Path, session.Query));
        using var full = await server.Open("/test/t?offset=T0000001A-3-1700000000.000100&x=%20");
        session = await server.Sessions.Next();
        Assert.Equal("offset=T0000001A-3-1700000000.000100&x=%20", session.Query);
        Assert.Equal("127.0.0.1", session.Connection.RemoteAddress);
    }

    [Fact]
    public async Task Pong_carries_the_token_back_and_proves_what_came_before()
    {
        await using var server = await Start();
        using var client = await server.Open("/test/");
        var session = await server.Sessions.Next();
        session.Connection.Send(ServerFrame.Text("data"u8), ephemeral: false);
        session.Connection.Ping(0x0123456789ABCDEF);
        Assert.Equal("data", (await client.Read()).Text);
        var ping = await client.Read();
        Assert.Equal((0x89, 8), (ping.First, ping.Payload.Length));
        await client.Send(RawClient.Frame(RawClient.Pong, ping.Payload));
        Assert.Equal($"pong:{0x0123456789ABCDEF}", await session.Next());
    }

    [Fact]
    public async Task Next_message_waits_until_the_session_is_done_with_the_last()
    {
        await using var server = await Start();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;
        server.Sessions.Receiving = async (_, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await gate.Task;
            Interlocked.Decrement(ref running);
        };
        using var client = await server.Open("/test/");
        var session = await server.Sessions.Next();
        await client.Send([.. RawClient.TextFrame("1"), .. RawClient.TextFrame("2"), .. RawClient.TextFrame("3")]);
        Assert.Equal("text:1", await session.Next());
        gate.SetResult();
        Assert.Equal("text:2", await session.Next());
        Assert.Equal("text:3", await session.Next());
    }
}

/// <summary>Taken from the connection before HTTP sees it.</summary>
public sealed class ConnectionConformanceTests : FrameConformance
{
    private protected override bool ViaHttp => false;
}

/// <summary>Upgraded by HTTP/1.1.</summary>
public sealed class UpgradeConformanceTests : FrameConformance
{
    private protected override bool ViaHttp => true;
}
