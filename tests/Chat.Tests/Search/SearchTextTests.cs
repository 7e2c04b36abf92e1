using Chat.Search;
using Xunit;

namespace Chat.Tests.Search;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Hello, World 42!", "hello world 42")]
    [InlineData("café CAFÉ cafe\u0301 Ca\u0301fe", "cafe cafe cafe cafe")]
    [InlineData("Straße Łódź Ærø Þór İstanbul ısı", "strasse lodz aero thor istanbul isi")]
    [InlineData("ﬁne ＷＩＤＥ１２ Ångström", "fine wide12 angstrom")]
    [InlineData("Ёлка йод ΑΘΉΝΑ σοφός ᾳ", "елка йод αθηνα σοφοσ α")]
    [InlineData("שָׁלוֹם مَرْحَبًا", "שלום مرحبا")]
    [InlineData("हिन्दी 안녕하세요", "हिन्दी 안녕하세요")]
    [InlineData("a&amp;b &lt;tag&gt; don't snake_case", "a b tag don t snake case")]
    [InlineData("𝕏 𐐀 😀", "𝕏 𐐨")]
    [InlineData("\uD800 x \uDC00", "x")]
    public void Words_are_letters_and_digits_without_case_and_diacritics(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', SearchText.Words(text).Select(word => word.Folded)));

    [Theory]
    [InlineData("東京タワー", "東京 京タ タワ ワー ー")]
    [InlineData("漢", "漢")]
    [InlineData("漢字test", "漢字 字 test")]
    public void A_run_is_found_by_each_two_letters(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', SearchText.Words(text).SelectMany(SearchText.Parts)));

    [Fact]
    public void Words_name_their_place_in_the_text()
    {
        const string text = "Zoë, e\u0301té 漢字!";
        Assert.Equal(["Zoë", "e\u0301té", "漢字"], SearchText.Words(text).Select(word => text.Substring(word.Start, word.Length)));
    }

    [Fact]
    public void A_word_is_cut_and_a_run_is_not()
    {
        Assert.Equal(SearchText.MaxWord, Assert.Single(SearchText.Words(new string('a', 100_000))).Folded.Length);
        Assert.Equal(SearchText.MaxWord - 1 + 1, Assert.Single(SearchText.Words("a" + string.Concat(Enumerable.Repeat("𝕏", 100)))).Folded.Length + 1);
        Assert.Equal(1_000, Assert.Single(SearchText.Words(new string('漢', 1_000))).Folded.Length);
    }

    [Theory]
    [InlineData("the Deploy failed", "deploy", "the [Deploy] failed")]
    [InlineData("Café au lait", "cafe", "[Café] au lait")]
    [InlineData("deploys and deploy", "depl*", "[deploys] and [deploy]")]
    [InlineData("out of office, out", "\"out of\"", "[out] [of] office, out")]
    [InlineData("see <https://deploy.example|the deploy page> <@U0DEPLOY>", "deploy ", "see <https://deploy.example|the [deploy] page> <@U0DEPLOY>")]
    [InlineData(":deploy: deploy :+1:", "deploy ", ":deploy: [deploy] :+1:")]
    [InlineData("at 10:deploy:30", "deploy ", "at 10:deploy:30")]
    [InlineData("1 &lt; 2 &amp; deploy &gt; x < y", "deploy ", "1 &lt; 2 &amp; [deploy] &gt; x < y")]
    [InlineData("東京タワーと東京", "東京", "[東京]タワーと[東京]")]
    [InlineData("nothing here", "-here x ", "nothing here")]
    [InlineData("no words", "from:me", "no words")]
    public void What_was_looked_for_is_marked(string text, string query, string expected)
    {
        var terms = SearchQueryParser.Parse(query, new DateOnly(2026, 1, 1)).Terms;
        Assert.Equal(expected, Highlighter.Mark(text, terms).Replace(SearchMatch.MarkBegin, '[').Replace(SearchMatch.MarkEnd, ']'));
    }
}
