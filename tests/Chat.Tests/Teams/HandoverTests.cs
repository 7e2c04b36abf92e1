using Chat.Sessions;
using Chat.Sharding;
using Chat.Teams;
using Chat.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit;

namespace Chat.Tests.Teams;

/// <summary>Teams move between silos in order: with their memory, and without a gap for anybody.</summary>
public sealed class HandoverTests : IAsyncLifetime
{
    private readonly ChatCluster _cluster = new()
    {
        Silos = 2,
        More = [new("Chat:Teams:MoveAfter", "00:00:01"), new("Chat:Teams:MoveOver", "00:00:00.5")],
    };

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_team_leaves_a_silo_that_stops_with_buffer_subscribers_sessions_and_tickets()
    {
        var team = await NewTeamOn(1);
        var bob = await team.NewPerson("bob");
        var channel = await team.NewChannel("work", isPrivate: false, bob);
        var ear = await team.Listen("g1", null, new SessionState("s-bob", bob.User, bob.TokenKey, await team.Head()));
        var start = await team.Head();
        await team.Post(bob, channel, "one");
        await team.Post(bob, channel, "two");
        await ear.UntilSaid("two");
        var ticket = await team.Grain.OpenTicket(team.Admin, new TicketOptions(true, false));
        // What only memory knows from here on.
        await ForgetLogUpTo(team, await team.Head());

        await _cluster.Cluster.StopSiloAsync(_cluster.Cluster.Silos[1], TestContext.Current.CancellationToken);

        await team.Post(bob, channel, "three");
        await ear.UntilSaid("three");
        ear.AssertNoGap();
        Assert.Equal(["one", "two", "three"], ear.Lasting.Select(item => item.Said()).OfType<string>());
        Assert.True(await ear.Renew(team), "the subscription should have come along");
        Assert.True((await team.Grain.GetPresence([bob.User]))[0].IsActive);
        var reply = await team.Grain.Attach(new AttachRequest("g1", "s-admin", ticket.Ticket, start.ToString()));
        Assert.True(reply is { Accepted: true, Resumed: true }, "the ticket and the buffer should have come along");
        Assert.Equal(["one", "two", "three"], reply.Missed.Select(item => item.Said()).OfType<string>());
    }

    [Fact]
    public async Task A_silo_that_joins_is_given_its_share_and_nobody_has_a_gap()
    {
        var teams = new List<(LiveTeam Team, ChannelId Channel, Ear Ear)>();
        for (var n = 0; n < 12; n++)
        {
            var team = await _cluster.NewTeam();
            var channel = await team.NewChannel("work");
            teams.Add((team, channel, await team.Listen($"g{n}")));
            await team.Post(team.Admin, channel, "before");
        }

        var joined = await _cluster.Cluster.StartAdditionalSiloAsync();
        var owned = teams.Where(t => TeamPlacementDirector.OwnerOf(t.Team.Id, [.. _cluster.Cluster.Silos.Select(silo => silo.SiloAddress)]).Equals(joined.SiloAddress)).ToArray();
        Assert.NotEmpty(owned);
        foreach (var (team, channel, ear) in owned)
        {
            await UntilAsync(async () => joined.SiloAddress.Equals(await HomeOf(team)), $"{team.Id} to live on the new silo");
            await team.Post(team.Admin, channel, "after");
            await ear.UntilSaid("after");
            ear.AssertNoGap();
            Assert.Equal(["before", "after"], ear.Lasting.Select(item => item.Said()).OfType<string>());
        }
        foreach (var (team, _, _) in teams.Except(owned))
            Assert.NotEqual(joined.SiloAddress, await HomeOf(team));
    }

