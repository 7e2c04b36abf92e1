using Chat.Messages;
using Chat.Unfurling;
using Xunit;

namespace Chat.Tests.Unfurling;

public sealed class MessageLinksTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("no link", "")]
    [InlineData("<http://a.example/x>", "http://a.example/x")]
    [InlineData("see <https://a.example/x|the page> and <https://b.example>", "https://a.example/x https://b.example")]
    [InlineData("<https://a.example/?a=1&amp;b=2&amp;amp;c>", "https://a.example/?a=1&b=2&amp;c")]
    // Not of the web.
    [InlineData("<mailto:a@b.example|a@b.example> <@U0000000001> <#C0000000001|general> <!here> <!date^1^{date}^https://a.example|x>", "")]
    [InlineData("<ftp://a.example/x> <tel:123> <javascript:alert(1)> <http://>", "")]
    [InlineData("https://a.example/bare &lt;https://a.example/escaped&gt;", "")]
    // Labels that are parts of the address.
    [InlineData("<http://example.com|example.com>", "")]
    [InlineData("<http://www.example.com/a/b|example.com/a>", "")]
    [InlineData("<https://a.example/?x=1&amp;y=2|a.example/?x=1&amp;y=2>", "")]
    [InlineData("<http://example.com|http://example.com>", "http://example.com")]
    [InlineData("<http://example.com|Example.com>", "http://example.com")]
    [InlineData("<http://example.com|>", "http://example.com")]
    [InlineData("<http://example.com|example.com> and <http://example.com>", "http://example.com")]
    // Code.
    [InlineData("`<http://a.example>` <http://b.example>", "http://b.example")]
    [InlineData("```\n<http://a.example>\n``` <http://b.example>", "http://b.example")]
    [InlineData("``` <http://a.example> `<http://b.example>`", "http://b.example")]
    [InlineData("a ` b <http://a.example>\n`", "http://a.example")]
    [InlineData("&gt; quoted <http://a.example>", "http://a.example")]
    // The same page.
    [InlineData("<http://a.example> <http://a.example/> <HTTP://A.EXAMPLE:80/#part>", "http://a.example")]
    [InlineData("<http://a.example/1> <http://a.example/2>", "http://a.example/1 http://a.example/2")]
    // Broken.
    [InlineData("<http://a.example <http://b.example>", "http://b.example")]
    [InlineData("<http://a.example", "")]
    [InlineData("<http://a b.example>", "")]
    public void Links_are_those_that_show_a_preview(string text, string links) => Assert.Equal(links, string.Join(' ', MessageLinks.In(text, 5)));

    [Fact]
    public void There_are_no_more_than_asked_for()
    {
        var text = string.Concat(Enumerable.Range(0, 9).Select(i => $"<http://a.example/{i}> "));
        Assert.Equal(["http://a.example/0", "http://a.example/1", "http://a.example/2"], MessageLinks.In(text, 3));
        Assert.Empty(MessageLinks.In(text, 0));
    }

    /// <summary>What the server itself makes of typed text.</summary>
    [Fact]
    public void Typed_addresses_are_found_in_what_is_stored()
    {
        var stored = Mrkdwn.Format("look at https://a.example/x?a=1&b=2, www.b.example and `https://c.example`", ParseMode.Default, linkNames: false, names: null);
        Assert.Equal(["https://a.example/x?a=1&b=2"], MessageLinks.In(stored, 5));
    }

    [Theory]
    [InlineData("<")]
    [InlineData("`")]
    [InlineData("```")]
    [InlineData("<http://a.example|")]
    public void A_hostile_text_is_read_in_one_pass(string part) =>
        Assert.Empty(MessageLinks.In(string.Concat(Enumerable.Repeat(part, 40_000 / part.Length)), 5));
}
