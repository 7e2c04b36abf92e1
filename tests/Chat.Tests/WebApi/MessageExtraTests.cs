using System.Text.Json;
using Chat.Errors;
using Chat.Messages;
using Chat.Users;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class MessageExtraTests
{
    private static readonly Caller Person = new(new TeamId(1), new UserId("U01"), "ann", IsBot: false, IsAdmin: false, null, "k");
    private static readonly Caller Bot = new(new TeamId(1), new UserId("U02"), "ci", IsBot: true, IsAdmin: false, "B02", "k");

    [Fact]
    public void Nothing_given_is_nothing_stored() => Assert.Null(MessageExtra.Of(RequestOf.Arguments(("text", "x")), Person).ToJson(null));

    [Fact]
    public void Blocks_are_written_anew_and_not_copied()
    {
        var extra = MessageExtra.Of(RequestOf.Arguments(("blocks", """ [ { "type" : "divider", "x":"\u0041\u0001" } ] """)), Person);
        Assert.True(extra.HasContent);
        Assert.Equal("""{"blocks":[{"type":"divider","x":"A\u0001"}]}""", extra.ToJson(null));
    }

    [Fact]
    public void Attachments_are_numbered()
    {
        var extra = MessageExtra.Of(RequestOf.Arguments(("attachments", """[{"text":"a","id":9},{"text":"b"}]""")), Person);
        Assert.Equal("""{"attachments":[{"id":1,"text":"a"},{"id":2,"text":"b"}]}""", extra.ToJson(null));
    }

    [Theory]
    [InlineData("blocks", "{}", ErrorCodes.InvalidBlocks)]
    [InlineData("blocks", "[1]", ErrorCodes.InvalidBlocks)]
    [InlineData("blocks", "[{}]", ErrorCodes.InvalidBlocks)]
    [InlineData("blocks", "[", ErrorCodes.InvalidBlocks)]
    [InlineData("blocks", """[{"type":"x","t":"\ud800"}]""", ErrorCodes.InvalidBlocks)]
    [InlineData("attachments", "\"x\"", ErrorCodes.InvalidAttachments)]
    [InlineData("attachments", "[[]]", ErrorCodes.InvalidAttachments)]
    [InlineData("attachments", "nope", ErrorCodes.InvalidAttachments)]
    [InlineData("metadata", "[]", ErrorCodes.InvalidArguments)]
    [InlineData("metadata", """{"event_type":"x"}""", ErrorCodes.InvalidArguments)]
    public void What_has_the_wrong_shape_is_refused(string name, string value, string code)
    {
        var refusal = Assert.Throws<ChatException>(() => MessageExtra.Of(RequestOf.Arguments((name, value)), Person));
        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public void Too_many_are_refused()
    {
        var blocks = "[" + string.Join(',', Enumerable.Repeat("""{"type":"divider"}""", MessageExtra.MaxBlocks + 1)) + "]";
        Assert.Equal(ErrorCodes.InvalidBlocks, CodeOf(("blocks", blocks)));
        var attachments = "[" + string.Join(',', Enumerable.Repeat("{}", MessageExtra.MaxAttachments + 1)) + "]";
        Assert.Equal(ErrorCodes.TooManyAttachments, CodeOf(("attachments", attachments)));

        static string CodeOf((string, string) argument) =>
            Assert.Throws<ChatException>(() => MessageExtra.Of(RequestOf.Arguments(argument), Person)).Code;
    }

    [Fact]
    public void Too_much_together_is_refused()
    {
        var extra = MessageExtra.Of(RequestOf.Arguments(("attachments", $$"""[{"text":"{{new string('x', MessageExtra.MaxBytes)}}"}]""")), Person);
        Assert.Equal(ErrorCodes.MsgTooLong, Assert.Throws<ChatException>(() => extra.ToJson(null)).Code);
    }

    [Fact]
    public void A_bot_may_take_another_name_and_picture()
    {
        var extra = MessageExtra.Of(RequestOf.Arguments(("username", "deploy"), ("icon_emoji", ":ship:")), Bot);
        Assert.True(extra.HasUsername);
        Assert.Equal("""{"username":"deploy","icons":{"emoji":":ship:"}}""", extra.ToJson(null));
    }

    [Fact]
    public void A_person_may_not() =>
        Assert.Null(MessageExtra.Of(RequestOf.Arguments(("username", "boss"), ("icon_url", "https://x.example/a.png")), Person).ToJson(null));

    [Fact]
    public void An_edit_keeps_what_it_does_not_name_and_an_empty_list_takes_away()
    {
        const string kept = """{"blocks":[{"type":"divider"}],"attachments":[{"id":1,"text":"old"}],"username":"ci"}""";
        var changed = MessageExtra.Of(RequestOf.Arguments(("blocks", "[]"), ("attachments", """[{"text":"new"}]""")), caller: null);
        using var json = JsonDocument.Parse(changed.ToJson(kept)!);
        Assert.False(json.RootElement.TryGetProperty("blocks", out _));
        Assert.Equal("new", json.RootElement.GetProperty("attachments")[0].GetProperty("text").GetString());
        Assert.Equal("ci", json.RootElement.GetProperty("username").GetString());
    }
}
