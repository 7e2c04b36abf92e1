using Chat.Channels;
using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Storage;

public abstract class ShardLogSpec(StorageFixture storage)
{
    private static readonly HistoryQuery Newest = new(null, null, false, 999);

    [Fact]
    public async Task An_event_is_durable_with_its_rows()
    {
        var team = await storage.NewTeamAsync();
        var ts = team.Next();
        var happened = new TeamEvent(ts, Audience.ChannelExceptUser, General, Ann, EventEffect.Joined, "S1:4", "{\"type\":\"message\",\"text\":\"😀\"}"u8.ToArray());
        var result = await storage.Log.Append(team.Item(new LogStep(ts, happened, [new MessageInsert(team.NewMessage("hi"), null)])));
        Assert.Equal(CommitOutcome.Committed, result.Outcome);
        Assert.Equivalent(new StoredEvent(team.Epoch, happened), Assert.Single(await storage.Events.ReadAsync(team.Id, Ts.None, 10, 1_000)), strict: true);
        Assert.NotNull(await storage.Messages.FindAsync(team.Id, General, ts));
    }

    [Fact]
    public async Task A_thousand_concurrent_appends_of_twenty_teams_are_all_durable_in_order()
    {
        var teams = new List<TestTeam>();
        for (var i = 0; i < 20; i++)
            teams.Add(await storage.NewTeamAsync());
        var appends = new List<(TestTeam Team, LogItem Item, Task<CommitResult> Result)>();
        for (var i = 0; i < 1_000; i++)
        {
            var team = teams[i % teams.Count];
            var item = team.Item(team.Step(new MessageInsert(team.NewMessage($"m{i}"), RetryHash($"{i}"))));
            appends.Add((team, item, storage.Log.Append(item)));
        }
        foreach (var (_, _, result) in appends)
            Assert.Equal(CommitOutcome.Committed, (await Waiting.For(result, "an append among a thousand")).Outcome);
        foreach (var team in teams)
        {
            var written = appends.Where(a => a.Team == team).Select(a => a.Item.Steps[0].Ts).ToArray();
            Assert.Equal(written, (await storage.Events.ReadAsync(team.Id, Ts.None, 2_000, int.MaxValue)).Select(e => e.Event.Ts));
            Assert.Equal(written.Reverse(), (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Select(m => m.Ts));
        }
    }

    [Fact]
    public async Task Appends_of_a_team_are_answered_in_their_order()
    {
        var team = await storage.NewTeamAsync();
        await team.Post("taken", key: "taken");
        var order = new List<int>();
        var appends = Enumerable.Range(0, 200).Select(i => Note(i, team.Append(new MessageInsert(
            team.NewMessage($"{i}"), RetryHash(i % 10 == 3 ? "taken" : $"k{i}"))))).ToArray();
        await Task.WhenAll(appends);
        Assert.Equal(Enumerable.Range(0, 200), order);

        async Task Note(int number, Task<CommitResult> append)
        {
            var result = await append.ContinueWith(
                t =>
                {
                    lock (order)
                        order.Add(number);
                    return t;
                },
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, new InOrder()).Unwrap();
            Assert.Equal(number % 10 == 3 ? CommitOutcome.Duplicate : CommitOutcome.Committed, result.Outcome);
        }
    }

    [Fact]
    public async Task A_duplicate_writes_nothing_and_stops_nobody()
    {
        var team = await storage.NewTeamAsync();
        var other = await storage.NewTeamAsync();
        var first = await team.Post("first", key: "k");
        var appends = new[]
        {
            team.Append(new MessageInsert(team.NewMessage("before"), RetryHash("before"))),
            team.Append(new MessageInsert(team.NewMessage("repeated"), RetryHash("k")), new ReactionPut(General, first, "tada", Ann, Ts.None)),
            other.Append(new MessageInsert(other.NewMessage("another team's key"), RetryHash("k"))),
            team.Append(new MessageInsert(team.NewMessage("after"), RetryHash("after"))),
        };
        var results = await Waiting.For(Task.WhenAll(appends), "four appends");
        Assert.Equal(
            [CommitOutcome.Committed, CommitOutcome.Duplicate, CommitOutcome.Committed, CommitOutcome.Committed], results.Select(r => r.Outcome));
        Assert.Equal(first, results[1].Existing);
        Assert.Equal(["after", "before", "first"], (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Select(m => m.Text));
        Assert.Equal(3, (await storage.Events.ReadAsync(team.Id, Ts.None, 10, 10_000)).Length);
        Assert.Empty((await storage.Messages.FindAsync(team.Id, General, first))!.Reactions);
    }

    [Fact]
    public async Task Of_two_equal_keys_that_arrive_together_the_first_wins()
    {
        var team = await storage.NewTeamAsync();
        var appends = Enumerable.Range(0, 50).Select(i => team.Append(new MessageInsert(team.NewMessage($"{i}"), RetryHash("same")))).ToArray();
        var results = await Waiting.For(Task.WhenAll(appends), "fifty appends with one key");
        Assert.Equal(CommitOutcome.Committed, results[0].Outcome);
        var only = Assert.Single((await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages);
        Assert.All(results[1..], r => Assert.Equal(new CommitResult(CommitOutcome.Duplicate, only.Ts), r));
    }

    [Fact]
    public async Task Steps_of_one_item_are_written_together_or_not_at_all()
    {
        var team = await storage.NewTeamAsync();
        await team.Post("first", key: "k");
        var head = await storage.Events.HeadAsync(team.Id);
        var result = await storage.Log.Append(team.Item(
            team.Step(new MessageInsert(team.NewMessage("one"), RetryHash("new"))),
            team.Step(new MessageInsert(team.NewMessage("two"), RetryHash("k")))));
        Assert.Equal(CommitOutcome.Duplicate, result.Outcome);
        Assert.Equal(head, await storage.Events.HeadAsync(team.Id));
        Assert.Null(await storage.Messages.FindByRetryHashAsync(team.Id, General, RetryHash("new")));
    }

    [Fact]
    public async Task Later_items_of_a_batch_change_what_earlier_ones_wrote()
    {
        var team = await storage.NewTeamAsync();
        // The first append opens a batch; the others gather meanwhile and share the next.
        var appends = new List<Task<CommitResult>> { team.Append(new MessageInsert(team.NewMessage("opens"), null)) };
        var edited = team.Step(new MessageInsert(team.NewMessage("draft"), RetryHash("e")));
        var gone = team.Step(new MessageInsert(team.NewMessage("gone"), RetryHash("g")));
        var root = team.Step(new MessageInsert(team.NewMessage("root"), null));
        appends.Add(storage.Log.Append(team.Item(edited, gone, root)));
        appends.Add(team.Append(new MessageReplace(team.NewMessage("final") with { Ts = edited.Ts })));
        appends.Add(team.Append(new ReactionPut(General, gone.Ts, "wave", Ann, Ts.None)));
        appends.Add(team.Append(new MessageDelete(General, gone.Ts)));
        var again = team.Step(new MessageInsert(team.NewMessage("same key again"), RetryHash("g")));
        appends.Add(storage.Log.Append(team.Item(again)));
        appends.Add(team.Append(
            new MessageInsert(team.NewMessage("reply", thread: root.Ts), null), new ThreadPut(General, root.Ts, new ThreadSummary(1, [Ann], 1, Ts.None))));
        var summary = new ThreadSummary(2, [Ann], 1, Ts.None);
        var last = team.Step(new MessageInsert(team.NewMessage("reply 2", thread: root.Ts), null), new ThreadPut(General, root.Ts, summary));
        appends.Add(storage.Log.Append(team.Item(last)));
        Assert.All(await Waiting.For(Task.WhenAll(appends), "a batch"), r => Assert.Equal(CommitOutcome.Committed, r.Outcome));
        Assert.Equal(
            ["same key again", "root", "final", "opens"], (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Select(m => m.Text));
        Assert.Equal(again.Ts, await storage.Messages.FindByRetryHashAsync(team.Id, General, RetryHash("g")));
        var stored = await storage.Messages.FindAsync(team.Id, General, root.Ts);
        Assert.Equivalent(summary with { LatestReply = last.Ts }, stored!.Thread, strict: true);
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_stops_only_its_own_item()
    {
        var team = await storage.NewTeamAsync();
        var other = await storage.NewTeamAsync();
        await team.Write(new ChannelPut(team.NewChannel("C0ONE", "taken")));
        var appends = new List<Task<CommitResult>>();
        for (var i = 0; i < 40; i++)
        {
            appends.Add(team.Append(new MessageInsert(team.NewMessage($"{i}"), null)));
            appends.Add(other.Append(new MessageInsert(other.NewMessage($"{i}"), null)));
        }
        var refused = team.Append(new MessageInsert(team.NewMessage("made the channel"), null), new ChannelPut(team.NewChannel("C0TWO", "taken")));
        appends.Add(team.Append(new MessageInsert(team.NewMessage("last"), null)));
        Assert.All(await Waiting.For(Task.WhenAll(appends), "the other appends"), r => Assert.Equal(CommitOutcome.Committed, r.Outcome));
        Assert.Equal(CommitOutcome.Refused, (await refused).Outcome);
        Assert.Null(await storage.Channels.FindAsync(team.Id, new ChannelId("C0TWO")));
        var first = await storage.Channels.FindAsync(team.Id, new ChannelId("C0ONE"));
        Assert.Equal("taken", first?.Name);
        Assert.Equal(41, (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Length);
    }

    [Fact]
    public async Task A_ts_that_is_taken_is_refused_and_does_not_overwrite()
    {
        var team = await storage.NewTeamAsync();
        var step = team.Step(new MessageInsert(team.NewMessage("first"), null));
        await storage.Log.Append(team.Item(step));
        var result = await storage.Log.Append(team.Item(step with { Rows = [new MessageInsert(team.NewMessage("second"), null)] }));
        Assert.Equal(CommitOutcome.Refused, result.Outcome);
        Assert.Equal("first", (await storage.Messages.FindAsync(team.Id, General, step.Ts))?.Text);
    }

    [Fact]
    public async Task An_older_epoch_writes_nothing_and_neither_does_what_it_sends_later()
    {
        var team = await storage.NewTeamAsync();
        var other = await storage.NewTeamAsync();
        var epoch = await storage.Owners.ClaimAsync(team.Id);
        Assert.Equal(team.Epoch + 1, epoch);
        var stale = team.Append(new MessageInsert(team.NewMessage("stale"), null));
        var neighbour = other.Append(new MessageInsert(other.NewMessage("fine"), null));
        Assert.Equal(CommitOutcome.Fenced, (await stale).Outcome);
        Assert.Equal(CommitOutcome.Committed, (await neighbour).Outcome);
        Assert.Equal(CommitOutcome.Fenced, (await team.Append(new MessageInsert(team.NewMessage("staler"), null))).Outcome);
        Assert.Empty((await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages);
        team.Epoch = epoch;
        var ts = await team.Post("fresh");
        Assert.Equal((epoch, ts), await storage.Events.HeadAsync(team.Id));
    }

    [Fact]
    public async Task Nothing_of_an_older_epoch_appears_after_a_claim_was_answered()
    {
        var team = await storage.NewTeamAsync();
        var appends = Enumerable.Range(0, 400).Select(i => team.Append(new MessageInsert(team.NewMessage($"{i}"), null))).ToArray();
        await appends[20];
        await storage.Owners.ClaimAsync(team.Id);
        var seen = (await storage.Events.ReadAsync(team.Id, Ts.None, 1_000, int.MaxValue)).Length;
        var results = await Waiting.For(Task.WhenAll(appends), "appends around a claim");
        Assert.Equal(seen, (await storage.Events.ReadAsync(team.Id, Ts.None, 1_000, int.MaxValue)).Length);
        Assert.Equal(seen, results.Count(r => r.Outcome == CommitOutcome.Committed));
        Assert.Equal(seen, results.TakeWhile(r => r.Outcome == CommitOutcome.Committed).Count());
        Assert.All(results[seen..], r => Assert.Equal(CommitOutcome.Fenced, r.Outcome));
    }

    [Fact]
    public async Task A_team_that_the_directory_does_not_know_is_fenced()
    {
        var unknown = new TestTeam(storage, new TeamId(12), 1);
        Assert.Equal(CommitOutcome.Fenced, (await unknown.Append(new MessageInsert(unknown.NewMessage("?"), null))).Outcome);
    }

    [Fact]
    public async Task Beyond_its_bounds_the_queue_refuses_and_what_it_took_is_written()
    {
        var team = await storage.NewTeamAsync();
        await using var second = storage.Compose(("Chat:Storage:MaxQueuedItems", "10"), ("Chat:Storage:MaxBatch", "5"));
        var log = second.GetRequiredService<IShardLog>();
        await log.Append(team.Item(team.Step()));
        var items = Enumerable.Range(0, 500).Select(i => team.Item(team.Step(new MessageInsert(team.NewMessage($"{i}"), null)))).ToArray();
        var results = await Waiting.For(Task.WhenAll(items.Select(log.Append)), "five hundred appends at once");
        Assert.Contains(results, r => r.Outcome == CommitOutcome.Overloaded);
        Assert.All(results, r => Assert.True(r.Outcome is CommitOutcome.Committed or CommitOutcome.Overloaded));
        var stored = (await storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Select(m => m.Ts).ToHashSet();
        Assert.Equal(items.Where((_, i) => results[i].Outcome == CommitOutcome.Committed).Select(item => item.Steps[0].Ts).ToHashSet(), stored);
        Assert.Equal(CommitOutcome.Committed, (await log.Append(team.Item(team.Step()))).Outcome);
    }

    [Fact]
    public async Task Stopping_writes_what_waits_and_takes_no_more()
    {
        var team = await storage.NewTeamAsync();
        await using var second = storage.Compose();
        var log = second.GetRequiredService<ShardLog>();
        var appends = Enumerable.Range(0, 300).Select(i => log.Append(team.Item(team.Step(new MessageInsert(team.NewMessage($"{i}"), null))))).ToArray();
        await log.StopAsync();
        Assert.All(appends, a => Assert.True(a.IsCompletedSuccessfully));
        Assert.All(await Task.WhenAll(appends), r => Assert.Equal(CommitOutcome.Committed, r.Outcome));
        Assert.Equal(CommitOutcome.Overloaded, (await log.Append(team.Item(team.Step()))).Outcome);
    }

    [Fact]
    public async Task An_item_with_a_malformed_key_or_beyond_all_size_is_refused()
    {
        var team = await storage.NewTeamAsync();
        Assert.Equal(CommitOutcome.Refused, (await team.Append(new MessageInsert(team.NewMessage("x"), [1, 2, 3]))).Outcome);
        Assert.Equal(CommitOutcome.Refused, (await team.Append(new MessageInsert(team.NewMessage(new string('x', 9_000_000)), null))).Outcome);
    }

    [Fact]
    public async Task Items_of_several_megabytes_are_written()
    {
        var team = await storage.NewTeamAsync();
        var text = new string('é', 3_000_000);
        var first = team.Post(text);
        var second = team.Post(text);
        Assert.Equal(text, (await storage.Messages.FindAsync(team.Id, General, await first))?.Text);
        Assert.Equal(text, (await storage.Messages.FindAsync(team.Id, General, await second))?.Text);
    }

    /// <summary>Runs continuations where they become ready, so that their order can be seen.</summary>
    private sealed class InOrder : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);
    }
}

public sealed class ShardLogOnSqlite(SqliteStorage storage) : ShardLogSpec(storage), IClassFixture<SqliteStorage>;

public sealed class ShardLogOnMariaDb(MariaDbStorage storage) : ShardLogSpec(storage), IClassFixture<MariaDbStorage>;
