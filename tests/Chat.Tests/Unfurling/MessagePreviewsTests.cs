using System.Text.Json;
using Chat.Unfurling;
using Xunit;

namespace Chat.Tests.Unfurling;

public sealed class MessagePreviewsTests
{
    private const string A = "https://a.example/?x=1&y=2";
    private const string B = "https://b.example/";

    private static readonly string[] Links = [A, B];

    [Fact]
    public void Previews_come_in_the_order_of_the_links_after_what_the_author_gave_and_are_numbered()
    {
        var extra = MessagePreviews.Merge("""{"blocks":[],"attachments":[{"id":1,"text":"own"}]}""", Links, [Preview(B, "b"), Preview(A, "a")]);
        Assert.Equal(
            """{"blocks":[],"attachments":[{"id":1,"text":"own"},{"id":2,"from_url":"https://a.example/?x=1&y=2","title":"a"},{"id":3,"from_url":"https://b.example/","title":"b"}]}""",
            extra);
    }

    [Fact]
    public void The_same_previews_again_change_nothing()
    {
        var once = MessagePreviews.Merge(null, Links, [Preview(A, "a"), Preview(B, "b")]);
        Assert.Equal(once, MessagePreviews.Merge(once, Links, [Preview(B, "b"), Preview(A, "a")]));
        Assert.Equal(once, MessagePreviews.Merge(once, Links, []));
    }

    [Fact]
    public void A_preview_goes_with_its_link()
    {
        var both = MessagePreviews.Merge(null, Links, [Preview(A, "a"), Preview(B, "b")]);
        Assert.Equal([B], LinksOf(MessagePreviews.Merge(both, [B], [])));
        Assert.Null(MessagePreviews.Merge(both, [], []));
        Assert.Null(MessagePreviews.Merge(null, [B], [Preview(A, "a")]));
    }

    [Fact]
    public void What_a_bot_supplied_stays_until_a_bot_supplies_another()
    {
        var app = new LinkPreview(A, """{"is_app_unfurl":true,"title":"bot"}""");
        var supplied = MessagePreviews.Merge(MessagePreviews.Merge(null, Links, [Preview(A, "server")]), Links, [app], bySomebody: true);
        Assert.Equal(["bot"], Titles(supplied));
        Assert.Equal(["bot", "b"], Titles(MessagePreviews.Merge(supplied, Links, [Preview(A, "server"), Preview(B, "b")])));
        Assert.Equal(["newer"], Titles(MessagePreviews.Merge(supplied, Links, [app with { Attachment = """{"is_app_unfurl":true,"title":"newer"}""" }], bySomebody: true)));
    }

    [Fact]
    public void A_bot_cannot_make_a_preview_stand_for_another_link()
    {
        var extra = MessagePreviews.Merge(null, Links, [new LinkPreview(A, """{"id":7,"from_url":"https://b.example/","title":"t"}""")], bySomebody: true);
        Assert.Equal([A], LinksOf(extra));
    }

    [Fact]
    public void Previews_that_would_make_the_message_too_large_are_left_out()
    {
        string[] links = [.. Enumerable.Range(0, 5).Select(i => $"https://{i}.example/")];
        var extra = MessagePreviews.Merge(null, links, [.. links.Select(link => new LinkPreview(link, $$"""{"text":"{{new string('x', 60_000)}}"}"""))]);
        Assert.Equal(links[..4], LinksOf(extra));
    }

    [Theory]
    [InlineData("https://example.org/x", false)]
    [InlineData("https://EXAMPLE.org./x", false)]
    [InlineData("https://a.b.example.org", false)]
    [InlineData("https://notexample.org", true)]
    [InlineData("https://example.org.evil.test", true)]
    public void A_denied_domain_covers_its_subdomains_and_nothing_else(string link, bool isAllowed)
    {
        Assert.Equal(isAllowed, new UnfurlSettings(true, ["example.org"]).Allows(new Uri(link)));
        Assert.False(new UnfurlSettings(false, []).Allows(new Uri(link)));
    }

    private static LinkPreview Preview(string link, string title) => new(link, $$"""{"title":"{{title}}"}""");

    private static string[] LinksOf(string? extra) => Members(extra, "from_url");

    private static string[] Titles(string? extra) => Members(extra, "title");

    private static string[] Members(string? extra, string name)
    {
        using var document = JsonDocument.Parse(extra ?? "{}");
        return [.. document.RootElement.GetProperty("attachments").EnumerateArray().Select(a => a.GetProperty(name).GetString()!)];
    }
}
