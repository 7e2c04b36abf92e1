using Chat.Errors;
using Chat.Messages;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Teams;

[Collection(ClusterCollection.Name)]
public sealed class WriterTests(ChatCluster cluster)
{
    [Fact]
    public async Task A_writer_that_was_replaced_writes_nothing_and_the_same_request_succeeds_at_the_next()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        await team.Post(team.Admin, channel, "before");
        await cluster.Owners.ClaimAsync(team.Id);
        var request = new PostRequest("after", "key");
        await Assert.ThrowsAsync<WriterLostException>(() => team.Channel(channel).Post(team.Admin, request));
        Assert.Equal(["before"], (await team.History(channel)).Select(message => message.Text));
        Assert.False((await team.Ask(() => team.Channel(channel).Post(team.Admin, request))).IsDuplicate);
        Assert.True((await team.Ask(() => team.Channel(channel).Post(team.Admin, request))).IsDuplicate);
        Assert.Equal(["before", "after"], (await team.History(channel)).Select(message => message.Text));
    }

    [Fact]
    public async Task Posts_during_which_the_writer_is_replaced_are_neither_lost_nor_doubled_nor_reordered()
    {
        var team = await cluster.NewTeam();
        var lobby = await team.NewChannel("lobby");
        var cellar = await team.NewChannel("cellar");
        var replaced = 0;
        await Waiting.For(
            Task.WhenAll(Enumerable.Range(0, 6).Select(async author =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await team.Post(team.Admin, author % 2 == 0 ? lobby : cellar, $"{author}.{i}", $"{author}.{i}");
                    if (author == 0 && i % 10 == 5)
                    {
                        await cluster.Owners.ClaimAsync(team.Id);
                        replaced++;
                    }
                }
            }).Select(async talk => { await talk; return true; })),
            "talk while the writer is replaced");
        Assert.Equal(4, replaced);
        Message[] both = [.. await team.History(lobby), .. await team.History(cellar)];
        var stored = both.OrderBy(message => message.Ts).Select(message => message.Text).ToArray();
        Assert.Equal(240, stored.Length);
        Assert.Equal(240, stored.Distinct().Count());
        var log = await team.Log();
        Assert.Equal(stored, log.Select(item => item.Event.Said()).OfType<string>());
        Assert.All(log.Zip(log[1..]), pair => Assert.True(pair.First.Epoch <= pair.Second.Epoch));
        // Each author waited for each answer, so that its own posts are in its own order.
        for (var author = 0; author < 6; author++)
        {
            var own = stored.Where(text => text.StartsWith($"{author}.", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{author}.{i}"), own);
        }
    }

    [Fact]
    public async Task Of_two_claims_to_one_name_the_older_is_refused()
    {
        var team = await cluster.NewTeam();
        var writer = cluster.Cluster.Client.GetGrain<ITeamWriter>(GrainKeys.For(team.Id));
        var older = await writer.Claim("channel:test");
        var other = await writer.Claim("channel:another");
        var newer = await writer.Claim("channel:test");
        var head = await team.Head();
        await Assert.ThrowsAsync<WriterLostException>(() => writer.Publish(older, [Note("refused")]));
        Assert.Equal(head, await team.Head());
        Assert.Single(await writer.Publish(newer, [Note("newer")]));
        Assert.Single(await writer.Publish(other, [Note("other")]));
        await Assert.ThrowsAsync<WriterLostException>(() => writer.Publish(newer with { Epoch = newer.Epoch - 1 }, [Note("refused")]));
        Assert.Equal(["newer", "other"], (await team.Log()).Select(stored => stored.Event.Said()).OfType<string>());
    }

    [Fact]
    public async Task A_claim_does_not_outlive_the_writers_epoch()
    {
        var team = await cluster.NewTeam();
        var writer = cluster.Cluster.Client.GetGrain<ITeamWriter>(GrainKeys.For(team.Id));
        var claim = await writer.Claim("channel:test");
        await team.Deactivate();
        await Assert.ThrowsAsync<WriterLostException>(() => writer.Publish(claim, [Note("refused")]));
        Assert.True((await writer.Claim("channel:test")).Epoch > claim.Epoch);
    }

    private static Change Note(string text) => Change.Of(new EventDraft(Audience.Team, null, null, EventJson.Encode(json =>
    {
        json.WriteString("type", "message");
        json.WriteString("text", text);
    })));
}
