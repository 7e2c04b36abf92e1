using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.SlackSdk;

/// <summary>Slack's own Node SDKs, unmodified (<c>@slack/rtm-api</c> 7.0.1, <c>@slack/web-api</c> 8.x), against the embedded server.</summary>
public sealed class SdkTests(EmbeddedServer server)
{
    [Fact]
    public async Task Official_clients_hold_a_conversation()
    {
        var team = await server.NewTeamAsync("alice", "bob", "botty");
        await SdkRun.ConversationAsync(team);
    }

    [Fact]
    public async Task Official_clients_whose_network_breaks_miss_nothing()
    {
        var team = await server.NewTeamAsync("alice", "bob", "botty");
        var channel = await team.CreateChannelAsync("bob", "work", false, "alice", "botty");
        await using var network = new TcpProxy(team.Api.Address);
        await SdkRun.ResumeAsync(team, network, channel, new Dictionary<string, Func<Task>>
        {
            ["the network was cut"] = () => Task.CompletedTask,
            ["the network was cut again"] = () => Task.CompletedTask,
            ["the network fell silent"] = async () =>
            {
                network.Silence();
                await team.PostAsync("bob", channel, SdkRun.Lost);
            },
        });
    }

    [Fact]
    public async Task Official_clients_whose_server_restarts_miss_nothing()
    {
        using var folder = new TempFolder();
        await using var own = await EmbeddedServer.StartAsync(folder);
        var team = await TestTeam.CreateAsync(new SlackApi(own.Address), "alice", "bob", "botty");
        var channel = await team.CreateChannelAsync("bob", "work", false, "alice", "botty");
        await using var network = new TcpProxy(own.Address);
        await SdkRun.ResumeAsync(team, network, channel, new Dictionary<string, Func<Task>>
        {
            ["the server was stopped and started"] = async () =>
            {
                await own.StopAsync();
                await own.StartAgainAsync();
            },
            ["the server was killed and started"] = async () =>
            {
                await own.KillAsync();
                await own.StartAgainAsync();
            },
        });
    }
}

/// <summary>Runs the scripts in <c>sdk/</c> for a team that has alice, bob and botty.</summary>
public static class SdkRun
{
    /// <summary>What is posted into a silent network.</summary>
    public const string Lost = "lost on the way";

    public static async Task ConversationAsync(TestTeam team)
    {
        var checks = await NodeScript.RunAsync(
            "conversation.mjs", Arguments(team, team.Api.Address), ask => throw new InvalidOperationException($"unexpected: {ask}"));
        Assert.True(checks.Count >= 20, $"only {checks.Count} checks held");
    }

    /// <summary>
    /// For each round: closes the network and does what the round says (then cuts, unless the round has made the network silent), posts
    /// while the clients are away, opens the network again, and lets the script compare.
    /// </summary>
    public static async Task ResumeAsync(TestTeam team, TcpProxy network, string channel, Dictionary<string, Func<Task>> rounds)
    {
        var arguments = Arguments(team, network.Address);
        arguments["channel"] = channel;
        arguments["rounds"] = new JsonArray([.. rounds.Keys.Select(k => JsonValue.Create(k))]);
        var checks = await NodeScript.RunAsync("resume.mjs", arguments, async ask =>
        {
            network.Refuses = true;
            await rounds[ask]();
            List<string> away = [];
            if (ask.Contains("silent", StringComparison.Ordinal))
                away.Add(Lost);
            else
                network.Cut();
            foreach (var n in Enumerable.Range(1, 3))
            {
                var text = $"{n} while {ask}";
                await team.PostAsync("bob", channel, text);
                away.Add(text);
            }
            network.Refuses = false;
            return new JsonObject { ["away"] = new JsonArray([.. away.Select(t => JsonValue.Create(t))]) };
        });
        Assert.True(checks.Count >= 3 * rounds.Count, $"only {checks.Count} checks held");
    }

    private static JsonObject Arguments(TestTeam team, Uri address) => new()
    {
        ["api"] = new Uri(address, "api/").ToString(),
        ["team"] = team.Id,
        ["alice"] = User(team["alice"]),
        ["bob"] = User(team["bob"]),
        ["bot"] = User(team["botty"]),
    };

    private static JsonObject User(TestUser user) => new() { ["id"] = user.Id, ["name"] = user.Name, ["token"] = user.Token };
}
