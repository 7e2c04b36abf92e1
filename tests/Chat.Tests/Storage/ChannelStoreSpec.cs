using System.Diagnostics;
using Chat.Channels;
using Chat.Messages;
using Chat.Sharding;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Storage;

public abstract class ChannelStoreSpec(StorageFixture storage)
{
    private static readonly ChannelKind[] AllKinds = [ChannelKind.Public, ChannelKind.Private, ChannelKind.Im, ChannelKind.Mpim];

    [Fact]
    public async Task A_channel_comes_back_as_it_was_written_and_rewritten()
    {
        var team = await storage.NewTeamAsync();
        var channel = team.NewChannel("C0ONE", "größe") with
        {
            Topic = new ChannelText("we talk 😀", Bob, 1_700_000_001), Purpose = new ChannelText("to\ntalk", Ann, 1_700_000_002), IsGeneral = true,
            PreviousNames = ["old name", "o'ld"],
        };
        await team.Write(new ChannelPut(channel));
        Assert.Equivalent(channel, await storage.Channels.FindAsync(team.Id, channel.Id), strict: true);
        var changed = channel with { Name = "renamed", IsArchived = true, Creator = null, Updated = 5 };
        await team.Write(new ChannelPut(changed));
        Assert.Equivalent(changed, await storage.Channels.FindAsync(team.Id, channel.Id), strict: true);
        Assert.Equal(channel.Id, await storage.Channels.GeneralAsync(team.Id));
        Assert.Equal(channel.Id, await storage.Channels.FindByNameAsync(team.Id, "renamed"));
        Assert.Null(await storage.Channels.FindByNameAsync(team.Id, "größe"));
        Assert.Null(await storage.Channels.FindAsync(team.Id, new ChannelId("C0TWO")));
    }

