using Chat.Channels;
using Chat.Messages;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Sharding.Comparing;
using Chat.Sharding.Moving;
using Chat.Tests.Storage;
using Chat.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Sharding;

/// <summary>
/// The masters of a real pair are compared while both are written: what was done to one of them behind the other's back is found, and nothing else.
/// </summary>
public sealed class ShardComparerTests(PairedStorage storage) : IClassFixture<PairedStorage>, IAsyncLifetime
{
    private readonly Criticals _log = new();
    private TestTeam _even = null!;
    private TestTeam _odd = null!;

    public async ValueTask InitializeAsync()
    {
        await storage.SetStateAsync(ShardSync.Synced);
        _even = await storage.NewTeamAsync(Master.A);
        _odd = await storage.NewTeamAsync(Master.B);
        foreach (var team in (TestTeam[])[_even, _odd])
        {
            await team.Write(new ChannelPut(team.NewChannel(General.Value, "general")), new MemberPut(General, Ann, true, Ts.None));
            await team.Write(new UserPut(team.NewUser(Ann, "ann", "ann@example.org"), "hash"), new UserPut(team.NewUser(Bob, "bob", "bob@example.org"), "hash"));
            for (var n = 0; n < 200; n++)
                _ = team.Append(new MessageInsert(team.NewMessage($"old {n}"), RetryHash($"old-{n}")));
            await team.Post("the last old one");
            await storage.Positions.SaveAsync(team.Id, [Session(team, "S1", 1), Session(team, "S2", 1)], []);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The next test begins with an equal pair in which each has its teams.
        await storage.SetStateAsync(ShardSync.Synced);
        if (await storage.DifferencesAsync() is { Count: > 0 })
            await CompareAsync(repair: true);
        Assert.Empty(await storage.DifferencesAsync());
    }

    [Fact]
    public async Task Nothing_differs_on_an_equal_pair_that_is_written_all_the_time()
    {
        await using var talk = new Talk(storage, _even, _odd);
        await talk.UntilAsync(50);
        for (var times = 0; times < 3; times++)
        {
            var job = await CompareAsync(repair: true);
            Report(job);
            Assert.Equal((ComparisonState.Done, null, null), (job.State, job.Error, job.Alarm));
            Assert.Empty(job.Differences);
            Assert.Equal(job.TeamsTotal, job.TeamsDone);
            Assert.Equal(job.RangesDiffered, job.RangesSettled);
            Assert.InRange(job.Rows, 1_600, long.MaxValue);
        }
        Assert.Empty(_log.Said);
        await talk.EndAsync();
    }

    [Fact]
    public async Task What_was_done_to_one_master_alone_is_found_exactly_and_mended_while_everybody_writes()
    {
        var changed = await _even.Post("changed at B");
        var lost = await _even.Post("lost at B", key: "lost");
        var gone = await _even.Post("gone at A, where the team is served");
        await storage.SettleAsync();
        await BehindAsync(
            Master.B,
            $"UPDATE messages SET text = 'something else' WHERE team_id = {_even.Id.Number} AND ts = {changed.Micros}",
            $"DELETE FROM messages WHERE team_id = {_even.Id.Number} AND ts = {lost.Micros}",
            $"DELETE FROM message_keys WHERE team_id = {_even.Id.Number} AND ts = {lost.Micros}",
            $"DELETE FROM events WHERE team_id = {_even.Id.Number} AND ts IN ({changed.Micros}, {lost.Micros})",
            $"INSERT INTO reactions (team_id, channel_id, message_ts, name, user_id, at, version) VALUES ({_even.Id.Number}, 'C0GENERAL', {changed.Micros}, 'x', 'U0ANN', 1, 1)",
            $"UPDATE session_positions SET ts = 7 WHERE team_id = {_even.Id.Number} AND session = 'S1'",
            $"UPDATE team_owner SET mover = 9 WHERE team_id = {_even.Id.Number}");
        await BehindAsync(
            Master.A,
            $"DELETE FROM messages WHERE team_id = {_even.Id.Number} AND ts = {gone.Micros}",
            // Of the other team, A is the one that must not be believed.
            $"DELETE FROM users WHERE team_id = {_odd.Id.Number} AND user_id = 'U0BOB'",
            $"UPDATE channels SET topic = 'wrong' WHERE team_id = {_odd.Id.Number}",
            $"INSERT INTO tokens (team_id, token_hash, user_id, created, revoked, version) VALUES ({_odd.Id.Number}, REPEAT('t', 32), 'U0ANN', 1, 0, 1)");
        await using var talk = new Talk(storage, _even, _odd);
        await talk.UntilAsync(20);
        TableDifference[] expected =
        [
            new("channels", 0, 0, 1, 0), new("events", 0, 2, 0, 0), new("message_keys", 0, 1, 0, 0), new("messages", 1, 1, 1, 0), new("reactions", 1, 0, 0, 0),
            new("session_positions", 0, 0, 1, 0), new("team_owner", 0, 0, 1, 0), new("tokens", 0, 1, 0, 0), new("users", 1, 0, 0, 0),
        ];

        var seen = await CompareAsync(repair: false);
        Report(seen);
        Assert.Equal(expected, Sorted(seen));
        Assert.Contains("12 rows differed", Assert.Single(_log.Said), StringComparison.Ordinal);
        Assert.Contains("12 are as they were", seen.Alarm, StringComparison.Ordinal);
        // Of one team alone.
        Assert.Equal(expected.Where(static d => d.Table is "channels" or "tokens" or "users"), Sorted(await CompareAsync(repair: false, _odd.Id)));

        var mended = await CompareAsync(repair: true);
        Report(mended);
        Assert.Equal(expected.Select(static d => d with { Repaired = ShardComparison.RowsOf(d) }), Sorted(mended));
        Assert.Contains("All were repaired", mended.Alarm, StringComparison.Ordinal);
        Assert.Empty((await CompareAsync(repair: true)).Differences);
        // What was mended is written on, at both, and both go on hearing each other.
        await _even.Write(new MessageReplace(_even.NewMessage("edited") with { Ts = lost }), new MessageDelete(General, changed));
        await _odd.Write(new UserPut(_odd.NewUser(Bob, "robert"), null), new ChannelPut(_odd.NewChannel(General.Value, "general") with { IsArchived = true }));
        await talk.UntilAsync(20);
        await talk.EndAsync();
        Assert.Empty(await storage.DifferencesAsync());
        Assert.Null(await storage.Messages.FindAsync(_even.Id, General, gone));
        Assert.Equal("robert", await NameAsync(Master.A, _odd));
    }

    /// <summary>No row can be put right before the other one.</summary>
    [Fact]
    public async Task Names_that_went_round_are_put_back()
    {
        await storage.SettleAsync();
        var users = $"UPDATE users SET name_key = '{{0}}' WHERE team_id = {_even.Id.Number} AND user_id = '{{1}}'";
        await BehindAsync(
            Master.B, string.Format(null, users, "third", "U0ANN"), string.Format(null, users, "ann", "U0BOB"), string.Format(null, users, "bob", "U0ANN"));
        Assert.Equal([new TableDifference("users", 0, 0, 2, 2)], (await CompareAsync(repair: true)).Differences);
        Assert.Empty(await storage.DifferencesAsync());
    }

    [Fact]
    public async Task A_comparison_whose_runner_ended_in_the_middle_is_taken_up_where_it_was()
    {
        await storage.SettleAsync();
        await BehindAsync(Master.B, $"DELETE FROM users WHERE team_id = {_even.Id.Number} AND user_id = 'U0BOB'");
        await BehindAsync(Master.B, $"DELETE FROM session_positions WHERE team_id = {_even.Id.Number} AND session = 'S1'");
        var first = Comparer();
        first.Reaching = (team, table) => team == _even.Id && table == "channels" ? throw new TimeoutException("the process ends here") : Task.CompletedTask;
        await Assert.ThrowsAsync<TimeoutException>(async () => await RunAsync(first, await BeginAsync(repair: true)));
        var left = (await Store.FindAsync(PairedStorage.Shard))!;
        Assert.Equal((ComparisonState.Running, _even.Id, "users"), (left.State, left.AtTeam, left.AtTable));

        var seen = new List<(TeamId, string)>();
        var second = Comparer();
        second.Reaching = (team, table) =>
        {
            seen.Add((team, table));
            return Task.CompletedTask;
        };
        var job = await RunAsync(second, left);
        Assert.Equal((_even.Id, "tokens"), seen[0]);
        Assert.Equal([new TableDifference("session_positions", 0, 1, 0, 1), new TableDifference("users", 0, 1, 0, 1)], Sorted(job));
        Assert.Equal((ComparisonState.Done, job.TeamsTotal), (job.State, job.TeamsDone));
        Assert.Empty(await storage.DifferencesAsync());
    }

    [Fact]
    public async Task Whoever_was_succeeded_says_nothing_more()
    {
        var first = Comparer();
        ShardComparison? done = null;
        first.Reaching = async (_, _) =>
        {
            first.Reaching = static (_, _) => Task.CompletedTask;
            done ??= await RunAsync(Comparer(), (await Store.FindAsync(PairedStorage.Shard))!);
        };
        await Assert.ThrowsAsync<ComparisonLostException>(async () => await RunAsync(first, await BeginAsync(repair: true)));
        Assert.Equal(done!.Rows, (await Store.FindAsync(PairedStorage.Shard))!.Rows);
    }

    [Fact]
    public async Task A_comparison_that_is_cancelled_ends_and_keeps_what_it_found()
    {
        await storage.SettleAsync();
        await BehindAsync(Master.B, $"DELETE FROM users WHERE team_id = {_even.Id.Number} AND user_id = 'U0BOB'");
        using var stop = new CancellationTokenSource();
        var comparer = Comparer();
        comparer.Reaching = (team, table) => team == _even.Id && table == "events" ? stop.CancelAsync() : Task.CompletedTask;
        var job = await BeginAsync(repair: false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunUntilAsync(comparer, job, stop.Token));
        await Store.CancelAsync(PairedStorage.Shard);
        var cancelled = (await Store.FindAsync(PairedStorage.Shard))!;
        Assert.Equal((ComparisonState.Cancelled, "reactions"), (cancelled.State, cancelled.AtTable));
        Assert.Equal([new TableDifference("users", 0, 1, 0, 0)], cancelled.Differences);
        Assert.Null(await Store.ClaimAsync(cancelled));
        // Cancelled behind its back it ends, too.
        comparer = Comparer();
        comparer.Reaching = (_, _) => Store.CancelAsync(PairedStorage.Shard);
        await Assert.ThrowsAsync<ComparisonLostException>(async () => await RunAsync(comparer, await BeginAsync(repair: false)));
    }

    [Fact]
    public async Task A_pair_that_is_not_synced_or_not_any_more_is_not_compared()
    {
        await storage.SetStateAsync(ShardSync.Apart);
        var job = await CompareAsync(repair: true);
        Assert.Equal((ComparisonState.Failed, 0L), (job.State, job.Rows));
        Assert.Contains("apart", job.Error, StringComparison.Ordinal);
        await storage.SetStateAsync(ShardSync.Synced);
        var comparer = Comparer();
        comparer.Reaching = (team, table) => team == _even.Id && table == "messages" ? storage.SetStateAsync(ShardSync.Solo) : Task.CompletedTask;
        job = await RunAsync(comparer, await BeginAsync(repair: true));
        Assert.Equal((ComparisonState.Failed, "read_cursors"), (job.State, job.AtTable));
        Assert.Contains("solo", job.Error, StringComparison.Ordinal);
    }

    /// <summary>The other one took over, and whoever compares has not heard of it: what it believes to be the truth is old.</summary>
    [Fact]
    public async Task Nothing_is_repaired_on_a_server_that_serves_the_team()
    {
        await storage.SettleAsync();
        await BehindAsync(
            Master.B, "UPDATE shard_gate SET is_open = 1 WHERE side = 'B' AND parity = 0",
            $"UPDATE users SET name = 'newer' WHERE team_id = {_even.Id.Number} AND user_id = 'U0BOB'");
        try
        {
            var job = await CompareAsync(repair: true, _even.Id);
            Assert.Equal(ComparisonState.Failed, job.State);
            Assert.Equal("newer", await NameAsync(Master.B, _even));
        }
        finally
        {
            await BehindAsync(Master.B, "UPDATE shard_gate SET is_open = 0 WHERE side = 'B' AND parity = 0");
        }
    }

    /// <summary>As docs/operations.md says.</summary>
    [Fact]
    public async Task Replication_that_stopped_at_a_row_is_let_past_it_and_the_row_is_mended()
    {
        var lost = await _even.Post("lost at B");
        await storage.SettleAsync();
        await BehindAsync(Master.B, $"DELETE FROM messages WHERE team_id = {_even.Id.Number} AND ts = {lost.Micros}");
        await _even.Write(new MessageReplace(_even.NewMessage("edited") with { Ts = lost }));
        await using var b = storage.Server(ShardSide.B);
        await Polling.Until(async () => !(await b.LookAsync()).Applies, "replication to stop at the row that is missing");
        await _even.Post("written meanwhile");
        await storage.AdministerAsync(Master.B, "SET GLOBAL slave_exec_mode = IDEMPOTENT; START SLAVE");
        await storage.SettleAsync();
        await storage.AdministerAsync(Master.B, "SET GLOBAL slave_exec_mode = STRICT");
        Assert.Equal([new TableDifference("messages", 0, 1, 0, 1)], (await CompareAsync(repair: true)).Differences);
        Assert.Empty(await storage.DifferencesAsync());
    }

    [Fact]
    public void Every_table_of_teams_is_compared() =>
        Assert.Equal(ShardTables.OfTeams.Order(StringComparer.Ordinal), TeamTable.All.Select(static t => t.Name).Order(StringComparer.Ordinal));

    private ComparisonStore Store => storage.Services.GetRequiredService<ComparisonStore>();

    private ShardComparer Comparer() => new(
        storage.Map, Store, storage.Services.GetRequiredService<IOptions<StorageOptions>>(), Options.Create(new ComparingOptions { ChunkRows = 50 }),
        storage.Services.GetRequiredService<ShardMetrics>(), TimeProvider.System, _log);

    private async Task<ShardComparison> CompareAsync(bool repair, TeamId? team = null) => await RunAsync(Comparer(), await BeginAsync(repair, team));

    private async Task<ShardComparison> BeginAsync(bool repair, TeamId? team = null)
    {
        await Store.CancelAsync(PairedStorage.Shard);
        return await Store.BeginAsync(PairedStorage.Shard, team, repair, null);
    }

    private Task<ShardComparison> RunAsync(ShardComparer comparer, ShardComparison job) => RunUntilAsync(comparer, job, TestContext.Current.CancellationToken);

    private async Task<ShardComparison> RunUntilAsync(ShardComparer comparer, ShardComparison job, CancellationToken stop) =>
        await comparer.RunAsync((await Store.ClaimAsync(job))!, static _ => { }, stop);

    /// <summary>On one server, and not told to the other.</summary>
    private async Task BehindAsync(Master at, params string[] statements)
    {
        foreach (var sql in statements)
            await storage.AdministerAsync(at, $"SET SESSION sql_log_bin = 0; {sql}");
    }

    /// <summary>What Bob is called there.</summary>
    private async Task<string> NameAsync(Master at, TestTeam team) =>
        (await storage.ReadAsync(at, $"SELECT name FROM {MariaDbPair.Database}.users WHERE team_id = {team.Id.Number} AND user_id = 'U0BOB'"))[0][0];

    private static StoredSession Session(TestTeam team, string name, long ts) => new(name, Ann, "k", new Position(team.Id, 1, new Ts(ts)), null);

    private static TableDifference[] Sorted(ShardComparison job) => [.. job.Differences.OrderBy(static d => d.Table, StringComparer.Ordinal)];

    private static void Report(ShardComparison job) => TestContext.Current.TestOutputHelper?.WriteLine(
        $"{job.Rows} rows of {job.TeamsDone} teams in {job.Ended - job.Started} ms: {job.Ranges} ranges, {job.RangesDiffered} differed, {job.RangesSettled} settled");

    /// <summary>Writes for both teams all the time, new rows and the same ones again and again.</summary>
    private sealed class Talk : IAsyncDisposable
    {
        private readonly CancellationTokenSource _enough = new();
        private readonly Task _loops;
        private int _written;

        public Talk(PairedStorage storage, params TestTeam[] teams) => _loops = Task.WhenAll(teams.Select(team => Task.Run(async () =>
        {
            var root = await team.Post("root");
            for (var n = 0; !_enough.IsCancellationRequested; n++)
            {
                var ts = await team.Post($"message {n}", key: $"talk-{n}");
                await Task.WhenAll(
                    team.Append(new MessageReplace(team.NewMessage($"edit {n}") with { Ts = root }), new CursorPut(General, Ann, ts)),
                    team.Append(new ReactionPut(General, ts, "tada", Ann, Ts.None)),
                    storage.Positions.SaveAsync(team.Id, [Session(team, "S2", n)], [$"gone-{n}"]));
                Interlocked.Increment(ref _written);
            }
        })));

        public async Task UntilAsync(int more)
        {
            var goal = Volatile.Read(ref _written) + more;
            await Polling.Until(() => _loops.IsCompleted || Volatile.Read(ref _written) >= goal, "talk");
            if (_loops.IsCompleted)
                await _loops;
        }

        public async Task EndAsync()
        {
            await _enough.CancelAsync();
            await _loops;
        }

        public async ValueTask DisposeAsync()
        {
            await _enough.CancelAsync();
            await ((Task)_loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _enough.Dispose();
        }
    }

    private sealed class Criticals : ILogger<ShardComparer>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical)
                Said.Add(formatter(state, exception));
        }
    }
}
