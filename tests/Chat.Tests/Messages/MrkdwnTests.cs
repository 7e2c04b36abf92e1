using System.Text;
using Chat.Messages;
using Xunit;

namespace Chat.Tests.Messages;

public sealed class MrkdwnTests
{
    private static readonly MrkdwnNames Names = new(
        name => name is "alice" or "bob.smith" or "élise" ? new UserId("U0" + name[..3].ToUpperInvariant().Replace('É', 'E')) : null,
        name => name is "general" or "dev-ops" ? new ChannelId("C0" + name[..3].ToUpperInvariant()) : null);

    private static string Default(string text, bool linkNames = false) => Mrkdwn.Format(text, ParseMode.Default, linkNames, Names);

    private static string Full(string text) => Mrkdwn.Format(text, ParseMode.Full, linkNames: false, Names);

    [Theory]
    [InlineData("http://x.example", "<http://x.example>")]
    [InlineData("https://x.example/a/b?c=d#e", "<https://x.example/a/b?c=d#e>")]
    [InlineData("HTTP://X.example", "<HTTP://X.example>")]
    [InlineData("ftp://files.example/x", "<ftp://files.example/x>")]
    [InlineData("see http://x.example now", "see <http://x.example> now")]
    [InlineData("http://localhost:8080/x", "<http://localhost:8080/x>")]
    [InlineData("http://[::1]:80/x", "<http://[::1]:80/x>")]
    [InlineData("http://münchen.example/ä", "<http://münchen.example/ä>")]
    [InlineData("www.foo.example", "<http://www.foo.example|www.foo.example>")]
    [InlineData("Www.foo.example/a?b", "<http://Www.foo.example/a?b|Www.foo.example/a?b>")]
    [InlineData("a@b.example", "<mailto:a@b.example|a@b.example>")]
    [InlineData("first.last+tag@mail.b-c.example", "<mailto:first.last+tag@mail.b-c.example|first.last+tag@mail.b-c.example>")]
    [InlineData("mailto:a@b.example", "<mailto:a@b.example>")]
    [InlineData("http://a.example http://b.example\nwww.c.example", "<http://a.example> <http://b.example>\n<http://www.c.example|www.c.example>")]
    [InlineData("http://user:pw@h.example/", "<http://user:pw@h.example/>")]
    public void Bare_address_becomes_a_link(string text, string expected) => Assert.Equal(expected, Default(text));

    [Theory]
    [InlineData("http://x.example.", "<http://x.example>.")]
    [InlineData("http://x.example, and", "<http://x.example>, and")]
    [InlineData("is it http://x.example?!", "is it <http://x.example>?!")]
    [InlineData("(http://x.example)", "(<http://x.example>)")]
    [InlineData("(see http://x.example/a_(b))", "(see <http://x.example/a_(b)>)")]
    [InlineData("[http://x.example]", "[<http://x.example>]")]
    [InlineData("{http://x.example/}", "{<http://x.example/>}")]
    [InlineData("\"http://x.example\"", "\"<http://x.example>\"")]
    [InlineData("'http://x.example'", "'<http://x.example>'")]
    [InlineData("“http://x.example”", "“<http://x.example>”")]
    [InlineData("http://x.example/道。", "<http://x.example/道>。")]
    [InlineData("*http://x.example*", "*<http://x.example>*")]
    [InlineData("_http://x.example_", "_<http://x.example>_")]
    [InlineData("~http://x.example~", "~<http://x.example>~")]
    [InlineData("http://x.example/foo_", "<http://x.example/foo_>")]
    [InlineData("|http://x.example|www.y.example|", "|<http://x.example>|<http://www.y.example|www.y.example>|")]
    [InlineData("&lt;http://x.example&gt;", "&lt;<http://x.example>&gt;")]
    [InlineData("mail a@b.example.", "mail <mailto:a@b.example|a@b.example>.")]
    [InlineData("(www.foo.example).", "(<http://www.foo.example|www.foo.example>).")]
    [InlineData("<http://x.example/a b", "&lt;<http://x.example/a> b")]
    public void Punctuation_around_an_address_stays_outside(string text, string expected) => Assert.Equal(expected, Default(text));

    [Theory]
    [InlineData("http://x.example/?a=1&b=2", "<http://x.example/?a=1&amp;b=2>")]
    [InlineData("http://x.example/?a=1&amp;b=2", "<http://x.example/?a=1&amp;b=2>")]
    [InlineData("<http://x.example/?a=1&b=2|a & b>", "<http://x.example/?a=1&amp;b=2|a &amp; b>")]
    [InlineData("www.x.example/?a&b", "<http://www.x.example/?a&amp;b|www.x.example/?a&amp;b>")]
    public void Ampersand_in_an_address_is_escaped(string text, string expected) => Assert.Equal(expected, Default(text));

