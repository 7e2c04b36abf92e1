using Chat.Channels;
using Chat.Messages;
using Chat.Search;
using Chat.Sharding;
using Chat.Tests.Storage;
using Chat.Transfer;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Chat.Tests.Search.SearchedTeam;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Search;

/// <summary>What is found, on either database.</summary>
public abstract class SearchStoreSpec(StorageFixture storage)
{
    [Theory]
    [InlineData("deploy ", "Deploy is done | we deploy, Zoë")]
    [InlineData("DEPLOY zoe ", "we deploy, Zoë")]
    [InlineData("depl", "Deploy is done | we deploy, Zoë | deployment plan")]
    [InlineData("depl* done ", "Deploy is done")]
    [InlineData("depl ", "")]
    [InlineData("the ", "the plan is the plan")]
    [InlineData("is ", "Deploy is done | the plan is the plan")]
    [InlineData("a ", "a b c")]
    [InlineData("\"plan is\"", "the plan is the plan")]
    [InlineData("\"is plan\"", "")]
    [InlineData("\"b c\"", "a b c")]
    [InlineData("plan -is ", "deployment plan")]
    [InlineData("plan -\"the plan\" ", "deployment plan")]
    [InlineData("-deploy -plan -b -tower -東京 ", "Łódź ist groß: <https://example.org/path|eine Seite>")]
    [InlineData("grosS łodz ", "Łódź ist groß: <https://example.org/path|eine Seite>")]
    [InlineData("example.org ", "Łódź ist groß: <https://example.org/path|eine Seite>")]
    [InlineData("東京", "東京タワーへ行く tower")]
    [InlineData("京タワ", "東京タワーへ行く tower")]
    [InlineData("く", "東京タワーへ行く tower")]
    [InlineData("タ", "東京タワーへ行く tower")]
    [InlineData("東京tower ", "東京タワーへ行く tower")]
    [InlineData("京東", "")]
    [InlineData("-東京 tower ", "")]
    [InlineData("has:link", "Łódź ist groß: <https://example.org/path|eine Seite>")]
    [InlineData("deploy plan ", "")]
    public async Task Words_are_found(string query, string expected)
    {
        var team = await NewAsync(storage);
        foreach (var text in (string[])["Deploy is done", "we deploy, Zoë", "deployment plan", "the plan is the plan", "a b c", "東京タワーへ行く tower",
            "Łódź ist groß: <https://example.org/path|eine Seite>"])
            await team.Say(text);
        Assert.Equal(expected, await team.Find(query));
    }

    [Fact]
    public async Task What_is_private_is_found_by_its_members_alone()
    {
        var team = await NewAsync(storage);
        await team.Say("word in public", General);
        await team.Say("word in secret", Secret);
        await team.Say("word between two", Direct);
        Assert.Equal("word in public | word in secret | word between two", await team.Find("word", Ann));
        Assert.Equal("word in public | word between two", await team.Find("word", Bob));
        Assert.Equal("word in public", await team.Find("word", Eve));
        foreach (var query in (string[])["in:secret", "in:#secret word", "in:G0SECRET", "from:ann in:G0SECRET", "in:D0ANNBOB", "-nothing in:G0SECRET", "has:reaction in:G0SECRET"])
            Assert.Equal("", await team.Find(query, Eve));
        await team.Team.Write(new MemberDelete(Secret, Ann));
        Assert.Equal("word in public | word between two", await team.Find("word", Ann));
        await team.Team.Write(new MemberPut(Secret, Eve, true, Ts.None));
        Assert.Equal("word in public | word in secret", await team.Find("word", Eve));
    }

    [Fact]
    public async Task What_was_archived_is_found_on()
    {
        var team = await NewAsync(storage);
        await team.Say("word", Chatter);
        await team.Team.Write(new ChannelPut(team.Team.NewChannel(Chatter.Value, "random") with { IsArchived = true }));
        Assert.Equal("word", await team.Find("word"));
    }

    [Fact]
    public async Task Another_teams_messages_are_never_found()
    {
        var (ours, theirs) = (await NewAsync(storage), await NewAsync(storage));
        await ours.Say("a word of ours");
        await theirs.Say("a word of theirs");
        await theirs.Say("their secret word", Secret);
        await theirs.Follow();
        foreach (var query in (string[])["word", "-nothing ", "from:ann", "in:#general", "in:G0SECRET", "on:2023-11-14"])
            Assert.DoesNotContain("their", await ours.Find(query), StringComparison.Ordinal);
        Assert.Equal("a word of ours", await ours.Find("word"));
    }

