using System.IO.Pipelines;
using System.Text;
using Chat.Limits;
using Chat.Sessions;
using Chat.Sockets;
using Chat.Teams;
using Chat.Tests.Teams;
using Chat.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Chat.Tests.Telemetry;
using Xunit;

namespace Chat.Tests.Sessions;

/// <summary>Events that go out together must be what they would have been one by one.</summary>
public sealed class FanOutTests
{
    [Fact]
    public void A_run_ends_where_the_readers_or_the_routing_change()
    {
        Assert.Equal(3, Run(Happenings.In(Happenings.Lobby, 1), Happenings.In(Happenings.Lobby, 2), Happenings.In(Happenings.Lobby, 3)));
        Assert.Equal(2, Run(Happenings.ToTeam(1), Happenings.ToTeam(2), Happenings.In(Happenings.Lobby, 3)));
        Assert.Equal(1, Run(Happenings.In(Happenings.Lobby, 1), Happenings.In(Happenings.Cellar, 2)));
        Assert.Equal(1, Run(Happenings.Typing(Happenings.Ann, Happenings.Lobby), Happenings.Typing(Happenings.Ann, Happenings.Lobby)));
        Assert.Equal(1, Run(Happenings.ToUser(Happenings.Ann, 1), Happenings.ToUser(Happenings.Bob, 2)));
        Assert.Equal(1, Run(Happenings.In(Happenings.Lobby, 1), Happenings.Left(Happenings.Ann, Happenings.Lobby, 2), Happenings.In(Happenings.Lobby, 3)));
        Assert.Equal(1, Run(Happenings.Joined(Happenings.Ann, Happenings.Lobby, 1), Happenings.In(Happenings.Lobby, 2)));
    }

    [Fact]
    public void A_run_is_bounded_in_bytes()
    {
        var large = Enumerable.Range(1, 100).Select(second => Happenings.ToTeam(second, bytes: 1_000)).ToArray();
        Assert.Equal(65, Delivery.RunAtFrontOf(large));
        Assert.Equal(1, Run(Happenings.ToTeam(1, bytes: 100_000), Happenings.ToTeam(2)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Sessions_receive_the_same_bytes_together_as_one_by_one(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var events = Enumerable.Range(1, random.Next(1, 40)).Select(second => Any(random, second)).ToArray();
            var skipUntil = Happenings.At(random.Next(0, 10));
            Room together = new(skipUntil), single = new(skipUntil);
            var handed = together.Audience.Deliver(events);
            var singly = events.Select(item => single.Audience.Deliver([item])).Aggregate((one, other) => one + other);
            Assert.True(handed.Sends <= singly.Sends);
            Assert.Equal((singly.Lasting, singly.Ephemeral), (handed.Lasting, handed.Ephemeral));
            foreach (var (one, other) in together.Readers.Zip(single.Readers))
                Assert.Equal(other.Received(), one.Received());
        }
    }

    private static int Run(params TeamEvent[] events) => Delivery.RunAtFrontOf(events);

    private static TeamEvent Any(Random random, int second)
    {
        var user = random.Next(2) == 0 ? Happenings.Ann : Happenings.Bob;
        var channel = random.Next(3) == 0 ? Happenings.Cellar : Happenings.Lobby;
        return random.Next(12) switch
        {
            0 => Happenings.Joined(user, channel, second),
            1 => Happenings.Left(user, channel, second),
            2 => Happenings.Typing(user, channel),
            3 => Happenings.ToUser(user, second),
            4 => Happenings.ToTeam(second, bytes: random.Next(1, 300)),
            // Of a frame that this session did not send, or was answered for already: shown like any other.
            5 => Happenings.In(channel, second) with { Origin = $"{user}:{second}" },
            6 => Happenings.In(channel, second) with { Payload = Encoding.ASCII.GetBytes($"number {second}") },
            _ => Happenings.In(channel, second),
        };
    }

    /// <summary>Ann with two sessions, Bob with one, both in the lobby; the session of each is named like the user.</summary>
    private sealed class Room
    {
        public Room(Ts skipUntil)
        {
            foreach (var user in new[] { Happenings.Ann, Happenings.Ann, Happenings.Bob })
            {
                var reader = new Reader(user, skipUntil);
                Readers.Add(reader);
                Audience.Add(reader.Session, [Happenings.Lobby]);
            }
        }

        public FeedAudience Audience { get; } = new();

        public List<Reader> Readers { get; } = [];
    }

    private sealed class Reader
    {
        private static readonly SocketServices Services = new(
            Options.Create(new SocketOptions()),
            TimeProvider.System,
            new SocketMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            NullLogger<SocketConnection>.Instance);

        private readonly Wire _wire = new();

        public Reader(UserId user, Ts skipUntil)
        {
            var options = new SessionOptions();
            // Neither a grain nor the feed is asked for anything by what is sent to a session.
            var frames = new FrameHandler(
                null!, null!, null!, Options.Create(options), Figures.Of<SessionMetrics>(), Figures.Of<LimitMetrics>(), TimeProvider.System,
                NullLogger<FrameHandler>.Instance);
            Session = new RtmSession(user.ToString(), new SocketConnection(1, _wire, Services), null!, frames, options, TimeProvider.System);
            var caller = new Caller(Happenings.Home, user, "someone", false, false, null, "token");
            var head = Happenings.PositionAt(1);
            Session.Begin(new AttachReply(true, caller, false, head, [], [], new TicketOptions(false, false), 1), head);
            Session.SkipUntil = skipUntil;
        }

        public RtmSession Session { get; }

        public byte[] Received() => _wire.Taken();
    }

    private sealed class Wire : SocketCarrier
    {
        private readonly Pipe _in = new();
        private readonly Pipe _out = new(new PipeOptions(pauseWriterThreshold: 0));

        public override PipeReader Input => _in.Reader;

        public override PipeWriter Output => _out.Writer;

        public override string RemoteAddress => "";

        public override CancellationToken Closed => CancellationToken.None;

        public override void Abort() => throw new InvalidOperationException("Nothing here gives a reason to.");

        public byte[] Taken()
        {
            if (!_out.Reader.TryRead(out var read))
                return [];
            return System.Buffers.BuffersExtensions.ToArray(read.Buffer);
        }
    }
}
