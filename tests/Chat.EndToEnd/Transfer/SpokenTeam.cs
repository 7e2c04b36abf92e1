using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Transfer;

/// <summary>A team in which everything was said that an archive can hold, in conversations of every kind.</summary>
internal sealed record SpokenTeam(TestTeam Team, string Work, string Secret, string Dm, string Group)
{
    /// <summary>Said, and deleted again.</summary>
    public const string TakenBack = "taken back";

    public static async Task<SpokenTeam> MakeAsync(EmbeddedServer server)
    {
        var team = await server.NewTeamAsync("alice", "bob", "carol", "botty");
        var (work, secret) = (await team.CreateChannelAsync("alice", "work", false, "bob", "botty"), await team.CreateChannelAsync("alice", "secret", true, "bob"));
        var (dm, group) = (await team.OpenDmAsync("alice", "bob"), await team.OpenDmAsync("alice", "bob", "carol"));
        await team.Api.Ok("conversations.setTopic", team["alice"].Token, ("channel", work), ("topic", "π & <topics>"));
        var root = await team.PostAsync("alice", work, "root with <@U1> & more");
        await team.PostAsync("bob", work, "a reply", root);
        await team.PostAsync("bob", work, "a reply to all", root, broadcast: true);
        await team.PostAsync("alice", work, "another reply", root);
        var edited = await team.PostAsync("bob", work, "first words");
        await team.Api.Ok("chat.update", team["bob"].Token, ("channel", work), ("ts", edited), ("text", "second thoughts 😀"));
        foreach (var (who, name) in new[] { ("bob", "tada"), ("alice", "tada"), ("alice", "+1") })
            await team.Api.Ok("reactions.add", team[who].Token, ("channel", work), ("timestamp", root), ("name", name));
        await team.Api.Ok(
            "chat.postMessage", team["botty"].Token, ("channel", work), ("text", ""), ("username", "ci"), ("icon_emoji", ":ok:"),
            ("attachments", JsonNode.Parse("""[{"fallback":"build ok","text":"build *ok*","color":"good"}]""")),
            ("blocks", JsonNode.Parse("""[{"type":"section","text":{"type":"mrkdwn","text":"ok"}}]""")));
        var gone = await team.PostAsync("alice", work, TakenBack);
        await team.Api.Ok("chat.delete", team["alice"].Token, ("channel", work), ("ts", gone));
        foreach (var channel in new[] { secret, dm, group })
            await team.PostAsync("alice", channel, $"only here: {channel}");
        await team.DeactivateAsync("carol");
        return new SpokenTeam(team, work, secret, dm, group);
    }
}
