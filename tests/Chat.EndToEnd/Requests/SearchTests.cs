using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Requests;

/// <summary>search.messages as clients see it.</summary>
public sealed class SearchTests(EmbeddedServer server)
{
    [Fact]
    public async Task A_match_has_slacks_shape()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
        var root = await team.PostAsync("bob", channel, "The Café is open & free");
        var reply = SlackApi.Text(await team.Api.Ok("chat.postMessage", team["bob"].Token, ("channel", channel), ("text", "no café today"), ("thread_ts", root)), "ts");
        var answer = await team.Api.Ok("search.messages", team["alice"].Token, ("query", "cafe in:#work from:bob"), ("highlight", true), ("sort", "timestamp"), ("sort_dir", "asc"));
        var messages = answer["messages"]!.AsObject();
        Assert.Equal(("cafe in:#work from:bob", 2), (SlackApi.Text(answer, "query"), messages["total"]!.GetValue<int>()));
        Assert.Equal("""{"count":20,"total":2,"page":1,"pages":1}""", messages["paging"]!.ToJsonString());
        Assert.Equal("""{"first":1,"last":2,"page":1,"page_count":1,"per_page":20,"total_count":2}""", messages["pagination"]!.ToJsonString());
        var (first, second) = (messages["matches"]![0]!.AsObject(), messages["matches"]![1]!.AsObject());
        Assert.Equal("The \uE000Café\uE001 is open &amp; free", SlackApi.Text(first, "text"));
        Assert.Equal(("message", team["bob"].Id, "bob", root), (SlackApi.Text(first, "type"), SlackApi.Text(first, "user"), SlackApi.Text(first, "username"), SlackApi.Text(first, "ts")));
        Assert.Equal(("work", channel, false), (SlackApi.Text(first["channel"], "name"), SlackApi.Text(first["channel"], "id"), first["channel"]!["is_private"]!.GetValue<bool>()));
        Assert.EndsWith($"/archives/{channel}/p{root.Replace(".", "", StringComparison.Ordinal)}", SlackApi.Text(first, "permalink"), StringComparison.Ordinal);
        Assert.Contains($"/archives/{channel}/p{reply!.Replace(".", "", StringComparison.Ordinal)}?thread_ts={root}", SlackApi.Text(second, "permalink"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_walked_through()
    {
        var team = await server.NewTeamAsync("alice");
        for (var i = 0; i < 5; i++)
            await team.PostAsync("admin", team.General, $"word {i}");
        List<string> texts = [];
        for (var page = 1; page <= 3; page++)
        {
            var answer = await team.Api.Ok("search.messages", team["alice"].Token, ("query", "word"), ("count", 2), ("page", page), ("sort", "timestamp"));
            Assert.Equal(3, answer["messages"]!["paging"]!["pages"]!.GetValue<int>());
            texts.AddRange(answer["messages"]!["matches"]!.AsArray().Select(match => SlackApi.Text(match, "text")!));
        }
        Assert.Equal(["word 4", "word 3", "word 2", "word 1", "word 0"], texts);
    }
}
