using Chat.Messages;
using Chat.Retention;
using Chat.Sharding;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Storage;

public abstract class MessageStoreSpec(StorageFixture storage)
{
    private static readonly HistoryQuery Newest = new(null, null, false, 100);

    [Fact]
    public async Task A_message_comes_back_as_it_was_written()
    {
        var team = await storage.NewTeamAsync();
        var message = team.NewMessage("hello") with
        {
            BotId = "B0BOT", Subtype = "bot_message", ClientMsgId = "5a2d-ü", EditedBy = Bob, EditedTs = new Ts(1_700_000_000_000_001),
            Extra = """{"attachments":[{"text":"π"}]}""",
        };
        var ts = await team.Write(new MessageInsert(message, null));
        Assert.Equivalent(message with { Ts = ts }, await storage.Messages.FindAsync(team.Id, General, ts), strict: true);
    }

    [Fact]
    public async Task Text_survives_whatever_its_characters_and_length()
    {
        var team = await storage.NewTeamAsync();
        foreach (var text in (string[])["", " trailing ", "nul\0inside\0", "'; DROP TABLE messages; -- \\ \"", "😀👩‍👩‍👧‍👦𝕏", "\r\n\t\u2028", new string('漢', 40_000)])
        {
            var ts = await team.Post(text);
            Assert.Equal(text, (await storage.Messages.FindAsync(team.Id, General, ts))?.Text);
        }
    }

