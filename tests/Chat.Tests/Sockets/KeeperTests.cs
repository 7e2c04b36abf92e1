using Chat.Sockets;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>The one loop's decisions, with a clock of the test's own.</summary>
public sealed class KeeperTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public async Task Ping_is_sent_when_none_was_for_25_seconds()
    {
        await using var server = await SocketServer.Start(clock: clock);
        using var client = await server.Open("/test/");
        var session = await server.Sessions.Next();
        Pass(server, 24);
        session.Connection.Send(ServerFrame.Text("no ping before this"u8), ephemeral: false);
        Assert.Equal("no ping before this", (await client.Read()).Text);
        Pass(server, 1);
        var ping = await client.Read();
        Assert.Equal((0x89, 0), (ping.First, ping.Payload.Length));

        // A ping of the session's counts as well.
        Pass(server, 20);
        session.Connection.Ping(1);
        Assert.Equal(8, (await client.Read()).Payload.Length);
        Pass(server, 20);
        session.Connection.Send(ServerFrame.Text("none here either"u8), ephemeral: false);
        Assert.Equal("none here either", (await client.Read()).Text);

        // The pong to a keep-alive ping is not the session's business.
        await client.Send(RawClient.Frame(RawClient.Pong, []));
        await client.SendText("next");
        Assert.Equal("text:next", await session.Next());
    }

    [Fact]
    public async Task Client_that_is_silent_for_75_seconds_is_cut_off()
    {
        await using var server = await SocketServer.Start(clock: clock);
        using var silent = await server.Open("/test/");
        var silentSession = await server.Sessions.Next();
        using var alive = await server.Open("/test/");
        var aliveSession = await server.Sessions.Next();
        for (var i = 0; i < 4; i++)
        {
            Pass(server, 24);
            await alive.SendText($"{i}");
            Assert.Equal($"text:{i}", await aliveSession.Next());
        }
        await silentSession.Closed;
        await silent.ExpectGone();
        Assert.Equal(CloseCodes.Abnormal, silentSession.Connection.CloseCode);
        Assert.False(aliveSession.Connection.IsClosed);
        await Await.Until(() => server.Registry.Count == 1, "the silent one is forgotten");
    }

    [Fact]
    public async Task Client_is_not_blamed_for_silence_while_its_message_is_being_served()
    {
        await using var server = await SocketServer.Start(clock: clock);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Sessions.Receiving = (_, _) => gate.Task;
        using var client = await server.Open("/test/");
        var session = await server.Sessions.Next();
        await client.SendText("slow");
        Assert.Equal("text:slow", await session.Next());
        Pass(server, 100);
        gate.SetResult();
        await client.SendText("next");
        Assert.Equal("text:next", await session.Next());
        Pass(server, 60);
        Assert.False(session.Connection.IsClosed);
    }

    [Fact]
    public async Task Reader_that_takes_nothing_for_30_seconds_is_cut_off()
    {
        await using var server = await SocketServer.Start(options => options.ReceiveTimeout = TimeSpan.FromDays(1), clock);
        using var stuck = await server.Open("/test/");
        var session = await server.Sessions.Next();
        await Filling.FillForGood(session.Connection, 200_000);
        Pass(server, 29);
        Assert.False(session.Connection.IsClosed);
        // What the network still took after the last send counts as progress, and begins the time anew.
        await Await.Until(
            () =>
            {
                Pass(server, 31);
                return session.Closed.IsCompleted;
            },
            "the stuck one is cut off");
        await Await.Until(() => server.Registry.Count == 0, "the stuck one is forgotten");
    }

    [Fact]
    public async Task Client_that_answers_no_close_frame_is_left_and_sees_the_reason()
    {
        await using var server = await SocketServer.Start(options => options.CloseTimeout = TimeSpan.FromSeconds(5), clock);
        using var client = await server.Open("/test/");
        var session = await server.Sessions.Next();
        session.Connection.Close(CloseCodes.AccountInactive, "the account was deactivated");
        Pass(server, 4);
        Assert.Equal(1, server.Registry.Count);
        Pass(server, 2);
        await session.Closed;
        var frame = await client.Read();
        Assert.Equal((CloseCodes.AccountInactive, "the account was deactivated"), (frame.CloseCode, frame.CloseReason));
        await client.ExpectEnd();
    }

    [Fact]
    public async Task Drain_closes_all_evenly_over_its_time()
    {
        await using var server = await SocketServer.Start();
        var clients = new List<RawClient>();
        for (var i = 0; i < 40; i++)
            clients.Add(await server.Open());
        Assert.Equal(40, server.Registry.Count);
        var start = TimeProvider.System.GetTimestamp();
        var over = TimeSpan.FromMilliseconds(600);
        var drain = server.Registry.CloseAll(CloseCodes.ServerDraining, "out of service", over, TestContext.Current.CancellationToken);
        var codes = await Await.For(Task.WhenAll(clients.Select(client => client.ReadClose())), "all close frames");
        Assert.All(codes, code => Assert.Equal(CloseCodes.ServerDraining, code));
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(15));
        await Await.For(drain, "the drain");
        clients.ForEach(client => client.Dispose());
        await Await.Until(() => server.Registry.Count == 0, "all are forgotten");
    }

    [Fact]
    public async Task Stopping_host_tells_its_sockets_to_go_elsewhere()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Open("/test/");
        var session = await server.Sessions.Next();
        var stopping = server.Stop();
        Assert.Equal(CloseCodes.ServerDraining, await client.ReadClose());
        await client.Send(RawClient.CloseFrame(4002));
        await client.ExpectEnd();
        await session.Closed;
        await Await.For(stopping, "the host to stop");
    }

    private void Pass(SocketServer server, int seconds)
    {
        clock.Advance(TimeSpan.FromSeconds(seconds));
        server.Keeper.Sweep();
    }
}