    [Theory]
    [InlineData("a < b > c & d", "a &lt; b &gt; c &amp; d")]
    [InlineData("a &lt; b &gt; c &amp; d", "a &lt; b &gt; c &amp; d")]
    [InlineData("&amp;lt;", "&amp;lt;")]
    [InlineData("&nbsp; &copy; &", "&amp;nbsp; &amp;copy; &amp;")]
    [InlineData("<>", "&lt;&gt;")]
    [InlineData("<<@U01>>", "&lt;<@U01>&gt;")]
    [InlineData("<script>", "&lt;script&gt;")]
    [InlineData("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;")]
    [InlineData("<JavaScript:alert(1)>", "&lt;JavaScript:alert(1)&gt;")]
    [InlineData("<data:text/html,x>", "&lt;data:text/html,x&gt;")]
    [InlineData("<@alice>", "&lt;@alice&gt;")]
    [InlineData("<#general>", "&lt;#general&gt;")]
    [InlineData("<!>", "&lt;!&gt;")]
    [InlineData("<http://x", "&lt;<http://x>")]
    [InlineData("<www.foo.example>", "&lt;<http://www.foo.example|www.foo.example>&gt;")]
    [InlineData("> quoted", "&gt; quoted")]
    [InlineData("1 <2", "1 &lt;2")]
    [InlineData("<", "&lt;")]
    [InlineData("x<", "x&lt;")]
    public void Stray_brackets_and_ampersands_are_escaped(string text, string expected) => Assert.Equal(expected, Default(text));