    [Fact]
    public async Task An_edit_is_followed()
    {
        var team = await NewAsync(storage);
        var ts = await team.Say("before");
        Assert.Equal("before", await team.Find("before "));
        await team.Edit(ts, "after that");
        Assert.Equal("", await team.Find("before "));
        Assert.Equal("after that", await team.Find("after "));
    }

    [Fact]
    public async Task What_was_deleted_is_not_found()
    {
        var team = await NewAsync(storage);
        var (first, second) = (await team.Say("word one"), await team.Say("word two"));
        Assert.Equal("word one | word two", await team.Find("word"));
        await team.Delete(first);
        // Also while the index does not know of it yet: no message is there to show.
        Assert.Equal(["word two"], (await team.Page("word")).Matches.Select(match => match.Message.Text));
        Assert.Equal("word two", await team.Find("word"));
        await team.Delete(second);
        Assert.Equal("", await team.Find("word"));
    }

    [Fact]
    public async Task Replies_are_found_and_a_broadcast_one_only_once()
    {
        var team = await NewAsync(storage);
        var root = await team.Say("a root");
        var reply = await team.Say("a reply", thread: root);
        var broadcast = await team.Say("a reply to all", thread: root, subtype: "thread_broadcast");
        await team.Say("something else");
        Assert.Equal("a reply | a reply to all", await team.Find("reply"));
        var matches = (await team.Page("reply", ascending: true)).Matches;
        Assert.Equal([(reply, (Ts?)root), (broadcast, root)], matches.Select(match => (match.Message.Ts, match.Message.ThreadTs)));
        Assert.Equal("a root | a reply | a reply to all", await team.Find("is:thread"));
        Assert.Equal("something else", await team.Find("-is:thread"));
        await team.Edit(broadcast, "an answer to all", thread: root);
        Assert.Equal("an answer to all", await team.Find("answer"));
        await team.Delete(broadcast);
        await team.Delete(reply);
        Assert.Equal("", await team.Find("answer"));
        Assert.Equal("", await team.Find("reply"));
    }

    [Fact]
    public async Task Nobody_finds_what_a_channel_says_of_itself()
    {
        var team = await NewAsync(storage);
        await team.Say("joined", subtype: "channel_join");
        await team.Say("joined", Secret, subtype: "group_topic");
        await team.Say("joined", subtype: "tombstone");
        await team.Say("joined", subtype: "me_message");
        Assert.Equal("joined", await team.Find("joined"));
    }

    [Fact]
    public async Task Who_where_and_when_are_asked_for()
    {
        var team = await NewAsync(storage);
        await team.Say("one", General, Ann);
        await team.Say("two", Chatter, Bob);
        await team.Say("three", Direct, Bob);
        await team.Say("four", Secret, Ann);
        await team.Say("five", General, Eve);
        await team.Follow();
        foreach (var (query, expected) in new[]
        {
            ("from:me", "one | four"), ("from:@bob", "two | three"), ("from:<@U0BOB>", "two | three"), ("-from:bob", "one | four | five"),
            ("from:\"eve doe\"", "five"), ("from:\"EVE 100%\"", "five"), ("from:\"eve 1%\"", ""), ("from:bob from:ann", "one | two | three | four"), ("from:nobody", ""), ("-from:nobody", "one | two | three | four | five"),
            ("in:#random", "two"), ("in:random", "two"), ("in:<#C0RANDOM|random>", "two"), ("in:@bob", "three"), ("in:general in:secret", "one | four | five"), ("-in:#random", "one | three | four | five"),
            ("in:nowhere", ""), ("-in:nowhere", "one | two | three | four | five"), ("two from:ann", ""), ("two from:bob in:random", "two"),
            ("on:2023-11-14", "one | two | three | four | five"), ("after:2023-11-14", ""), ("before:2023-11-14", ""), ("before:2023-11-15 from:me", "one | four"), ("during:yesterday one", "one"),
        })
            Assert.Equal((query, expected), (query, await team.Find(query)));
    }

