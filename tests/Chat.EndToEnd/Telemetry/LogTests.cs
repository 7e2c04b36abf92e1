using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

/// <summary>What an embedded server logs while everything goes wrong that a client can make go wrong.</summary>
public sealed class LogTests : IAsyncLifetime
{
    private const string Text = "the-text-of-a-message-5e1f", Password = "the-password-77aa", Key = "the-wrong-operator-key-31c0";

    private readonly TempFolder folder = new();
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string>
    {
        ["Chat__Logging__Json"] = "true",
        ["Logging__LogLevel__Default"] = "Debug",
        ["Logging__LogLevel__Chat"] = "Trace",
    });

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task No_text_token_or_key_is_logged_and_each_line_is_json()
    {
        var team = await TestTeam.CreateAsync(new SlackApi(server.Address), "alice");
        var api = team.Api;
        var token = team["alice"].Token;
        await using (var alice = await RtmClient.ConnectAsync(team, "alice"))
        {
            await alice.Post(team.General, Text);
            await alice.Request(new JsonObject { ["type"] = "message", ["channel"] = "C0NOWHERE0", ["text"] = Text });
            await alice.Request(new JsonObject { ["type"] = Text, ["text"] = Text });
        }
        await api.Refused("invalid_auth", "auth.test", token[..^4] + "0000");
        await api.Refused("channel_not_found", "chat.postMessage", token, ("channel", "C0NOWHERE0"), ("text", Text));
        await api.Call("search.messages", token, ("query", $"\"{Text} in:nowhere"));
        using (var refused = await api.Send(HttpMethod.Get, "admin/teams", bearer: Key))
            Assert.False(refused.IsSuccessStatusCode);
        await api.Call("signin", null, ("domain", team.Domain), ("email", "admin@example.org"), ("password", Password));
        // A preview that fails: nothing listens there.
        await team.PostAsync("alice", team.General, $"http://127.0.0.1:9/{Text}?token={token}");
        // Its job is over, well or badly, when the queue is empty.
        await Eventually.True(
            async () => (await api.Admin(HttpMethod.Get, $"admin/jobs?team={team.Id}&state=queued"))["jobs"]!.AsArray().Count == 0,
            Eventually.Usual, () => $"the preview's job to be over; the log:\n{server.Log}");
        await server.StopAsync();
        var lines = server.Log.Lines.Where(line => line.Length > 0).ToArray();
        var log = string.Join('\n', lines);
        foreach (var secret in new[] { Text, Password, Key, token, token[^20..], EmbeddedServer.OperatorKey })
            Assert.False(log.Contains(secret, StringComparison.Ordinal), $"'{secret}' is in the log:\n{log}");
        Assert.True(lines.Length > 3, log);
        foreach (var line in lines)
        {
            try
            {
                Assert.NotNull(JsonNode.Parse(line)!["LogLevel"]);
            }
            catch (JsonException)
            {
                Assert.Fail($"Not JSON: {line}");
            }
        }
    }
}
