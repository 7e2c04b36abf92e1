using Chat.Sessions;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Sessions;

[Collection(ClusterCollection.Name)]
public sealed class AttachTests(ChatCluster cluster)
{
    private static readonly TicketOptions Options = new(true, false);

    [Fact]
    public async Task A_socket_resumes_from_the_buffer_and_later_from_the_log()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var offset = await team.Head();
        await team.Post(team.Admin, channel, "one");
        await team.Post(team.Admin, channel, "two");
        await AssertResumed(["one", "two"], team, await team.Attach(team.Admin, offset.ToString()), offset);
        // Whatever follows pushes what is too old out of the buffer.
        cluster.Clock.Advance(ChatCluster.TeamOptions.BufferAge * 2);
        await team.Post(team.Admin, channel, "three");
        await AssertResumed(["one", "two", "three"], team, await team.Attach(team.Admin, offset.ToString()), offset);
        await team.Deactivate();
        await AssertResumed(["one", "two", "three"], team, await team.Attach(team.Admin, offset.ToString()), offset);
    }

    [Fact]
    public async Task A_socket_at_the_head_misses_nothing()
    {
        var team = await cluster.NewTeam();
        var head = await team.Head();
        var reply = await team.Attach(team.Admin, head.ToString());
        await AssertResumed([], team, reply, head);
        Assert.Equal(head, reply.Head);
        Assert.Equal(team.Admin, reply.Caller);
    }

    [Fact]
    public async Task What_is_no_position_of_this_log_starts_afresh()
    {
        var team = await cluster.NewTeam();
        var other = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        await team.Post(team.Admin, channel, "said");
        var head = await team.Head();
        string?[] useless =
        [
            null, "", "1700000000.000100", "nonsense",
            (await other.Head()).ToString(),
            (head with { Ts = new Ts(head.Ts.Micros + 1) }).ToString(),
            (head with { Ts = new Ts(head.Ts.Micros - 1) }).ToString(),
            (head with { Epoch = head.Epoch + 1 }).ToString(),
        ];
        foreach (var offset in useless)
        {
            var reply = await team.Attach(team.Admin, offset);
            Assert.True(reply is { Accepted: true, Resumed: false, Missed: [] }, $"'{offset}' was continued.");
            Assert.Equal(head, reply.Head);
        }
    }

    [Fact]
    public async Task What_happens_in_private_is_not_replayed_to_those_outside()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var bob = await team.NewPerson("bob");
        var cellar = await team.NewChannel("cellar", true, bob);
        var offset = await team.Head();
        await team.Post(team.Admin, cellar, "secret 1");
        await team.Ask(() => team.Channel(cellar).Invite(team.Admin, [ann.User]));
        await team.Post(team.Admin, cellar, "for ann and bob");
        await team.Ask(() => team.Channel(cellar).Leave(ann));
        await team.Post(team.Admin, cellar, "secret 2");

        var toAnn = await AssertResumed(["for ann and bob"], team, await team.Attach(ann, offset.ToString()), offset);
        Assert.DoesNotContain(cellar, toAnn.Channels);
        Assert.DoesNotContain("secret 2", string.Concat(toAnn.Seen.Select(item => item.Json().ToString())), StringComparison.Ordinal);
        var toBob = await AssertResumed(["secret 1", "for ann and bob", "secret 2"], team, await team.Attach(bob, offset.ToString()), offset);
        Assert.Contains(cellar, toBob.Channels);

        // Nor from the log, by a writer that was not there.
        await team.Deactivate();
        cluster.Clock.Advance(ChatCluster.TeamOptions.BufferAge * 2);
        await AssertResumed(["for ann and bob"], team, await team.Attach(ann, offset.ToString()), offset);
    }

    [Fact]
    public async Task Channels_and_head_belong_together_while_memberships_change()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby");
        var start = await team.Head();
        var churn = JoinAndLeave(team, lobby, ann, times: 30);
        var replies = new List<AttachReply>();
        while (!churn.IsCompleted)
            replies.Add(await team.Attach(ann, start.ToString()));
        await churn;
        var log = (await team.Log()).Where(stored => stored.Event.User == ann.User && stored.Event.Effect != EventEffect.None).ToArray();
        foreach (var reply in replies)
        {
            var last = log.Last(stored => stored.Event.Ts <= reply.Head.Ts);
            var isIn = last.Event is { Effect: EventEffect.Joined } joined && joined.Channel == lobby;
            Assert.DoesNotContain(lobby, reply.Channels);
            Assert.Equal(isIn, (await team.Replay(reply, start)).Channels.Contains(lobby));
        }
    }

    [Fact]
    public async Task A_ticket_opens_one_socket()
    {
        var team = await cluster.NewTeam();
        var ticket = await team.Grain.OpenTicket(team.Admin, Options);
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => team.Grain.Attach(new AttachRequest("g1", $"s{i}", ticket.Ticket, null))));
        Assert.Single(replies, reply => reply.Accepted);
        Assert.Equal(1, Assert.Single(await team.Grain.GetPresence([team.Admin.User])).Connections);
        Assert.False((await team.Grain.Attach(new AttachRequest("g1", "later", ticket.Ticket, null))).Accepted);
    }

    /// <summary>The first answer may be lost with a silo that passed it on.</summary>
    [Fact]
    public async Task A_session_that_was_not_answered_asks_again_with_its_ticket_until_it_has_ended()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        var ticket = await team.Grain.OpenTicket(team.Admin, Options);
        var request = new AttachRequest("g1", "s1", ticket.Ticket, ticket.Offset.ToString());
        Assert.True((await team.Grain.Attach(request)).Resumed);
        await team.Post(team.Admin, channel, "meanwhile");
        await AssertResumed(["meanwhile"], team, await team.Grain.Attach(request), ticket.Offset);
        Assert.Equal(1, Assert.Single(await team.Grain.GetPresence([team.Admin.User])).Connections);

        Assert.True(await ear.Renew(team, new SessionReport([], [new SessionMark("s1", ticket.Offset)])));
        Assert.False((await team.Grain.Attach(request)).Accepted);
        Assert.Equal(0, Assert.Single(await team.Grain.GetPresence([team.Admin.User])).Connections);
    }

    [Fact]
    public async Task An_expired_a_foreign_and_an_invented_ticket_open_nothing()
    {
        var team = await cluster.NewTeam();
        var other = await cluster.NewTeam();
        var expired = await team.Grain.OpenTicket(team.Admin, Options);
        cluster.Clock.Advance(ChatCluster.TeamOptions.TicketAge + TimeSpan.FromSeconds(1));
        var foreign = await other.Grain.OpenTicket(other.Admin, Options);
        foreach (var ticket in (string[])[expired.Ticket, foreign.Ticket, $"{team.Id}-00000000000000000000000000000000", ""])
            Assert.False((await team.Grain.Attach(new AttachRequest("g1", "s1", ticket, null))).Accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ticket_after_a_dropped_session_leads_to_what_its_client_had_confirmed(bool acrossAWriter)
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        var begun = await team.Attach(team.Admin, null, session: "s1");
        await team.Post(team.Admin, channel, "confirmed");
        var confirmed = await team.Head();
        await team.Post(team.Admin, channel, "not confirmed");
        Assert.True(await ear.Renew(team, new SessionReport([new SessionMark("s1", confirmed)], [])));
        Assert.True(await ear.Renew(team, new SessionReport([], [new SessionMark("s1", begun.Head)])));
        if (acrossAWriter)
            await team.Deactivate();
        var ticket = await team.Grain.OpenTicket(team.Admin, Options);
        Assert.Equal(confirmed, ticket.Offset);
        var reply = await team.Grain.Attach(new AttachRequest("g1", "s2", ticket.Ticket, ticket.Offset.ToString()));
        await AssertResumed(["not confirmed"], team, reply, confirmed);
    }

    [Fact]
    public async Task A_dropped_session_is_continued_once_and_only_by_its_own_token()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var channel = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        var begun = await team.Attach(team.Admin, null, session: "s1");
        await ear.Renew(team, new SessionReport([], [new SessionMark("s1", begun.Head)]));
        await team.Post(team.Admin, channel, "missed");
        var head = await team.Head();
        Assert.Equal(head, (await team.Grain.OpenTicket(ann, Options)).Offset);
        var ticket = await team.Grain.OpenTicket(team.Admin, Options);
        Assert.Equal(begun.Head, ticket.Offset);
        var second = await team.Grain.Attach(new AttachRequest("g1", "s2", ticket.Ticket, ticket.Offset.ToString()));
        Assert.True(second.Resumed);
        await ear.Renew(team, new SessionReport([], [new SessionMark("s2", head)]));
        Assert.Equal(head, (await team.Grain.OpenTicket(team.Admin, Options)).Offset);
    }

    [Fact]
    public async Task A_session_that_ended_too_long_ago_is_not_continued()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        var begun = await team.Attach(team.Admin, null, session: "s1");
        await ear.Renew(team, new SessionReport([], [new SessionMark("s1", begun.Head)]));
        await team.Post(team.Admin, channel, "missed");
        cluster.Clock.Advance(ChatCluster.TeamOptions.PositionAge + TimeSpan.FromSeconds(1));
        Assert.Equal(await team.Head(), (await team.Grain.OpenTicket(team.Admin, Options)).Offset);
    }

    [Fact]
    public async Task Sessions_of_a_gateway_that_fell_silent_end_and_can_be_continued()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var watcher = await team.Listen("watcher");
        await team.Listen("silent");
        var begun = await team.Attach(ann, null, "silent", "s1");
        await team.Attach(team.Admin, null, "never subscribed", "s2");
        await watcher.UntilEphemeral(2);
        cluster.Clock.Advance(ChatCluster.TeamOptions.GatewayTimeout * 0.6);
        Assert.True(await watcher.Renew(team));
        cluster.Clock.Advance(ChatCluster.TeamOptions.GatewayTimeout * 0.6);
        await watcher.UntilEphemeral(4);
        Assert.Equal([ann.User.Value, team.Admin.User.Value], Away(watcher.Ephemeral[2..]));
        Assert.All(await team.Grain.GetPresence([ann.User, team.Admin.User]), presence => Assert.False(presence.Online));
        Assert.Equal(begun.Head, (await team.Grain.OpenTicket(ann, Options)).Offset);
        Assert.True(await watcher.Renew(team));
    }

    private static async Task JoinAndLeave(LiveTeam team, ChannelId channel, Caller user, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await team.Ask(() => team.Channel(channel).Join(user));
            await team.Ask(() => team.Channel(channel).Leave(user));
        }
    }

    private static IEnumerable<string?> Away(TeamEvent[] events) =>
        events.Select(item => item.Json()).Where(json => json.Text("presence") == "away").Select(json => json.Text("user"));

    private static async Task<(TeamEvent[] Seen, HashSet<ChannelId> Channels)> AssertResumed(string[] texts, LiveTeam team, AttachReply reply, Position offset)
    {
        var (seen, channels, _) = await team.Replay(reply, offset);
        Assert.Equal(texts, seen.Select(item => item.Said()).OfType<string>());
        return (seen, channels);
    }
}