    /// <summary>What is said here, is said at ten in the evening of the fourteenth in Greenwich.</summary>
    [Theory]
    [InlineData("", 14)]
    [InlineData("America/New_York", 14)]
    [InlineData("Asia/Tokyo", 15)]
    [InlineData("Nowhere/Town", 14)]
    public async Task Days_are_those_of_a_time_zone(string timeZone, int day)
    {
        var team = await NewAsync(storage);
        await team.Say("one");
        await team.Follow();
        foreach (var (query, expected) in new[]
        {
            ($"on:2023-11-{day}", 1), ($"on:2023-11-{day - 1}", 0), ($"on:2023-11-{day + 1}", 0), ($"before:2023-11-{day}", 0), ($"before:2023-11-{day + 1}", 1),
            ($"after:2023-11-{day}", 0), ($"after:2023-11-{day - 1}", 1),
        })
            Assert.Equal((query, expected), (query, (await team.Page(query, timeZone: timeZone)).Total));
    }

    [Fact]
    public async Task A_reaction_is_asked_for_as_it_is_now()
    {
        var team = await NewAsync(storage);
        var ts = await team.Say("one");
        await team.Say("two");
        await team.Team.Write(new ReactionPut(General, ts, "tada", Bob, Ts.None));
        Assert.Equal("one", await team.Find("has:reaction"));
        Assert.Equal("one", await team.Find("has::tada:"));
        Assert.Equal("", await team.Find("has::eyes:"));
        Assert.Equal("two", await team.Find("-has:reaction"));
        await team.Team.Write(new ReactionDelete(General, ts, "tada", Bob));
        Assert.Equal("", await team.Find("has:reaction"));
    }

    [Fact]
    public async Task Pages_follow_each_other_in_either_order()
    {
        var team = await NewAsync(storage);
        for (var i = 1; i <= 7; i++)
            await team.Say($"word {i}");
        await team.Follow();
        async Task<string> At(string query, int page, bool ascending)
        {
            var found = await team.Page(query, ascending: ascending, count: 3, page: page);
            return $"{string.Concat(found.Matches.Select(match => match.Message.Text[^1]))} of {found.Total}";
        }
        foreach (var query in (string[])["word", "in:general"])
        {
            Assert.Equal("765 of 7", await At(query, 1, false));
            Assert.Equal("432 of 7", await At(query, 2, false));
            Assert.Equal("1 of 7", await At(query, 3, false));
            Assert.Equal(" of 7", await At(query, 4, false));
            Assert.Equal("123 of 7", await At(query, 1, true));
            Assert.Equal("7 of 7", await At(query, 3, true));
        }
    }

