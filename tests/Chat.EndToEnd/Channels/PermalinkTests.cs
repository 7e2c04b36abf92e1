using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Channels;

public sealed class PermalinkTests(EmbeddedServer server)
{
    [Fact]
    public async Task A_message_and_a_reply_have_addresses_of_this_server()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var work = await team.CreateChannelAsync("alice", "work");
        var root = await team.PostAsync("alice", work, "news");
        var reply = await team.PostAsync("alice", work, "more", root);
        var place = $"{team.Api.Address.GetLeftPart(UriPartial.Authority)}/archives/{work}/p";
        Assert.Equal(place + root.Replace(".", "", StringComparison.Ordinal), await Permalink(root));
        Assert.Equal($"{place}{reply.Replace(".", "", StringComparison.Ordinal)}?thread_ts={root}&cid={work}", await Permalink(reply));

        async Task<string> Permalink(string ts)
        {
            // Whoever may read a channel may point at it.
            var answer = await team.Api.Ok("chat.getPermalink", team["bob"].Token, ("channel", work), ("message_ts", ts));
            Assert.Equal(work, SlackApi.Text(answer, "channel"));
            return SlackApi.Text(answer, "permalink");
        }
    }
}
