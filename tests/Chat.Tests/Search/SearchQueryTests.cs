using Chat.Errors;
using Chat.Search;
using Xunit;

namespace Chat.Tests.Search;

/// <summary>What a query says, as the parser understands it; written in short.</summary>
public sealed class SearchQueryTests
{
    /// <summary>A Wednesday.</summary>
    private static readonly DateOnly Today = new(2026, 7, 15);

    [Theory]
    [InlineData("hello world ", "hello | world")]
    [InlineData("hello world", "hello | world*")]
    [InlineData("a", "a")]
    [InlineData("  Grüße, Łódź!  ", "grusse | lodz")]
    [InlineData("deplo*", "deplo*")]
    [InlineData("deplo* now ", "deplo* | now")]
    [InlineData("de* now ", "de | now")]
    [InlineData("\"out of office\"", "out of office")]
    [InlineData("\"out of office", "out of office")]
    [InlineData("“out of office” today", "out of office | today*")]
    [InlineData("-spam ham ", "!spam | ham")]
    [InlineData("ham -spam", "ham | !spam")]
    [InlineData("-\"not this\" that ", "!not this | that")]
    [InlineData("foo-bar ", "foo bar")]
    [InlineData("foo-bar", "foo bar*")]
    [InlineData("- -- foo ", "foo")]
    [InlineData("snake_case ", "snake case")]
    [InlineData("日本語", "日本語~")]
    [InlineData("東京tower ", "東京~ | tower")]
    [InlineData("https://example.org/a?b=c ", "https example org a b c")]
    [InlineData("foo:bar ", "foo bar")]
    [InlineData("before:nonsense ", "before nonsense")]
    [InlineData("has:nothing is:odd ", "has nothing | is odd")]
    [InlineData("in: from: x ", "in | from | x")]
    public void Words_are_what_is_left_of_the_text(string text, string expected) =>
        Assert.Equal(expected, string.Join(" | ", SearchQueryParser.Parse(text, Today).Terms.Select(Shown)));

    [Theory]
    [InlineData("in:#general", "general")]
    [InlineData("in:general", "general")]
    [InlineData("in:<#C0GENERAL|general>", "C0GENERAL")]
    [InlineData("in:<#C0GENERAL>", "C0GENERAL")]
    [InlineData("in:@bob", "@bob")]
    [InlineData("in:<@U0BOB>", "@U0BOB")]
    [InlineData("in:U0BOB", "@U0BOB")]
    [InlineData("-in:#random", "!random")]
    [InlineData("IN:#a in:#b", "a b")]
    [InlineData("in:\"two words\"", "two words")]
    public void In_names_channels_and_people(string text, string expected)
    {
        var query = SearchQueryParser.Parse(text, Today);
        Assert.Equal(expected, string.Join(' ', query.In.Select(Shown)));
        Assert.Empty(query.Terms);
    }

    [Theory]
    [InlineData("from:@bob", "@bob")]
    [InlineData("from:me", "me")]
    [InlineData("from:<@U0BOB>", "@U0BOB")]
    [InlineData("from:\"Jane Doe\"", "Jane Doe")]
    [InlineData("-from:@bob", "!@bob")]
    public void From_names_people(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', SearchQueryParser.Parse(text, Today).From.Select(Shown)));

    [Theory]
    [InlineData("on:2024-02-29", "2024-02-29", "2024-03-01")]
    [InlineData("on:today", "2026-07-15", "2026-07-16")]
    [InlineData("during:yesterday", "2026-07-14", "2026-07-15")]
    [InlineData("during:july", "2026-07-01", "2026-08-01")]
    [InlineData("during:Aug", "2025-08-01", "2025-09-01")]
    [InlineData("during:2023-12", "2023-12-01", "2024-01-01")]
    [InlineData("during:2023", "2023-01-01", "2024-01-01")]
    [InlineData("during:week", "2026-07-13", "2026-07-20")]
    [InlineData("during:month", "2026-07-01", "2026-08-01")]
    [InlineData("during:year", "2026-01-01", "2027-01-01")]
    [InlineData("on:7/4/2024", "2024-07-04", "2024-07-05")]
    [InlineData("before:2024-01-01", null, "2024-01-01")]
    [InlineData("after:2024-01-01", "2024-01-02", null)]
    [InlineData("after:2023", "2024-01-01", null)]
    [InlineData("after:2024-01-01 before:2024-02-01", "2024-01-02", "2024-02-01")]
    [InlineData("during:2024 during:2024-03", "2024-03-01", "2024-04-01")]
    [InlineData("on:0001-01-01", "1970-01-01", "1970-01-02")]
    [InlineData("on:9999-12-31", "2200-01-01", "2200-01-02")]
    public void Dates_bound_the_days(string text, string? since, string? until)
    {
        var query = SearchQueryParser.Parse(text, Today);
        Assert.Equal((since, until), (query.Since?.ToString("yyyy-MM-dd"), query.Until?.ToString("yyyy-MM-dd")));
    }

    [Fact]
    public void Has_and_is_ask_for_what_a_message_has()
    {
        var query = SearchQueryParser.Parse("has:link -has:reaction has::Tada: has::wave::skin-tone-3: is:thread", Today);
        Assert.Equal(
            [new(Having.Link), new(Having.Reaction, null, true), new(Having.Reaction, "tada"), new HasFilter(Having.Reaction, "wave::skin-tone-3")], query.Has);
        Assert.True(query.IsThread);
        Assert.False(SearchQueryParser.Parse("-is:thread", Today).IsThread);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"\" - * : !!! 😀")]
    public void A_query_for_nothing_is_refused(string text) =>
        Assert.Equal(ErrorCodes.NoQuery, Assert.Throws<ChatException>(() => SearchQueryParser.Parse(text, Today)).Code);

    [Fact]
    public void A_query_that_is_too_long_is_refused()
    {
        foreach (var text in new[] { new string('a', 1_001), string.Join(' ', Enumerable.Repeat("a", 31)), string.Concat(Enumerable.Repeat("a-", 31)) })
            Assert.Equal(ErrorCodes.InvalidArguments, Assert.Throws<ChatException>(() => SearchQueryParser.Parse(text, Today)).Code);
    }

    /// <summary>Whatever is typed: it becomes letters and digits, or is refused; nothing else can reach a database's own search language.</summary>
    [Fact]
    public void Nothing_but_letters_and_digits_is_left_of_words()
    {
        var random = new Random(4711);
        const string Odd = "\"'*()+-~<>@^:{}%_;\\/|&\0\n\t𝕏漢é\u0301aAND OR NOT NEAR";
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Odd[random.Next(Odd.Length)]));
            try
            {
                foreach (var word in SearchQueryParser.Parse(text, Today).Terms.SelectMany(static term => term.Words))
                    Assert.All(word.EnumerateRunes(), static rune => Assert.True(System.Text.Rune.IsLetterOrDigit(rune), $"U+{rune.Value:X}"));
            }
            catch (ChatException e)
            {
                Assert.Contains(e.Code, (string[])[ErrorCodes.NoQuery, ErrorCodes.InvalidArguments]);
            }
        }
    }

    private static string Shown(SearchTerm term) =>
        $"{(term.IsNot ? "!" : "")}{string.Join(' ', term.Words)}{(term.IsPrefix ? "*" : "")}{(term.IsRun ? "~" : "")}";

    private static string Shown(NamedFilter filter) => $"{(filter.IsNot ? "!" : "")}{(filter.IsPerson ? "@" : "")}{filter.Name}";
}