    /// <summary>
    /// Orleans takes along grains that are asked something while they end, and a channel's grain asks its team while it begins: were it before its team on the way
    /// to the other silo, both would wait until a call's time is up, and the silo for them.
    /// </summary>
    [Fact]
    public async Task Teams_whose_channels_are_busy_do_not_keep_their_silo_from_stopping()
    {
        var talk = new List<Task>();
        using var enough = new CancellationTokenSource();
        for (var n = 0; n < 6; n++)
        {
            var team = await NewTeamOn(1);
            foreach (var name in (string[])["one", "two", "three"])
                talk.AddRange(Enumerable.Repeat(await team.NewChannel(name), 4).Select(channel => Talk(team, channel, enough.Token)));
        }
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        await _cluster.Cluster.StopSiloAsync(_cluster.Cluster.Silos[1], TestContext.Current.CancellationToken);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(8));
        await enough.CancelAsync();
        await Task.WhenAll(talk);
    }

    /// <summary>Fails when a post is not answered in the time that an edge gives it.</summary>
    private static async Task Talk(LiveTeam team, ChannelId channel, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
            await team.Post(team.Admin, channel, "still here");
    }

    /// <summary>Somebody else wrote between the end of one grain and the beginning of the next: memory is not believed.</summary>
    [Fact]
    public async Task Memory_that_is_behind_the_log_is_not_taken_over()
    {
        var team = await NewTeamOn(1);
        var channel = await team.NewChannel("work");
        var ear = await team.Listen("g1");
        await team.Post(team.Admin, channel, "one");
        await ear.UntilSaid("one");
        await AppendPast(team);

        await _cluster.Cluster.StopSiloAsync(_cluster.Cluster.Silos[1], TestContext.Current.CancellationToken);

        await team.Post(team.Admin, channel, "two");
        // Nothing came along, so that the gateway has to ask.
        Assert.False(await ear.Renew(team));
        await ear.SubscribeAgain(team);
        await ear.UntilSaid("two");
        ear.AssertNoGap();
        Assert.Equal(["one", "one", "two"], ear.Lasting.Select(item => item.Said()).OfType<string>());
    }

    private async Task<LiveTeam> NewTeamOn(int silo)
    {
        while (true)
        {
            var team = await _cluster.NewTeam();
            if (_cluster.Cluster.Silos[silo].SiloAddress.Equals(await HomeOf(team)))
                return team;
        }
    }

    /// <summary>By what the silos have, not by their directory, of which each remembers what it was told last. Null: it is on its way.</summary>
    private async Task<SiloAddress?> HomeOf(LiveTeam team)
    {
        await team.Grain.GetTeam();
        var management = _cluster.Cluster.Client.GetGrain<IManagementGrain>(0);
        var active = await management.GetDetailedGrainStatistics();
        return active.FirstOrDefault(grain => grain.GrainId == team.Grain.GetGrainId())?.SiloAddress;
    }

    private ShardMap Shards => _cluster.Cluster.Silos[0].ServiceProvider.GetRequiredService<ShardMap>();

    private async Task ForgetLogUpTo(LiveTeam team, Position head)
    {
        var shard = await Shards.OfAsync(team.Id);
        await shard.Database.ExecuteAsync(
            "DELETE FROM events WHERE team_id = @team AND ts < @ts", TestContext.Current.CancellationToken, ("@team", team.Id.Number), ("@ts", head.Ts.Micros));
    }

    /// <summary>Another process adds an event that this team's grain knows nothing of.</summary>
    private async Task AppendPast(LiveTeam team)
    {
        var shard = await Shards.OfAsync(team.Id);
        await shard.Database.ExecuteAsync(
            """
            INSERT INTO events (team_id, ts, epoch, audience, channel_id, user_id, effect, origin, payload)
            SELECT team_id, ts + 1, epoch, audience, channel_id, user_id, effect, origin, payload FROM events
             WHERE team_id = @team AND ts = (SELECT MAX(ts) FROM events WHERE team_id = @team)
            """,
            TestContext.Current.CancellationToken, ("@team", team.Id.Number));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 1_000, $"Waited in vain for {what}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