    [Fact]
    public async Task Many_go_at_once_with_what_hangs_on_them_and_free_their_keys()
    {
        var team = await storage.NewTeamAsync();
        var gone = new List<Ts>();
        for (var i = 0; i < 70; i++)
            gone.Add(await team.Post($"old {i}", key: $"key {i}"));
        var reply = await team.Write(new MessageInsert(team.NewMessage("reply", thread: gone[0]) with { Subtype = "thread_broadcast" }, RetryHash("of the reply")));
        await team.Write(new ReactionPut(General, gone[1], "tada", Bob, Ts.None), new ReactionPut(General, reply, "tada", Bob, Ts.None));
        var kept = await team.Post("young", key: "young");
        var elsewhere = await team.Post("elsewhere", new ChannelId("C0OTHER"), key: "key 1");
        await team.Write(new MessagesDelete(
            General, [.. gone, reply], [.. Enumerable.Range(0, 70).Select(static i => RetryHash($"key {i}")), RetryHash("of the reply"), RetryHash("young")], reply));
        Assert.Equal([kept], (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Select(static m => m.Ts));
        Assert.Empty((await storage.Messages.RepliesAsync(team.Id, General, gone[0], Newest)).Messages);
        Assert.Null(await storage.Messages.FindByRetryHashAsync(team.Id, General, RetryHash("key 69")));
        Assert.Null(await storage.Messages.FindByRetryHashAsync(team.Id, General, RetryHash("of the reply")));
        Assert.Equal(kept, await storage.Messages.FindByRetryHashAsync(team.Id, General, RetryHash("young")));
        Assert.Equal(elsewhere, await storage.Messages.FindByRetryHashAsync(team.Id, new ChannelId("C0OTHER"), RetryHash("key 1")));
        // What comes under such a ts later has none of their reactions.
        await team.Write(new MessageInsert(team.NewMessage("again") with { Ts = gone[1] }, null));
        Assert.Empty((await storage.Messages.FindAsync(team.Id, General, gone[1]))!.Reactions);
    }

    [Fact]
    public async Task The_oldest_are_found_in_portions_but_for_tombstones_with_replies()
    {
        var team = await storage.NewTeamAsync();
        var expired = new ExpiredStore(storage.Map);
        var (lobby, dm) = (new ChannelId("C0LOBBY"), new ChannelId("D0DIRECT"));
        await team.Write(new ChannelPut(team.NewChannel(lobby.Value, "lobby")), new ChannelPut(team.NewChannel(dm.Value, "", Chat.Channels.ChannelKind.Im, Ann, Bob)));
        var stub = await team.Write(new MessageInsert(team.NewMessage("gone", lobby) with { Subtype = "tombstone" }, null));
        var root = await team.Post("root", lobby, key: "root");
        var broadcast = await team.Write(new MessageInsert(team.NewMessage("reply", lobby, thread: root) with { Subtype = "thread_broadcast" }, null));
        var late = await team.Post("late", lobby, thread: stub);
        await team.Write(new ThreadPut(lobby, stub, new ThreadSummary(1, [Ann], 1, late)), new ThreadPut(lobby, root, new ThreadSummary(1, [Ann], 1, broadcast)));
        var direct = await team.Post("direct", dm);

        Assert.Equal([(lobby, false)], await expired.ChannelsAsync(team.Id, root, new Ts(direct.Micros - 1)));
        Assert.Equal([(lobby, false), (dm, true)], await expired.ChannelsAsync(team.Id, root, direct));
        Assert.Empty(await expired.ChannelsAsync(team.Id, stub, Ts.None));
        var all = await expired.BatchAsync(team.Id, lobby, late, 10);
        Assert.Equal([(root, null, true), (broadcast, root, false), (late, (Ts?)stub, false)], all.Rows.Select(static row => (row.Ts, row.Thread, row.IsThread)));
        Assert.Equal(RetryHash("root"), all.Rows[0].RetryHash);
        Assert.False(all.HasMore);
        Assert.Equal([stub], await expired.ThreadsAsync(team.Id, lobby, all));
        var first = await expired.BatchAsync(team.Id, lobby, late, 1);
        Assert.True(first.HasMore);
        Assert.Equal([root], await expired.ThreadsAsync(team.Id, lobby, first));
    }

    [Fact]
    public async Task A_message_that_does_not_exist_is_null()
    {
        var team = await storage.NewTeamAsync();
        Assert.Null(await storage.Messages.FindAsync(team.Id, General, new Ts(1)));
    }

    [Fact]
    public async Task A_reply_is_in_its_thread_and_not_in_the_history()
    {
        var team = await storage.NewTeamAsync();
        var root = await team.Post("root");
        var reply = await team.Write(new MessageInsert(team.NewMessage("reply", thread: root) with { ParentUser = Ann }, null));
        Assert.Equal([root], (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Select(m => m.Ts));
        var replies = await storage.Messages.RepliesAsync(team.Id, General, root, Newest);
        Assert.Equal([reply], replies.Messages.Select(m => m.Ts));
        Assert.Equal((root, Ann), (replies.Messages[0].ThreadTs, replies.Messages[0].ParentUser));
        Assert.Equal("reply", (await storage.Messages.FindAsync(team.Id, General, reply))?.Text);
    }

    [Fact]
    public async Task A_broadcast_reply_is_in_both_and_is_changed_and_deleted_in_both()
    {
        var team = await storage.NewTeamAsync();
        var root = await team.Post("root");
        var broadcast = team.NewMessage("to all", thread: root) with { Subtype = "thread_broadcast" };
        var ts = await team.Write(new MessageInsert(broadcast, null));
        await team.Write(new MessageReplace(broadcast with { Ts = ts, Text = "changed", EditedBy = Ann, EditedTs = Ts.None }));
        var inHistory = (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages[0];
        var inThread = (await storage.Messages.RepliesAsync(team.Id, General, root, Newest)).Messages[0];
        Assert.Equal(("changed", root), (inHistory.Text, inHistory.ThreadTs));
        Assert.Equal(("changed", team.Now), (inThread.Text, inThread.EditedTs!.Value));
        await team.Write(new MessageDelete(General, ts));
        Assert.Equal([root], (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Select(m => m.Ts));
        Assert.Empty((await storage.Messages.RepliesAsync(team.Id, General, root, Newest)).Messages);
    }

    [Fact]
    public async Task A_root_tells_of_its_replies_until_there_are_none()
    {
        var team = await storage.NewTeamAsync();
        var root = await team.Post("root");
        var summary = new ThreadSummary(2, [Ann, Bob], 2, new Ts(77));
        await team.Write(new ThreadPut(General, root, summary));
        var withThread = await storage.Messages.FindAsync(team.Id, General, root);
        Assert.Equivalent(summary, withThread!.Thread, strict: true);
        Assert.Equal(root, withThread.ThreadTs);
        await team.Write(new ThreadPut(General, root, null));
        var without = await storage.Messages.FindAsync(team.Id, General, root);
        Assert.Equal((null, null), (without!.Thread, without.ThreadTs));
    }

    [Fact]
    public async Task A_threads_summary_is_recounted_from_its_replies()
    {
        var team = await storage.NewTeamAsync();
        var root = await team.Post("root");
        Assert.Null(await storage.Messages.SummariseThreadAsync(team.Id, General, root));
        await team.Post("1", user: Bob, thread: root);
        await team.Post("2", user: Ann, thread: root);
        for (var i = 0; i < 5; i++)
            await team.Post("more", user: new UserId($"U0X{i}"), thread: root);
        var last = await team.Post("3", user: Bob, thread: root);
        Assert.Equivalent(
            new ThreadSummary(8, [Bob, Ann, new("U0X0"), new("U0X1"), new("U0X2")], 7, last),
            await storage.Messages.SummariseThreadAsync(team.Id, General, root), strict: true);
    }

    [Fact]
    public async Task Reactions_keep_the_order_in_which_they_were_given()
    {
        var team = await storage.NewTeamAsync();
        var ts = await team.Post("react to me");
        await team.Write(new ReactionPut(General, ts, "zebra", Bob, Ts.None));
        await team.Write(new ReactionPut(General, ts, "apple", Ann, Ts.None));
        await team.Write(new ReactionPut(General, ts, "zebra", Ann, Ts.None));
        Reaction[] expected = [new("zebra", [Bob, Ann]), new("apple", [Ann])];
        Assert.Equivalent(expected, (await storage.Messages.FindAsync(team.Id, General, ts))!.Reactions, strict: true);
        Assert.Equivalent(expected, (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages[0].Reactions, strict: true);
        await team.Write(new ReactionDelete(General, ts, "zebra", Bob));
        Assert.Equal(["apple", "zebra"], (await storage.Messages.FindAsync(team.Id, General, ts))!.Reactions.Select(r => r.Name));
        await team.Write(new MessageDelete(General, ts));
        await team.Write(new MessageInsert(team.NewMessage("again") with { Ts = ts }, null));
        Assert.Empty((await storage.Messages.FindAsync(team.Id, General, ts))!.Reactions);
    }

    [Theory]
    [InlineData(null, null, false, 3, false, "7 6 5", true)]
    [InlineData(null, null, false, 7, false, "7 6 5 4 3 2 1", false)]
    [InlineData(null, 5, false, 2, false, "4 3", true)]
    [InlineData(null, 5, true, 2, false, "5 4", true)]
    [InlineData(3, null, false, 2, false, "5 4", true)]
    [InlineData(3, null, true, 2, true, "4 3", true)]
    [InlineData(2, 6, false, 9, false, "5 4 3", false)]
    [InlineData(2, 6, true, 9, false, "6 5 4 3 2", false)]
    [InlineData(2, 6, true, 2, true, "3 2", true)]
    [InlineData(7, null, false, 5, false, "", false)]
    [InlineData(7, null, true, 5, false, "7", false)]
    public async Task A_page_of_history_obeys_its_bounds(int? oldest, int? latest, bool inclusive, int limit, bool forward, string expected, bool hasMore)
    {
        var team = await storage.NewTeamAsync();
        var ts = new List<Ts>();
        for (var i = 1; i <= 7; i++)
            ts.Add(await team.Post($"{i}"));
        await team.Post("elsewhere", new ChannelId("C0OTHER"));
        Ts? At(int? number) => number is { } n ? ts[n - 1] : null;
        var page = await storage.Messages.HistoryAsync(team.Id, General, new HistoryQuery(At(oldest), At(latest), inclusive, limit, forward));
        Assert.Equal(expected, string.Join(' ', page.Messages.Select(m => m.Text)));
        Assert.Equal(hasMore, page.HasMore);
    }

    [Theory]
    [InlineData(null, null, false, 2, "1 2", true)]
    [InlineData(2, null, false, 9, "3 4 5", false)]
    [InlineData(2, 4, true, 9, "2 3 4", false)]
    [InlineData(null, 3, false, 9, "1 2", false)]
    public async Task A_page_of_replies_starts_at_the_oldest(int? oldest, int? latest, bool inclusive, int limit, string expected, bool hasMore)
    {
        var team = await storage.NewTeamAsync();
        var root = await team.Post("root");
        var ts = new List<Ts>();
        for (var i = 1; i <= 5; i++)
            ts.Add(await team.Post($"{i}", thread: root));
        Ts? At(int? number) => number is { } n ? ts[n - 1] : null;
        var page = await storage.Messages.RepliesAsync(team.Id, General, root, new HistoryQuery(At(oldest), At(latest), inclusive, limit));
        Assert.Equal(expected, string.Join(' ', page.Messages.Select(m => m.Text)));
        Assert.Equal(hasMore, page.HasMore);
    }

    [Fact]
    public async Task A_retry_key_names_its_message_until_that_is_deleted()
    {
        var team = await storage.NewTeamAsync();
        var hash = RetryHash("once");
        Assert.Null(await storage.Messages.FindByRetryHashAsync(team.Id, General, hash));
        var ts = await team.Post("first", key: "once");
        Assert.Equal(ts, await storage.Messages.FindByRetryHashAsync(team.Id, General, hash));
        var again = await team.Append(new MessageInsert(team.NewMessage("second"), hash));
        Assert.Equal(new CommitResult(CommitOutcome.Duplicate, ts), again);
        await team.Write(new MessageDelete(General, ts));
        Assert.Null(await storage.Messages.FindByRetryHashAsync(team.Id, General, hash));
        var later = await team.Post("third", key: "once");
        Assert.Equal(later, await storage.Messages.FindByRetryHashAsync(team.Id, General, hash));
    }

    [Fact]
    public async Task A_replys_retry_key_is_freed_with_it()
    {
        var team = await storage.NewTeamAsync();
        var root = await team.Post("root", key: "r");
        var reply = await team.Post("reply", thread: root, key: "once");
        await team.Write(new MessageDelete(General, reply));
        Assert.Null(await storage.Messages.FindByRetryHashAsync(team.Id, General, RetryHash("once")));
        Assert.Equal(root, await storage.Messages.FindByRetryHashAsync(team.Id, General, RetryHash("r")));
    }
}

public sealed class MessageStoreOnSqlite(SqliteStorage storage) : MessageStoreSpec(storage), IClassFixture<SqliteStorage>;

public sealed class MessageStoreOnMariaDb(MariaDbStorage storage) : MessageStoreSpec(storage), IClassFixture<MariaDbStorage>;
