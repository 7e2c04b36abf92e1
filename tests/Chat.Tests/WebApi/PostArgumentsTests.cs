using Chat.Errors;
using Chat.Messages;
using Chat.Users;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class PostArgumentsTests
{
    private static readonly Caller Person = new(new TeamId(1), new UserId("U01"), "ann", IsBot: false, IsAdmin: false, null, "k");
    private static readonly Caller Bot = Person with { IsBot = true, BotId = "B01" };

    [Fact]
    public void The_clients_own_id_is_the_retry_key()
    {
        var request = PostArguments.Post(RequestOf.Arguments(("text", "hi"), ("client_msg_id", "abc")), Person);
        Assert.Equal("abc", request.RetryKey);
        Assert.Equal("abc", request.ClientMsgId);
    }

    [Fact]
    public void Without_one_each_request_gets_its_own_that_nobody_sees()
    {
        var arguments = RequestOf.Arguments(("text", "hi"));
        var first = PostArguments.Post(arguments, Person);
        Assert.Null(first.ClientMsgId);
        Assert.Equal(32, first.RetryKey.Length);
        Assert.NotEqual(first.RetryKey, PostArguments.Post(arguments, Person).RetryKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void Nothing_to_say_is_refused(string text)
    {
        Assert.Equal(ErrorCodes.NoText, CodeOf(("text", text)));
        Assert.Equal(ErrorCodes.NoText, CodeOf(("text", text), ("blocks", "[]")));
    }

    [Fact]
    public void Attachments_need_no_text() =>
        Assert.Equal("", PostArguments.Post(RequestOf.Arguments(("attachments", """[{"text":"a"}]""")), Person).Text);

    [Fact]
    public void Over_long_text_is_refused()
    {
        Assert.Equal(ErrorCodes.MsgTooLong, CodeOf(("text", new string('x', PostArguments.MaxText + 1))));
        Assert.Equal(ErrorCodes.MsgTooLong, CodeOf(("markdown_text", new string('x', PostArguments.MaxMarkdown + 1))));
        Assert.Equal(PostArguments.MaxText, PostArguments.Post(RequestOf.Arguments(("text", new string('x', PostArguments.MaxText))), Person).Text.Length);
    }

    [Fact]
    public void A_thread_that_is_no_ts_is_not_found() => Assert.Equal(ErrorCodes.ThreadNotFound, CodeOf(("text", "x"), ("thread_ts", "5")));

    [Fact]
    public void Only_a_bot_under_another_name_posts_bot_messages()
    {
        Assert.Equal("bot_message", PostArguments.Post(RequestOf.Arguments(("text", "x"), ("username", "ci")), Bot).Subtype);
        Assert.Null(PostArguments.Post(RequestOf.Arguments(("text", "x")), Bot).Subtype);
        Assert.Null(PostArguments.Post(RequestOf.Arguments(("text", "x"), ("username", "ci")), Person).Subtype);
    }

    [Theory]
    [InlineData("full", ParseMode.Full)]
    [InlineData("none", ParseMode.None)]
    [InlineData("client", ParseMode.Default)]
    public void Parse_modes_are_read(string text, ParseMode expected) =>
        Assert.Equal(expected, PostArguments.Post(RequestOf.Arguments(("text", "x"), ("parse", text)), Person).Parse);

    [Fact]
    public void An_edit_of_the_text_alone_keeps_the_rest()
    {
        var changes = PostArguments.Changes(RequestOf.Arguments(("text", "new")));
        Assert.False(changes.TouchesExtra);
        Assert.Equal(new MessageEdit("new", null, UnfurlMedia: true), changes.ToEdit(null));
    }

    [Theory]
    [InlineData(null, null, false, true)]
    [InlineData("true", "false", true, false)]
    [InlineData("false", "true", false, true)]
    public void Pages_are_unfurled_when_asked_to_and_media_unless_asked_not_to(string? links, string? media, bool unfurlsLinks, bool unfurlsMedia)
    {
        (string, string)[] flags = [.. new[] { ("unfurl_links", links), ("unfurl_media", media) }.Where(static f => f.Item2 is not null).Select(static f => (f.Item1, f.Item2!))];
        var post = PostArguments.Post(RequestOf.Arguments([("text", "x"), .. flags]), Person);
        var edit = PostArguments.Changes(RequestOf.Arguments([("text", "x"), .. flags])).ToEdit(null);
        Assert.Equal((unfurlsLinks, unfurlsMedia), (post.UnfurlLinks, post.UnfurlMedia));
        Assert.Equal((unfurlsLinks, unfurlsMedia), (edit.UnfurlLinks, edit.UnfurlMedia));
    }

    [Fact]
    public void An_edit_that_takes_the_last_block_away_stores_an_empty_object()
    {
        var changes = PostArguments.Changes(RequestOf.Arguments(("text", "new"), ("blocks", "[]")));
        Assert.Equal("{}", changes.ToEdit("""{"blocks":[{"type":"divider"}]}""").Extra);
    }

    [Theory]
    [InlineData("**bold** and ~~gone~~", "*bold* and ~gone~")]
    [InlineData("# Title\ntext", "*Title*\ntext")]
    [InlineData("[a](https://a.example/?x=1&y=2)", "<https://a.example/?x=1&amp;y=2|a>")]
    [InlineData("a < b && c", "a &lt; b &amp;&amp; c")]
    [InlineData("> quoted", "> quoted")]
    [InlineData("`**not**` **bold**", "`**not**` *bold*")]
    [InlineData("```\n# code <b>\n```", "```\n# code &lt;b&gt;\n```")]
    [InlineData("<!everyone>", "&lt;!everyone&gt;")]
    [InlineData("[x](javascript:alert)", "[x](javascript:alert)")]
    public void Markdown_becomes_mrkdwn(string markdown, string expected) =>
        Assert.Equal(expected, PostArguments.Post(RequestOf.Arguments(("markdown_text", markdown)), Person).Text);

    private static string CodeOf(params (string, string)[] arguments) =>
        Assert.Throws<ChatException>(() => PostArguments.Post(RequestOf.Arguments(arguments), Person)).Code;
}
