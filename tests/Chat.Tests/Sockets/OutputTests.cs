using System.Text;
using Chat.Sockets;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>What happens to a reader that does not read, and that nobody else notices.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Slow_reader_is_closed_with_4001_and_others_are_unaffected(bool viaHttp)
    {
        await using var server = await SocketServer.Start(viaHttp: viaHttp);
        using var slow = await server.Open("/test/slow");
        var slowSession = await server.Sessions.Next();
        using var quick = await server.Open("/test/quick");
        var quickSession = await server.Sessions.Next();

        var sent = SendUntilRefused(slowSession.Connection);
        Assert.True(slowSession.Connection.IsClosed);
        Assert.Equal(CloseCodes.SlowReader, slowSession.Connection.CloseCode);
        // What waited was given up in favour of the close frame; only the flush that is under way still counts.
        Assert.True(slowSession.Connection.PendingBytes < 200_000, $"{slowSession.Connection.PendingBytes} bytes are still pending.");

        Assert.True(quickSession.Connection.Send(ServerFrame.Text("at once"u8), ephemeral: false));
        Assert.Equal("at once", (await quick.Read()).Text);

        // The slow one reads at last: whole frames, fewer than were sent, then the reason.
        var received = 0;
        Received frame;
        while ((frame = await slow.Read()).Opcode == RawClient.Text)
        {
            Assert.Equal(1020, frame.Payload.Length);
            received++;
        }
        Assert.Equal((RawClient.Close, CloseCodes.SlowReader), (frame.Opcode, frame.CloseCode));
        Assert.InRange(received, 1, sent);
        await slow.Send(RawClient.CloseFrame(4001));
        await slow.ExpectEnd();
        await slowSession.Closed;
    }

    [Fact]
    public async Task Ephemeral_frames_are_dropped_first()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Open("/test/");
        var connection = (await server.Sessions.Next()).Connection;
        Filling.Fill(connection, 300 * 1024);
        Assert.False(connection.Send(ServerFrame.Text("typing"u8), ephemeral: true));
        Assert.False(connection.IsClosed);
        Assert.True(connection.Send(ServerFrame.Text("lasting"u8), ephemeral: false));

        // All that was lasting arrives, and when it has, ephemeral frames pass again.
        Received frame;
        do
        {
            frame = await client.Read();
            Assert.NotEqual("typing", frame.Text);
        }
        while (frame.Text != "lasting");
        await Await.Until(() => connection.PendingBytes == 0, "everything is taken");
        Assert.True(connection.Send(ServerFrame.Text("typing again"u8), ephemeral: true));
        Assert.Equal("typing again", (await client.Read()).Text);
    }

    [Fact]
    public async Task Order_is_kept_while_a_reader_falls_behind_and_catches_up()
    {
        await using var server = await SocketServer.Start(options => options.HardLimitBytes = 64 * 1024 * 1024);
        using var client = await server.Open("/test/");
        var connection = (await server.Sessions.Next()).Connection;
        const int Senders = 4, Each = 4000;
        var padding = new string('.', 1500);
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(
            () =>
            {
                for (var i = 0; i < Each; i++)
                    Assert.True(connection.Send(ServerFrame.Text(Encoding.ASCII.GetBytes($"{sender} {i} {padding}")), ephemeral: false));
            },
            TestContext.Current.CancellationToken)).ToArray();
        var next = new int[Senders];
        for (var n = 0; n < Senders * Each; n++)
        {
            var parts = (await client.Read()).Text.Split(' ');
            var sender = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(next[sender]++, int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        }
        await Await.For(Task.WhenAll(senders), "all senders");
    }

    [Fact]
    public async Task Replay_that_waits_for_room_is_not_taken_for_a_slow_reader()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Open("/test/");
        var connection = (await server.Sessions.Next()).Connection;
        const int Frames = 20_000;
        var replay = Task.Run(async () =>
        {
            for (var i = 0; i < Frames; i++)
            {
                Assert.True(await connection.WhenBelow(64 * 1024, TestContext.Current.CancellationToken));
                Assert.True(connection.Send(Filling.Kilobyte, ephemeral: false));
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < Frames; i++)
            Assert.Equal(1020, (await client.Read()).Payload.Length);
        await Await.For(replay, "the replay");
        Assert.True(await connection.WhenBelow(1, CancellationToken.None));
    }

    [Fact]
    public async Task Waiting_for_room_ends_when_the_socket_does()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Open("/test/");
        var session = await server.Sessions.Next();
        await Filling.FillForGood(session.Connection, 100_000);
        var waiting = session.Connection.WhenBelow(1, TestContext.Current.CancellationToken).AsTask();
        client.Dispose();
        Assert.False(await Await.For(waiting, "the wait for room"));
        await session.Closed;
    }

    [Fact]
    public async Task Frame_longer_than_the_limit_reaches_a_reader_that_has_nothing_pending()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Open("/test/");
        var connection = (await server.Sessions.Next()).Connection;
        Assert.True(connection.Send(ServerFrame.Text(new byte[3_000_000]), ephemeral: false));
        Assert.Equal(3_000_000, (await client.Read()).Payload.Length);
    }

    [Fact]
    public async Task Close_comes_after_everything_that_was_sent()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Open("/test/");
        var connection = (await server.Sessions.Next()).Connection;
        var sent = Filling.Fill(connection, 500_000);
        connection.Close(CloseCodes.ServerDraining, "out of service");
        Assert.False(connection.Send(Filling.Kilobyte, ephemeral: false));
        for (var i = 0; i < sent; i++)
            Assert.Equal(1020, (await client.Read()).Payload.Length);
        Assert.Equal(CloseCodes.ServerDraining, (await client.Read()).CloseCode);
    }

    [Fact]
    public async Task Pings_of_a_client_that_reads_no_answers_end_it_like_any_slow_reader()
    {
        await using var server = await SocketServer.Start(options => options.HardLimitBytes = options.SoftLimitBytes = 32 * 1024);
        using var client = await server.Open("/test/");
        var session = await server.Sessions.Next();
        byte[] pings = [.. Enumerable.Repeat(RawClient.Frame(RawClient.Ping, new byte[125]), 1000).SelectMany(frame => frame)];
        var flood = Task.Run(async () =>
        {
            while (!session.Connection.IsClosed)
                await client.Send(pings);
        }, TestContext.Current.CancellationToken);
        await Await.For(flood, "the flood to be refused");
        Assert.Equal(CloseCodes.SlowReader, session.Connection.CloseCode);
    }

    private static int SendUntilRefused(SocketConnection connection)
    {
        var sent = 0;
        while (connection.Send(Filling.Kilobyte, ephemeral: false))
            Assert.True(sent++ < 200_000, "The network takes everything.");
        return sent;
    }
}
