using System.Text;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Requests;

/// <summary>Frames as broken clients send them: a nack and not a lost socket, wherever one can be given.</summary>
public sealed class FrameInputTests(EmbeddedServer server)
{
    /// <summary>Message frames that are refused; {c} is a channel of alice's, {p} a private one without her.</summary>
    [Theory]
    [InlineData("""{"type":"message"}""")]
    [InlineData("""{"type":"message","channel":"{c}"}""")]
    [InlineData("""{"type":"message","channel":"{c}","text":""}""")]
    [InlineData("""{"type":"message","channel":"{c}","text":42}""")]
    [InlineData("""{"type":"message","channel":["{c}"],"text":"x"}""")]
    [InlineData("""{"type":"message","channel":"C0000000000","text":"x"}""")]
    [InlineData("""{"type":"message","channel":"{p}","text":"x"}""")]
    [InlineData("""{"type":"message","channel":"{a}","text":"x"}""")]
    [InlineData("""{"type":"message","channel":"{c}","text":"x","thread_ts":"1000000000.000000"}""")]
    [InlineData("""{"type":"message","channel":"{c}","text":"x","thread_ts":"nonsense"}""")]
    [InlineData("""{"type":"message","channel":"{c}","text":"\ud83d"}""")]
    [InlineData("""{"type":"message","channel":"{c}","text":"x","\ud83d":1}""")]
    [InlineData("""{"type":"no_such_type"}""")]
    [InlineData("""{"channel":"{c}","text":"x"}""")]
    public async Task A_frame_that_cannot_be_carried_out_is_nacked_and_the_socket_goes_on(string frame)
    {
        var (team, channel, names) = await Setting();
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        foreach (var (name, value) in names)
            frame = frame.Replace(name, value, StringComparison.Ordinal);
        // By hand: a lone surrogate is nothing that a JSON writer would let through.
        await alice.SendText(frame[..^1] + ",\"id\":77}");
        var nack = await alice.WaitFor(f => f.Json["reply_to"]?.GetValue<long>() == 77, "the nack of " + frame);
        Assert.True(nack.IsNack, nack.Json.ToJsonString());
        Assert.False(string.IsNullOrEmpty(SlackApi.Text(nack.Json["error"], "msg")), nack.Json.ToJsonString());
        Assert.NotNull(nack.Json["error"]!["code"]);
        await GoesOn(alice, channel);
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("{\"type\":\"message\",")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task A_frame_that_is_no_JSON_object_is_answered_with_an_error_and_the_socket_goes_on(string text)
    {
        var (team, channel, _) = await Setting();
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await alice.SendText(text);
        await alice.WaitFor(f => f.Json["error"] is not null, $"an error frame for '{text}'");
        await GoesOn(alice, channel);
    }

    [Fact]
    public async Task A_deeply_nested_frame_is_answered_with_an_error_and_the_socket_goes_on()
    {
        var (team, channel, _) = await Setting();
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await alice.SendText(string.Concat(Enumerable.Repeat("{\"a\":", 2000)) + "1" + new string('}', 2000));
        await alice.WaitFor(f => f.Json["error"] is not null, "an error frame for deep nesting");
        await GoesOn(alice, channel);
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_closes_the_socket_as_the_protocol_demands_and_stores_nothing()
    {
        var (team, channel, _) = await Setting();
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await alice.SendRaw((byte[])[.. Encoding.UTF8.GetBytes($"{{\"id\":1,\"type\":\"message\",\"channel\":\"{channel}\",\"text\":\""), 0xC3, 0x28, (byte)'"', (byte)'}']);
        // RFC 6455, section 8.1: the connection fails; there is no frame to answer.
        await alice.Closed.Within(Eventually.Usual, "the socket to close after bytes that are not UTF-8");
        Assert.Equal(1007, (int)(alice.CloseStatus ?? 0));
        await alice.ResumeAsync();
        await GoesOn(alice, channel);
        Assert.Single(await team.HistoryAsync("alice", channel), m => !m.ContainsKey("subtype"));
    }

    [Fact]
    public async Task A_text_too_long_for_a_message_is_nacked()
    {
        var (team, channel, _) = await Setting();
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        var nack = await alice.Post(channel, new string('x', 15_000));
        // Within the frame limit a text is either taken whole or refused with its code.
        if (!nack["ok"]!.GetValue<bool>())
            Assert.Equal("msg_too_long", SlackApi.Text(nack["error"], "msg"));
        await GoesOn(alice, channel);
    }

    [Fact]
    public async Task A_frame_beyond_16_KB_closes_the_socket_with_a_code_that_says_so()
    {
        var (team, channel, _) = await Setting();
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await Assert.ThrowsAsync<SocketLostException>(() => alice.Post(channel, new string('x', 17 * 1024)));
        await alice.Closed;
        Assert.Equal(1009, (int)(alice.CloseStatus ?? 0));
        await alice.ResumeAsync();
        Assert.True(alice.Resumed);
        await GoesOn(alice, channel);
    }

    [Fact]
    public async Task Every_frame_of_a_wild_sender_is_acked_or_nacked()
    {
        var (team, channel, _) = await Setting();
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(n => alice.Post(n % 3 == 0 ? "C0000000000" : channel, $"wild {n}")));
        Assert.All(answers, a => Assert.True(a.ContainsKey("ok")));
        var acked = answers.Where(a => a["ok"]!.GetValue<bool>()).Select(a => SlackApi.Text(a, "ts")).Order(StringComparer.Ordinal).ToList();
        var stored = (await team.HistoryAsync("alice", channel)).Where(m => !m.ContainsKey("subtype")).Select(m => SlackApi.Text(m, "ts")).Reverse();
        Assert.Equal(acked, stored);
    }

    private async Task<(TestTeam Team, string Channel, Dictionary<string, string> Names)> Setting()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var channel = await team.CreateChannelAsync("alice", "work");
        var archived = await team.CreateChannelAsync("alice", "past");
        await team.Api.Ok("conversations.archive", team["alice"].Token, ("channel", archived));
        return (team, channel, new Dictionary<string, string>
        {
            ["{c}"] = channel, ["{a}"] = archived, ["{p}"] = await team.CreateChannelAsync("bob", "secret", true),
        });
    }

    private static async Task GoesOn(RtmClient client, string channel)
    {
        var ack = await client.Post(channel, "still here");
        Assert.True(ack["ok"]!.GetValue<bool>(), ack.ToJsonString());
    }
}