    [Theory]
    [InlineData("<@U01>")]
    [InlineData("<@U01|alice>")]
    [InlineData("<@W0123ABC>")]
    [InlineData("<#C01>")]
    [InlineData("<#C01|general>")]
    [InlineData("<!here>")]
    [InlineData("<!channel|@channel>")]
    [InlineData("<!everyone>")]
    [InlineData("<!subteam^S01|@ops>")]
    [InlineData("<!date^1700000000^{date_short} at {time}^https://link.example|fallback>")]
    [InlineData("<!unknown|label>")]
    [InlineData("<https://a.example>")]
    [InlineData("<https://a.example|a label with http://b.example and www.c.example>")]
    [InlineData("<mailto:a@b.c|a@b.c>")]
    [InlineData("<tel:+123|call>")]
    [InlineData("before <@U01>, <#C01|general>: <https://a.example|x> after")]
    [InlineData("*bold* _it_ ~no~ :wave::skin-tone-3: @alice #general")]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("xhttp://a.example")]
    [InlineData("ssh://user@host.example")]
    [InlineData("http://")]
    [InlineData("http:// x")]
    [InlineData("http://.")]
    [InlineData("www.")]
    [InlineData("www.foo")]
    [InlineData("www.foo.")]
    [InlineData("awww.foo.example")]
    [InlineData("a@b")]
    [InlineData("a@b.1")]
    [InlineData("@b.example")]
    [InlineData("a@@b.example")]
    [InlineData("a@b.example_c")]
    [InlineData("a@b.example@c")]
    public void Text_without_anything_to_do_is_unchanged(string text) => Assert.Equal(text, Default(text));

    [Theory]
    [InlineData("`http://x.example`", "`http://x.example`")]
    [InlineData("`a < b & c`", "`a &lt; b &amp; c`")]
    [InlineData("```\nwww.x.example\n``` www.y.example", "```\nwww.x.example\n``` <http://www.y.example|www.y.example>")]
    [InlineData("`code` http://x.example `code`", "`code` <http://x.example> `code`")]
    [InlineData("`no end http://x.example", "`no end <http://x.example>")]
    [InlineData("`no end\nhttp://x.example`", "`no end\n<http://x.example>`")]
    [InlineData("``http://x.example``", "``http://x.example``")]
    [InlineData("```no end http://x.example", "```no end <http://x.example>")]
    [InlineData("```a`b http://x.example```", "```a`b http://x.example```")]
    [InlineData("`see <@U01> a@b.example`", "`see <@U01> a@b.example`")]
    [InlineData("```x ``` ```y", "```x ``` ```y")]
    public void Nothing_becomes_a_link_inside_code(string text, string expected) => Assert.Equal(expected, Default(text));

    [Theory]
    [InlineData("@alice hi", "<@U0ALI> hi")]
    [InlineData("hi @Alice.", "hi <@U0ALI>.")]
    [InlineData("@bob.smith, @bob.smith.", "<@U0BOB>, <@U0BOB>.")]
    [InlineData("@élise", "<@U0ELI>")]
    [InlineData("(@alice)", "(<@U0ALI>)")]
    [InlineData("#general and #Dev-Ops!", "<#C0GEN|general> and <#C0DEV|dev-ops>!")]
    [InlineData("@here @channel @everyone.", "<!here> <!channel> <!everyone>.")]
    [InlineData("@nobody #nothing @ # @. #-", "@nobody #nothing @ # @. #-")]
    [InlineData("x@alice x#general a.@alice ##general", "x@alice x#general a.@alice ##general")]
    [InlineData("@alicex", "@alicex")]
    [InlineData("`@alice` ```#general```", "`@alice` ```#general```")]
    [InlineData("http://x.example/@alice#general", "<http://x.example/@alice#general>")]
    [InlineData("<@U01|@alice>", "<@U01|@alice>")]
    public void Names_become_links_when_asked_for(string text, string expected) => Assert.Equal(expected, Default(text, linkNames: true));

    [Fact]
    public void Without_names_only_the_special_mentions_are_known() =>
        Assert.Equal("<!here> @alice #general", Mrkdwn.Format("@here @alice #general", ParseMode.Default, linkNames: true, names: null));

    [Theory]
    [InlineData("<!everyone>", "&lt;!everyone&gt;")]
    [InlineData("<http://x.example|label>", "&lt;<http://x.example>|label&gt;")]
    [InlineData("&amp; < & >", "&amp;amp; &lt; &amp; &gt;")]
    [InlineData("@alice in #general at www.x.example?a&b", "<@U0ALI> in <#C0GEN|general> at <http://www.x.example?a&amp;b|www.x.example?a&amp;b>")]
    [InlineData("@everyone", "<!everyone>")]
    [InlineData("`<@U01> @alice`", "`&lt;@U01&gt; @alice`")]
    public void Full_mode_takes_the_text_as_plain(string text, string expected) => Assert.Equal(expected, Full(text));

    [Theory]
    [InlineData("<!everyone> & http://x.example @alice")]
    [InlineData("< & >")]
    public void Mode_none_changes_nothing(string text) => Assert.Equal(text, Mrkdwn.Format(text, ParseMode.None, linkNames: true, Names));

    [Theory]
    [InlineData("a & b < c > d", "a &amp; b &lt; c &gt; d")]
    [InlineData("&amp;", "&amp;amp;")]
    [InlineData("nothing", "nothing")]
    public void Escape_shows_text_as_it_is(string text, string expected) => Assert.Equal(expected, Mrkdwn.Escape(text));

    [Fact]
    public void Formatting_twice_changes_nothing_more()
    {
        // Random texts from the pieces that matter, joined without regard to sense.
        string[] pieces =
        [
            "http://", "https://x.example", "www.", "www.a.example", "a@b.example", "mailto:", "@alice", "@here", "#general",
            "<", ">", "&", "&amp;", "&lt;", "&gt;",
            "<@U01>", "<http://a.example|l>", "<!here>", "`", "```", "|", "(", ")", "[", "]", ".", ",", ";", "_", "*", "~", "'", "\"",
            " ", "\n", "x", "é", "。", "🚀", "/", "?", "#", "@", "-", ":",
        ];
        var random = new Random(20160901);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder();
            for (var left = random.Next(1, 12); left > 0; left--)
                text.Append(pieces[random.Next(pieces.Length)]);
            foreach (var linkNames in new[] { false, true })
            {
                var once = Default(text.ToString(), linkNames);
                Assert.Equal(once, Default(once, linkNames));
                AssertWellFormed(once, text.ToString());
            }
            AssertWellFormed(Full(text.ToString()), text.ToString());
        }
    }

    public static TheoryData<string> Hostile => new()
    {
        "<", "<a", "`", "```", "` ", "`\n", "@", "@a", "#", "#a", "a.", "a-", "a@", "a@b.", "a@b.1", "1.", "http://", "http:///", "http://[",
        "www.", "www.a", "www.a?", "www.a;", "www.-", "mailto:",
        "mailto:a.", "&", "&amp;", "(", "http://x(", ")", ".", "http://a.", "<http://a|", "<@U01", "<!", "@a.", "@a......", "_", "e@e.e@",
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Time_grows_with_the_length_alone(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var start = TimeProvider.System.GetTimestamp();
        Default(text, linkNames: true);
        Full(text);
        // Twenty-five times the longest message; were it quadratic, it would take many minutes.
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "Formatting a million characters took too long.");
    }

    private static void AssertWellFormed(string formatted, string source)
    {
        for (var at = 0; at < formatted.Length; at++)
        {
            Assert.False(formatted[at] == '>', $"A bracket closes nothing in '{formatted}', from '{source}'.");
            if (formatted[at] == '&')
                Assert.Matches("^&(amp|lt|gt);", formatted[at..]);
            if (formatted[at] != '<')
                continue;
            var end = formatted.IndexOf('>', at);
            Assert.True(end > at && formatted.IndexOf('<', at + 1, end - at) < 0, $"A bracket is not closed in '{formatted}', from '{source}'.");
            at = end;
        }
    }
}
