using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Model;

/// <summary>
/// A team with some past: alice and bob share a public and a private channel, a DM, and with dave a group DM; carol is in #general alone.
/// Every channel has a thread, a reaction and unread messages.
/// </summary>
public sealed class Scene
{
    private Scene(TestTeam team) => Team = team;

    public TestTeam Team { get; }

    public string Public { get; private set; } = "";

    public string Private { get; private set; } = "";

    public string Dm { get; private set; } = "";

    public string GroupDm { get; private set; } = "";

    /// <summary>In <see cref="Public"/>: bob's root with a reply of alice and one of bob.</summary>
    public string Root { get; private set; } = "";

    /// <summary>In <see cref="Public"/>: alice's reply to <see cref="Root"/>.</summary>
    public string Reply { get; private set; } = "";

    /// <summary>In <see cref="Public"/>: alice's message without replies; bob has given it a :wave:.</summary>
    public string Message { get; private set; } = "";

    /// <summary>In <see cref="Public"/>: alice's root with a reply of bob.</summary>
    public string OwnRoot { get; private set; } = "";

    public SlackApi Api => Team.Api;

    public string Alice => Team["alice"].Token;

    public string Bob => Team["bob"].Token;

    /// <param name="team">A team of alice, bob, carol and dave.</param>
    public static async Task<Scene> MakeAsync(TestTeam team)
    {
        var scene = new Scene(team)
        {
            Public = await team.CreateChannelAsync("alice", "work", false, "bob"),
            Private = await team.CreateChannelAsync("alice", "secret", true, "bob"),
            Dm = await team.OpenDmAsync("alice", "bob"),
            GroupDm = await team.OpenDmAsync("alice", "bob", "dave"),
        };
        scene.Root = await team.PostAsync("bob", scene.Public, "a question");
        scene.Reply = await team.PostAsync("alice", scene.Public, "an answer", scene.Root);
        await team.PostAsync("bob", scene.Public, "thanks", scene.Root);
        scene.OwnRoot = await team.PostAsync("alice", scene.Public, "news");
        await team.PostAsync("bob", scene.Public, "good news", scene.OwnRoot);
        scene.Message = await team.PostAsync("alice", scene.Public, "hello");
        await team.Api.Ok("reactions.add", scene.Bob, ("channel", scene.Public), ("timestamp", scene.Message), ("name", "wave"));
        foreach (var channel in new[] { scene.Private, scene.Dm, scene.GroupDm })
        {
            await team.PostAsync("alice", channel, "between us");
            await team.PostAsync("bob", channel, "indeed");
        }
        return scene;
    }
}
