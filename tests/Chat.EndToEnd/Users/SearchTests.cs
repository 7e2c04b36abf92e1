using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Users;

/// <summary>Finding people: by ids, and by what one types.</summary>
public sealed class SearchTests(EmbeddedServer server)
{
    [Fact]
    public async Task Several_people_are_read_at_once_in_the_order_that_was_asked_for()
    {
        var team = await server.NewTeamAsync("alice", "bob", "carol");
        string[] ids = [team["carol"].Id, team["alice"].Id, "U0000000000", "nonsense", team["bob"].Id, team["alice"].Id];
        var found = await team.Api.Ok("users.info", team["alice"].Token, ("users", string.Join(',', ids)));
        Assert.Equal([team["carol"].Id, team["alice"].Id, team["bob"].Id], Ids(found));
        var one = await team.Api.Ok("users.info", team["alice"].Token, ("user", team["bob"].Id));
        Assert.Equal(found["users"]![2]!.ToJsonString(), one["user"]!.ToJsonString());
    }

    [Fact]
    public async Task People_are_found_by_what_they_are_called_and_whoever_is_gone_comes_last()
    {
        var team = await server.NewTeamAsync("alice", "bob", "carol");
        await team.Api.Ok("users.profile.set", team["bob"].Token, ("profile", """{"real_name":"Zoë Müller","display_name":"The Builder"}"""));
        await Finds("muller", "bob");
        await Finds("zoe", "bob");
        await Finds("build", "bob");
        await Finds("BOB@exam", "bob");
        await Finds("müller the", "bob");
        await Finds("uller");
        await team.AddAsync("carl");
        await Finds("car", "carl", "carol");
        await team.DeactivateAsync("carl");
        await Finds("car", "carol", "carl");
        Assert.Single(Ids(await team.Api.Ok("users.search", team["alice"].Token, ("query", "car"), ("limit", 1))));

        // What changed is found within a second.
        Task Finds(string query, params string[] names) => Eventually.True(
            async () => Ids(await team.Api.Ok("users.search", team["alice"].Token, ("query", query))).SequenceEqual(names.Select(name => team[name].Id)),
            Eventually.Usual, () => $"'{query}' to find {string.Join(", ", names)}");
    }

    private static string[] Ids(JsonObject answer) => [.. answer["users"]!.AsArray().Select(user => SlackApi.Text(user, "id"))];
}