    [Fact]
    public async Task The_best_comes_first_when_that_is_asked_for()
    {
        var team = await NewAsync(storage);
        await team.Say("kraken kraken kraken");
        for (var i = 0; i < 20; i++)
            await team.Say("something else altogether, with many words in it");
        await team.Say("a kraken among many other words that are not looked for at all today");
        await team.Follow();
        var best = await team.Page("kraken", byScore: true);
        Assert.Equal("kraken kraken kraken", best.Matches[0].Message.Text);
        Assert.Equal(2, best.Total);
        Assert.Equal("kraken kraken kraken", (await team.Page("kraken", byScore: true, ascending: true)).Matches[1].Message.Text);
        Assert.StartsWith("a kraken", (await team.Page("kraken")).Matches[0].Message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_match_tells_its_channel_and_who_said_it()
    {
        var team = await NewAsync(storage);
        await team.Say("word", Direct, Bob);
        await team.Follow();
        var match = Assert.Single((await team.Page("word")).Matches);
        Assert.Equal((Direct, ChannelKind.Im, "bob"), (match.Channel.Id, match.Channel.Kind, match.UserName));
    }

    [Theory]
    [InlineData("\" OR 1=1 --")]
    [InlineData("words:x OR *")]
    [InlineData("+(a -b) >c <d ~e @5")]
    [InlineData("a AND NOT b")]
    [InlineData("NEAR(a b, 2)")]
    [InlineData("'; DROP TABLE messages; --")]
    [InlineData("{words} : x ^ y")]
    [InlineData("a\0b \u0001")]
    [InlineData("((((((((((")]
    [InlineData("\"\"\"\"\"a\"\"")]
    [InlineData("**a** b**")]
    [InlineData("in:'x' from:\"%_!\" has::':")]
    [InlineData("%_\\ _u0ann _link")]
    [InlineData("😀 a\uD800")]
    public async Task Hostile_queries_are_words_like_others(string query)
    {
        var team = await NewAsync(storage);
        await team.Say("secret", Secret);
        await team.Say("b");
        try
        {
            Assert.DoesNotContain("secret", await team.Find(query, Eve), StringComparison.Ordinal);
        }
        catch (Chat.Errors.ChatException e)
        {
            Assert.Equal(Chat.Errors.ErrorCodes.NoQuery, e.Code);
        }
        Assert.Equal("b", await team.Find("b"));
    }

    [Fact]
    public async Task What_was_there_before_the_index_is_found()
    {
        var team = await NewAsync(storage);
        var root = await team.Team.Post("an old root");
        await team.Team.Post("an old reply", thread: root);
        await team.Team.Post("an old secret", Secret);
        for (var i = 0; i < 600; i++)
            _ = team.Team.Append(new MessageInsert(team.Team.NewMessage($"number {i}"), null));
        await team.Team.Post("the newest");
        await team.Say("with an event");
        Assert.Equal("an old root | an old reply | an old secret", await team.Find("old"));
        Assert.Equal("number 599", await team.Find("599"));
        Assert.Equal("with an event", await team.Find("event"));
        Assert.Equal(605, (await team.Page("on:2023-11-14")).Total);
    }

    [Fact]
    public async Task Events_that_were_purged_unfollowed_are_made_up_for()
    {
        var team = await NewAsync(storage);
        var gone = await team.Say("goes");
        await team.Say("first");
        await team.Follow();
        await team.Say("second");
        await team.Delete(gone);
        var last = await team.Say("third");
        await storage.Events.PurgeAsync(team.Id, last, 1_000);
        Assert.Equal("first | second | third", await team.Find("from:me"));
    }

    [Fact]
    public async Task Imports_are_found_and_gone_when_they_are_undone()
    {
        var team = await NewAsync(storage);
        await team.Say("word by hand");
        await team.Follow();
        var imports = storage.Services.GetRequiredService<ImportStore>();
        Message Old(string text, long second, Ts? thread = null) => team.Team.NewMessage(text, thread: thread) with { Ts = new Ts(second * 1_000_000) };
        await imports.WriteMessagesAsync(
            team.Id, [Old("word of old", 1_500_000_000), Old("word of a reply", 1_500_000_001, new Ts(1_500_000_000_000_000))], -5, TestContext.Current.CancellationToken);
        Assert.Equal("word of old | word of a reply | word by hand", await team.Find("word"));
        await imports.UndoAsync(team.Id, General, -5, TestContext.Current.CancellationToken);
        Assert.Equal("word by hand", await team.Find("word"));
    }

    [Fact]
    public async Task Those_who_follow_at_once_do_no_harm()
    {
        var team = await NewAsync(storage);
        var posts = Task.Run(async () =>
        {
            for (var i = 0; i < 150; i++)
            {
                var ts = await team.Say($"word {i}");
                if (i % 3 == 0)
                    await team.Edit(ts, $"term {i}");
            }
        }, TestContext.Current.CancellationToken);
        while (!posts.IsCompleted)
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => team.Index.StepAsync(team.Id)));
        await posts;
        await team.Follow();
        Assert.Equal((100, 50), ((await team.Page("word ")).Total, (await team.Page("term ")).Total));
    }
}

public sealed class SearchOnSqlite(SqliteStorage storage) : SearchStoreSpec(storage), IClassFixture<SqliteStorage>
{
    [Fact]
    public async Task A_query_that_takes_too_long_is_ended()
    {
        var database = storage.Map.Directory;
        var refusal = await Assert.ThrowsAsync<Chat.Errors.ChatException>(() => database.QueryWithinAsync(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n", static row => row.GetInt64(0), TimeSpan.FromMilliseconds(200)));
        Assert.Equal(Chat.Errors.ErrorCodes.RequestTimeout, refusal.Code);
    }
}

public sealed class SearchOnMariaDb(MariaDbStorage storage) : SearchStoreSpec(storage), IClassFixture<MariaDbStorage>
{
    [Fact]
    public async Task A_query_that_takes_too_long_is_ended()
    {
        var database = storage.Map.Shards["s1"].On(ShardSide.A)!;
        var refusal = await Assert.ThrowsAsync<Chat.Errors.ChatException>(() => database.QueryWithinAsync(
            "SELECT COUNT(*) FROM seq_1_to_1000000 a JOIN seq_1_to_1000000 b ON a.seq <> b.seq", static row => row.GetInt64(0), TimeSpan.FromMilliseconds(200)));
        Assert.Equal(Chat.Errors.ErrorCodes.RequestTimeout, refusal.Code);
    }
}
