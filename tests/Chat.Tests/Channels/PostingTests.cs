using Chat.Errors;
using Chat.Messages;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Channels;

[Collection(ClusterCollection.Name)]
public sealed class PostingTests(ChatCluster cluster)
{
    [Fact]
    public async Task A_thousand_posts_at_once_are_all_committed_in_one_order()
    {
        var team = await cluster.NewTeam();
        var authors = new[] { team.Admin, await team.NewPerson("ann"), await team.NewPerson("bob"), await team.NewPerson("cat") };
        var channel = await team.NewChannel("lobby", false, authors[1..]);
        var results = await Waiting.For(
            Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => team.Post(authors[i % authors.Length], channel, $"post {i}"))), "a thousand posts");
        Assert.DoesNotContain(results, result => result.IsDuplicate);
        var history = await team.History(channel);
        Assert.Equal(1_000, history.Length);
        Assert.All(history.Zip(history[1..]), pair => Assert.True(pair.First.Ts < pair.Second.Ts));
        var acked = results.Select(result => result.Message).OrderBy(message => message.Ts);
        Assert.Equal(
            acked.Select(message => (message.Ts, message.User, message.Text)), history.Select(message => (message.Ts, message.User, message.Text)));
        var log = (await team.Log()).Where(stored => stored.Event.Said() is not null).ToArray();
        Assert.Equal(history.Select(message => (message.Ts, message.Text)), log.Select(stored => (stored.Event.Ts, stored.Event.Said()!)));
        Assert.All(log, stored => Assert.Equal(stored.Event.Ts.ToString(), stored.Event.Json().Text("ts")));
    }

    [Fact]
    public async Task The_same_retry_key_is_the_same_message_at_once_later_and_in_a_new_activation()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var results = await Waiting.For(
            Task.WhenAll(Enumerable.Range(0, 50).Select(_ => team.Post(team.Admin, channel, "once", "key"))), "fifty posts");
        var again = await team.Post(team.Admin, channel, "another text", "key");
        await cluster.Cluster.DeactivateAsync(team.Channel(channel));
        var reloaded = await team.Post(team.Admin, channel, "another text", "key");
        var message = Assert.Single(await team.History(channel));
        Assert.Single(results, result => !result.IsDuplicate);
        Assert.All([.. results, again, reloaded], result => Assert.Equal((message.Ts, "once"), (result.Message.Ts, result.Message.Text)));
        Assert.True(again.IsDuplicate && reloaded.IsDuplicate);
        Assert.Single(await team.Log(), stored => stored.Event.Said() is not null);
    }

    [Fact]
    public async Task A_retry_key_is_the_authors_own_and_the_channels_own()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby", false, ann);
        var cellar = await team.NewChannel("cellar");
        Assert.False((await team.Post(team.Admin, lobby, "admin's", "key")).IsDuplicate);
        Assert.False((await team.Post(ann, lobby, "ann's", "key")).IsDuplicate);
        Assert.False((await team.Post(team.Admin, cellar, "elsewhere", "key")).IsDuplicate);
        Assert.Equal(["admin's", "ann's"], (await team.History(lobby)).Select(message => message.Text));
    }

    [Fact]
    public async Task A_post_that_was_refused_leaves_its_key_free()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var refusal = await Assert.ThrowsAsync<ChatException>(() => team.Post(team.Admin, channel, "", "key"));
        Assert.Equal(ErrorCodes.NoText, refusal.Code);
        Assert.False((await team.Post(team.Admin, channel, "said", "key")).IsDuplicate);
        Assert.Single(await team.History(channel));
    }

    [Fact]
    public async Task A_deleted_message_frees_its_key()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var first = await team.Post(team.Admin, channel, "said", "key");
        await team.Ask(() => team.Channel(channel).Delete(team.Admin, first.Message.Ts));
        var second = await team.Post(team.Admin, channel, "said again", "key");
        Assert.False(second.IsDuplicate);
        Assert.Equal("said again", Assert.Single(await team.History(channel)).Text);
    }

    [Fact]
    public async Task A_reaction_does_not_wait_until_everyone_stops_talking()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var message = (await team.Post(team.Admin, channel, "applaud")).Message;
        var limit = TimeSpan.FromSeconds(5);
        using var stop = new CancellationTokenSource();
        var talk = Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
                await team.Post(team.Admin, channel, "talk");
        }));
        try
        {
            foreach (var emoji in (string[])["clap", "tada", "heart"])
                await team.Channel(channel).React(team.Admin, message.Ts, emoji).WaitAsync(limit, TestContext.Current.CancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await talk;
        }
        var applauded = await team.Channel(channel).GetMessage(team.Admin, message.Ts);
        Assert.Equal(["clap", "tada", "heart"], applauded.Reactions.Select(reaction => reaction.Name));
    }
}