    [Fact]
    public async Task A_DM_is_found_by_its_members_and_takes_no_name()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(
            new ChannelPut(team.NewChannel("D0ONE", "", ChannelKind.Im, Ann, Bob)), new ChannelPut(team.NewChannel("D0TWO", "", ChannelKind.Im, Ann)));
        Assert.Equal(new ChannelId("D0ONE"), await storage.Channels.FindByMembersAsync(team.Id, [Ann, Bob]));
        Assert.Equal(new ChannelId("D0TWO"), await storage.Channels.FindByMembersAsync(team.Id, [Ann]));
        Assert.Null(await storage.Channels.FindByMembersAsync(team.Id, [Bob]));
        var twice = await team.Append(new ChannelPut(team.NewChannel("D0THREE", "", ChannelKind.Im, Ann, Bob)));
        Assert.Equal(CommitOutcome.Refused, twice.Outcome);
        Assert.Equal([Ann, Bob], (await storage.Channels.FindAsync(team.Id, new ChannelId("D0ONE")))!.DmMembers);
    }

    [Fact]
    public async Task Members_come_and_go()
    {
        var team = await storage.NewTeamAsync();
        var joined = await team.Write(new MemberPut(General, Bob, true, Ts.None), new MemberPut(General, Ann, false, new Ts(9)));
        Assert.Equal([new ChannelMember(Ann, false, new Ts(9)), new ChannelMember(Bob, true, joined)], await storage.Channels.MembersAsync(team.Id, General));
        Assert.Equal([General], await storage.Channels.ChannelsOfAsync(team.Id, Bob));
        await team.Write(new MemberPut(General, Ann, true, new Ts(9)), new MemberDelete(General, Bob));
        Assert.Equal([new ChannelMember(Ann, true, new Ts(9))], await storage.Channels.MembersAsync(team.Id, General));
        Assert.Empty(await storage.Channels.ChannelsOfAsync(team.Id, Bob));
    }

    [Fact]
    public async Task A_listing_shows_what_the_viewer_may_see()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(
            new ChannelPut(team.NewChannel("C0A", "a")),
            new ChannelPut(team.NewChannel("C0B", "b") with { IsArchived = true }),
            new ChannelPut(team.NewChannel("C0C", "secret", ChannelKind.Private)),
            new ChannelPut(team.NewChannel("C0D", "mine", ChannelKind.Private)),
            new ChannelPut(team.NewChannel("D0E", "", ChannelKind.Im, Ann, Bob)),
            new MemberPut(new("C0A"), Ann, false, new Ts(1)), new MemberPut(new("C0A"), Bob, true, new Ts(1)),
            new MemberPut(new("C0C"), Bob, true, new Ts(1)), new MemberPut(new("C0D"), Ann, true, new Ts(1)),
            new MemberPut(new("D0E"), Ann, true, new Ts(1)), new MemberPut(new("D0E"), Bob, false, new Ts(1)));
        Assert.Equal("C0A C0B C0D D0E", await ListAsync(team, new(AllKinds, false, false, null, null, 0)));
        Assert.Equal("C0A C0D D0E", await ListAsync(team, new(AllKinds, true, false, null, null, 0)));
        Assert.Equal("C0A C0B", await ListAsync(team, new([ChannelKind.Public], false, false, null, null, 0)));
        Assert.Equal("C0A C0D D0E", await ListAsync(team, new(AllKinds, false, true, null, null, 0)));
        Assert.Equal("C0A D0E", await ListAsync(team, new(AllKinds, false, true, Bob, null, 0)));
        Assert.Equal("C0B C0D", await ListAsync(team, new(AllKinds, false, false, null, new("C0A"), 2)));
        Assert.Equal("", await ListAsync(team, new([], false, false, null, null, 0)));
        var views = await storage.Channels.ListAsync(team.Id, Ann, new(AllKinds, false, false, null, null, 0));
        Assert.Equal([(true, false, 2), (false, false, 0), (true, true, 1), (true, true, 2)], views.Select(v => (v.IsMember, v.IsOpen, v.MemberCount!.Value)));
    }

    [Fact]
    public async Task A_session_starts_with_cursors_latest_messages_and_unread_counts()
    {
        var team = await storage.NewTeamAsync();
        ChannelId read = new("C0READ"), unread = new("C0UNREAD"), empty = new("C0EMPTY"), foreign = new("C0FOREIGN");
        foreach (var channel in (ChannelId[])[read, unread, empty, foreign])
            await team.Write(new ChannelPut(team.NewChannel(channel.Value, channel.Value)));
        await team.Write(new MemberPut(read, Ann, false, Ts.None), new MemberPut(unread, Ann, true, Ts.None), new MemberPut(empty, Ann, true, Ts.None));
        var joined = await team.Write(new CursorPut(empty, Ann, Ts.None));
        var last = await team.Post("seen", read, Bob);
        await team.Write(new CursorPut(read, Ann, last));
        await team.Post("old", unread, Bob);
        var cursor = await team.Post("up to here", unread, Bob);
        await team.Write(new CursorPut(unread, Ann, cursor));
        var root = await team.Post("1", unread, Bob);
        await team.Post("my own", unread, Ann);
        await team.Post("a reply does not count", unread, Bob, root);
        await team.Write(new MessageInsert(team.NewMessage("2: nobody's", unread) with { User = null }, null));
        var newest = await team.Write(new MessageInsert(team.NewMessage("3: broadcast", unread, Bob, root) with { Subtype = "thread_broadcast" }, null));
        await team.Write(new ReactionPut(unread, newest, "eyes", Bob, Ts.None), new ReactionPut(unread, root, "no", Bob, Ts.None));
        await team.Post("not mine", foreign, Bob);

        var views = (await storage.Channels.BootAsync(team.Id, Ann)).ToDictionary(v => v.Channel.Id);
        Assert.Equal([empty, read, unread], views.Keys);
        Assert.Equal((joined, null, 0, true), (views[empty].LastRead!.Value, views[empty].Latest, views[empty].Unread!.Value, views[empty].IsOpen));
        Assert.Equal((last, "seen", 0, false), (views[read].LastRead!.Value, views[read].Latest!.Text, views[read].Unread!.Value, views[read].IsOpen));
        Assert.Equal((cursor, newest, 3), (views[unread].LastRead!.Value, views[unread].Latest!.Ts, views[unread].Unread!.Value));
        Assert.Equivalent(new Reaction("eyes", [Bob]), Assert.Single(views[unread].Latest!.Reactions), strict: true);
        Assert.Equivalent(views[unread], await storage.Channels.BootAsync(team.Id, Ann, unread), strict: true);
        Assert.Null(await storage.Channels.BootAsync(team.Id, Ann, foreign));
    }

    [Fact]
    public async Task Counts_tell_what_is_unread_and_what_of_it_is_meant_for_the_user()
    {
        var team = await storage.NewTeamAsync();
        ChannelId read = new("C0READ"), busy = new("C0BUSY"), dm = new("D0DM"), empty = new("C0EMPTY");
        await team.Write(
            new ChannelPut(team.NewChannel(read.Value, "read")), new ChannelPut(team.NewChannel(busy.Value, "busy")), new ChannelPut(team.NewChannel(empty.Value, "empty")),
            new ChannelPut(team.NewChannel(dm.Value, "", ChannelKind.Im, Ann, Bob)));
        foreach (var channel in (ChannelId[])[read, busy, dm, empty])
            await team.Write(new MemberPut(channel, Ann, true, Ts.None));
        var seen = await team.Post("<@U0ANN> and <!here>", read, Bob);
        await team.Write(new CursorPut(read, Ann, seen));
        await team.Post("<@U0ANN> read long ago", busy, Bob);
        var cursor = await team.Post("read", busy, Bob);
        await team.Write(new CursorPut(busy, Ann, cursor));
        foreach (var (text, author) in new[]
        {
            ("hello <@U0ANN>", Bob), ("<@U0ANN|ann> with a label", Bob), ("<!channel> all", Bob), ("<!here|@here> who is here", Bob), ("<!everyone>", Bob),
            ("<@U0ANNA> is another", Bob), ("U0ANN without brackets", Bob), ("<@u0ann> in small letters", Bob), ("a &lt;!channel&gt; that was typed", Bob), ("<@U0ANN> myself", Ann),
        })
            await team.Post(text, busy, author);
        await team.Write(new MessageInsert(team.NewMessage("<@U0ANN> was called by the channel itself", busy, Bob) with { Subtype = "channel_topic" }, null));
        var root = await team.Write(new MessageInsert(team.NewMessage("<!channel> says a bot", busy, Bob) with { Subtype = "bot_message" }, null));
        await team.Post("<@U0ANN> in a thread alone", busy, Bob, root);
        await team.Post("one", dm, Bob);
        var latest = await team.Post("two", dm, Bob);

        var counts = await storage.Channels.CountsAsync(team.Id, Ann);
        Assert.Equal(
            [
                new ChannelCounts(busy, cursor, root, 11, 6), new ChannelCounts(empty, Ts.None, Ts.None, 0, 0), new ChannelCounts(read, seen, seen, 0, 0),
                new ChannelCounts(dm, Ts.None, latest, 2, 2),
            ],
            counts);
        Assert.Empty(await storage.Channels.CountsAsync(team.Id, Bob));
        Assert.Equal(new UnreadCounts(11, 6), await storage.Channels.UnreadAsync(team.Id, Ann, team.NewChannel(busy.Value, "busy"), cursor));
        Assert.Equal(new UnreadCounts(13, 7), await storage.Channels.UnreadAsync(team.Id, Ann, team.NewChannel(busy.Value, "busy"), Ts.None));
        Assert.Equal(new UnreadCounts(0, 0), await storage.Channels.UnreadAsync(team.Id, Ann, team.NewChannel(busy.Value, "busy"), root));
        foreach (var view in await storage.Channels.BootAsync(team.Id, Ann))
            Assert.Equal(view.Unread, counts.Single(c => c.Channel == view.Channel.Id).Unread);
    }

    [Fact]
    public async Task Counting_stops_at_a_thousand_unread()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(new ChannelPut(team.NewChannel(General.Value, "general")), new MemberPut(General, Ann, false, Ts.None));
        var steps = Enumerable.Range(0, 1_100).Select(i => team.Step(new MessageInsert(team.NewMessage($"{i}", user: Bob), null))).ToArray();
        Assert.Equal(CommitOutcome.Committed, (await storage.Log.Append(team.Item(steps))).Outcome);
        Assert.Equal(1_000, (await storage.Channels.BootAsync(team.Id, Ann, General))!.Unread);
        Assert.Equal(1_000, Assert.Single(await storage.Channels.CountsAsync(team.Id, Ann)).Unread);
        await team.Write(new CursorPut(General, Ann, steps[999].Ts));
        Assert.Equal(100, (await storage.Channels.BootAsync(team.Id, Ann, General))!.Unread);
    }

    [Fact]
    public async Task Five_hundred_channels_are_read_in_a_fraction_of_a_second()
    {
        var team = await storage.NewTeamAsync();
        for (var i = 0; i < 500; i++)
        {
            var channel = new ChannelId($"C0N{i:000}");
            await team.Append(new ChannelPut(team.NewChannel(channel.Value, $"n{i}")), new MemberPut(channel, Ann, false, Ts.None));
            var steps = Enumerable.Range(0, 20).Select(_ => team.Step(new MessageInsert(team.NewMessage("hello", channel, Bob), null)));
            _ = storage.Log.Append(team.Item([.. steps]));
        }
        await team.Write();
        await storage.Channels.BootAsync(team.Id, Ann);
        var began = Stopwatch.GetTimestamp();
        var views = await storage.Channels.BootAsync(team.Id, Ann);
        var took = Stopwatch.GetElapsedTime(began);
        Assert.Equal(500, views.Length);
        Assert.All(views, v => Assert.Equal((20, "hello"), (v.Unread!.Value, v.Latest!.Text)));
        began = Stopwatch.GetTimestamp();
        var counts = await storage.Channels.CountsAsync(team.Id, Ann);
        var counted = Stopwatch.GetElapsedTime(began);
        Assert.Equal(500, counts.Length);
        Assert.All(counts, c => Assert.Equal((20, 0), (c.Unread, c.Mentions)));
        TestContext.Current.SendDiagnosticMessage($"boot of 500 channels took {took.TotalMilliseconds:0} ms, their counts {counted.TotalMilliseconds:0} ms");
        Assert.True(counted < TimeSpan.FromSeconds(2), $"The channels were counted in {counted.TotalMilliseconds:0} ms.");
        Assert.True(took < TimeSpan.FromSeconds(2), $"The channels were read in {took.TotalMilliseconds:0} ms.");
    }

    private async Task<string> ListAsync(TestTeam team, ChannelFilter filter) =>
        string.Join(' ', (await storage.Channels.ListAsync(team.Id, Ann, filter)).Select(v => v.Channel.Id.Value));
}

public sealed class ChannelStoreOnSqlite(SqliteStorage storage) : ChannelStoreSpec(storage), IClassFixture<SqliteStorage>;

public sealed class ChannelStoreOnMariaDb(MariaDbStorage storage) : ChannelStoreSpec(storage), IClassFixture<MariaDbStorage>;
