using System.Text;
using Chat.Json;
using Chat.Messages;
using Chat.Sessions;
using Chat.Teams;
using Xunit;

namespace Chat.Tests.Sessions;

public sealed class RtmFramesTests
{
    private static readonly ChannelId Lobby = new("C0000000001");
    private static readonly Ts At = new(1_700_000_000_000_100);

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("quotes \" and \\ backslashes, \n lines, \u0001 controls")]
    [InlineData("käse 🧀 & <http://example.org|link>")]
    public void An_ack_tells_the_text_of_the_message(string text) => Assert.Equal(
        Encoding.UTF8.GetString(RtmFrames.Ack("7", At.ToString(), text)), Encoding.UTF8.GetString(RtmFrames.Ack("7", Posted(Message(text)))));

    [Fact]
    public void The_text_of_what_a_message_contains_is_not_taken_for_its_own()
    {
        var nested = Posted(WireJson.Encode(json =>
        {
            json.WriteStartObject("attachment");
            json.WriteString("text", "an attachment's");
            json.WriteEndObject();
            json.WriteString("text", "its own");
        }));
        Assert.Equal(RtmFrames.Ack("7", At.ToString(), "its own"), RtmFrames.Ack("7", nested));
    }

    private static byte[] Message(string text)
    {
        var message = new Message { Team = new TeamId(7), Channel = Lobby, User = new UserId("U0000000001"), Text = text, Ts = At };
        return WireJson.Encode(json =>
        {
            json.WriteString("channel", Lobby.Value);
            message.WriteMembers(json);
        });
    }

    private static TeamEvent Posted(byte[] payload) => new(At, Audience.Channel, Lobby, null, EventEffect.None, "S1:7", payload);
}
