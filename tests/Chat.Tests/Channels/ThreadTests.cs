using Chat.Messages;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Channels;

[Collection(ClusterCollection.Name)]
public sealed class ThreadTests(ChatCluster cluster)
{
    [Fact]
    public async Task Replies_and_deletions_at_once_leave_a_root_that_counts_its_replies()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var channel = await team.NewChannel("lobby", false, ann);
        var root = (await team.Post(team.Admin, channel, "root")).Message.Ts;
        var first = await Waiting.For(Task.WhenAll(Enumerable.Range(0, 60).Select(i => Reply(i))), "sixty replies");
        var verbs = new List<Task>();
        for (var i = 0; i < 60; i++)
        {
            verbs.Add(Reply(60 + i));
            if (i % 2 == 0)
                verbs.Add(Delete(first[i].Message.Ts));
        }
        await Waiting.For(All(verbs), "replies and deletions");
        var replies = (await cluster.Messages.RepliesAsync(team.Id, channel, root, new HistoryQuery(null, null, false, 999))).Messages;
        Assert.Equal(90, replies.Length);
        Assert.DoesNotContain(replies, reply => first.Where((_, i) => i % 2 == 0).Any(deleted => deleted.Message.Ts == reply.Ts));
        await AssertCounted(team, channel, root, 90);

        Task<PostResult> Reply(int i) => team.Post(i % 2 == 0 ? team.Admin : ann, channel, $"reply {i}", thread: root);

        Task Delete(Ts reply) => team.Ask(() => team.Channel(channel).Delete(team.Admin, reply));
    }

    [Fact]
    public async Task The_last_reply_that_goes_leaves_an_ordinary_message()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var root = (await team.Post(team.Admin, channel, "root")).Message.Ts;
        var reply = await team.Post(team.Admin, channel, "reply", thread: root);
        await team.Ask(() => team.Channel(channel).Delete(team.Admin, reply.Message.Ts));
        var left = await cluster.Messages.FindAsync(team.Id, channel, root);
        Assert.Null(left!.Thread);
        Assert.Null(left.ThreadTs);
        Assert.Equal(0, LastReplied(await team.Log()).GetProperty("reply_count").GetInt32());
    }

    /// <summary>More than a channel's grain remembers, each sent again while the first is under way.</summary>
    [Fact]
    public async Task Repeated_replies_are_counted_once()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var root = (await team.Post(team.Admin, channel, "root")).Message.Ts;
        Task<PostResult>[] posts = [.. Enumerable.Range(0, 800).Select(i => team.Post(team.Admin, channel, "reply", $"key {i % 400}", root))];
        await Waiting.For(Task.WhenAll(posts), "eight hundred replies");
        await team.Post(team.Admin, channel, "reply", "key 7", root);
        await AssertCounted(team, channel, root, 400);
    }

    [Fact]
    public async Task A_reply_after_its_root_was_loaded_anew_goes_on_counting()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var root = (await team.Post(team.Admin, channel, "root")).Message.Ts;
        await team.Post(team.Admin, channel, "reply", thread: root);
        await cluster.Cluster.DeactivateAsync(team.Channel(channel));
        await team.Post(team.Admin, channel, "reply", thread: root);
        await AssertCounted(team, channel, root, 2);
    }

    /// <summary>The stored root, a recount, and the last event must all say the same.</summary>
    private async Task AssertCounted(LiveTeam team, ChannelId channel, Ts root, int expected)
    {
        var stored = (await cluster.Messages.FindAsync(team.Id, channel, root))!.Thread;
        Assert.Equivalent(await cluster.Messages.SummariseThreadAsync(team.Id, channel, root), stored);
        Assert.Equal(expected, stored!.ReplyCount);
        var told = LastReplied(await team.Log());
        Assert.Equal(stored.ReplyCount, told.GetProperty("reply_count").GetInt32());
        Assert.Equal(stored.ReplyUsersCount, told.GetProperty("reply_users_count").GetInt32());
        Assert.Equal(stored.LatestReply.ToString(), told.GetProperty("latest_reply").GetString());
        Assert.Equal(stored.ReplyUsers.Select(user => user.Value), told.GetProperty("reply_users").EnumerateArray().Select(user => user.GetString()));
    }

    private static System.Text.Json.JsonElement LastReplied(StoredEvent[] log) =>
        log.Where(stored => stored.Event.Payload.Length > 0).Select(stored => stored.Event.Json())
            .Last(json => json.Text("subtype") == "message_replied").GetProperty("message");

    private static async Task<bool> All(IEnumerable<Task> tasks)
    {
        await Task.WhenAll(tasks);
        return true;
    }
}
