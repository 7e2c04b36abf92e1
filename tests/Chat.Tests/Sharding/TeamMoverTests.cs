using Chat.Channels;
using Chat.Messages;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Sharding.Moving;
using Chat.Tests.Storage;
using Chat.Transfer;
using Chat.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Sharding;

/// <summary>A team moves between two real shards while it is written, and whatever ends the mover, it lives wholly on one of them.</summary>
public sealed class TeamMoverTests(MariaDbStorage storage) : IClassFixture<MariaDbStorage>, IAsyncLifetime
{
    private readonly MariaDbStorage _storage = storage;
    private TestTeam _team = null!;
    private string _source = "";
    private string _target = "";

    public async ValueTask InitializeAsync()
    {
        _team = await _storage.NewTeamAsync();
        _source = (await _storage.Map.OfAsync(_team.Id, TestContext.Current.CancellationToken)).Name;
        _target = _source == "s1" ? "s2" : "s1";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_team_that_is_written_all_the_time_moves_with_everything()
    {
        await FillAsync(300);
        using var talk = new Talk(_team, _storage);
        await talk.UntilAsync(50);
        var move = await MoveAsync(Mover());
        Assert.Equal((MoveState.Clearing, null), (move.State, move.Error));
        await talk.UntilAsync(50);
        await talk.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{move.RowsTotal} rows; writes were held for {move.HeldMs:0.0} ms; {talk.Written} written meanwhile");
        Assert.Equal(_target, (await _storage.Map.OfAsync(_team.Id, TestContext.Current.CancellationToken)).Name);
        await talk.CheckAsync();
        // Nobody writes at the old place, and its rows go.
        Assert.Equal(TeamOwner.Held, (await OwnerAsync(_source))!.Value.State);
        var done = await MoveAsync(Mover());
        Assert.Equal(MoveState.Done, done.State);
        Assert.Equal(0, await RowsAsync(_source));
        await talk.CheckAsync();
    }

    [Fact]
    public async Task What_is_deleted_renamed_or_purged_meanwhile_is_so_at_the_target()
    {
        await FillAsync(100);
        var gone = await _team.Post("deleted while it is copied", key: "k-gone");
        Ts[] old = [await _team.Post("too old", key: "k-old 0"), await _team.Post("too old as well", key: "k-old 1")];
        await _team.Write(new ReactionPut(General, old[0], "tada", Ann, Ts.None));
        var reacted = await _team.Post("loses its reaction");
        await _team.Write(new ReactionPut(General, reacted, "tada", Ann, Ts.None));
        await _team.Write(new UserPut(_team.NewUser(Ann, "ann", "ann@example.org"), "hash"), new UserPut(_team.NewUser(Bob, "bob", "bob@example.org"), "hash"));
        var a = _team.NewChannel("C0A", "first");
        var b = _team.NewChannel("C0B", "second");
        await _team.Write(new ChannelPut(a), new ChannelPut(b), new MemberPut(a.Id, Ann, true, Ts.None), new MemberPut(a.Id, Bob, true, Ts.None));
        await _storage.Positions.SaveAsync(_team.Id, [new StoredSession("S1", Ann, "t", new Position(_team.Id, 1, new Ts(5)), null)], []);
        var mover = Mover();
        mover.Reaching = async step =>
        {
            if (step != "compare")
                return;
            await _team.Write(new MessageDelete(General, gone));
            await _team.Write(new MessagesDelete(General, old, [RetryHash("k-old 0"), RetryHash("k-old 1")], old[^1]));
            await _team.Write(new ReactionDelete(General, reacted, "tada", Ann));
            await _team.Write(new MemberDelete(a.Id, Bob));
            // Names go round: no order of single rows fits.
            await _team.Write(new ChannelPut(a with { Name = "third" }));
            await _team.Write(new ChannelPut(b with { Name = "first" }));
            await _team.Write(new ChannelPut(a with { Name = "second" }));
            await _team.Write(new UserPut(_team.NewUser(Ann, "anna", "bob2@example.org"), null));
            await _storage.Positions.SaveAsync(_team.Id, [new StoredSession("S2", Bob, "t", new Position(_team.Id, 1, new Ts(6)), null)], ["S1"]);
            await _storage.Events.PurgeAsync(_team.Id, _team.Now, 40);
        };
        Assert.Null((await MoveAsync(mover)).Error);
        Assert.Null(await _storage.Messages.FindAsync(_team.Id, General, gone));
        Assert.Equal(CommitOutcome.Committed, (await _team.Append(new MessageInsert(_team.NewMessage("its key is free again"), RetryHash("k-gone")))).Outcome);
        Assert.Null(await _storage.Messages.FindAsync(_team.Id, General, old[0]));
        Assert.Null(await _storage.Messages.FindAsync(_team.Id, General, old[1]));
        Assert.Null(await _storage.Messages.FindByRetryHashAsync(_team.Id, General, RetryHash("k-old 1")));
        Assert.Equal([Ann], (await _storage.Channels.MembersAsync(_team.Id, a.Id)).Select(m => m.User));
        Assert.Equal("anna", (await _storage.Users.FindAsync(_team.Id, Ann))!.Name);
        Assert.Equal(["S2"], (await _storage.Positions.LoadAsync(_team.Id, 0)).Select(s => s.Session));
        Assert.Equal(0, await CountAsync(_target, "reactions"));
        Assert.Equal(await CountAsync(_source, "events"), await CountAsync(_target, "events") - 1);
    }

    [Fact]
    public async Task What_an_import_writes_meanwhile_waits_for_the_end_of_the_move_and_is_at_the_target()
    {
        await FillAsync(50);
        var before = await CountAsync(_source, "messages");
        var store = new ImportStore(_storage.Map, TimeProvider.System);
        Message[] Batch(long second) =>
            [.. Enumerable.Range(0, 100).Select(n => _team.NewMessage($"imported {n}") with { Ts = new Ts(second * 1_000_000 + n) })];
        await store.WriteMessagesAsync(_team.Id, Batch(1_000), stamp: 1, TestContext.Current.CancellationToken);
        var writing = Task.CompletedTask;
        var mover = Mover();
        mover.Reaching = step =>
        {
            if (step == "copy")
                writing = store.WriteMessagesAsync(_team.Id, Batch(2_000), stamp: 1, TestContext.Current.CancellationToken);
            if (step == "switch")
                Assert.False(writing.IsCompleted, "it was written where nobody would have looked for it");
            return Task.CompletedTask;
        };
        Assert.Null((await MoveAsync(mover)).Error);
        await writing;
        await MoveAsync(Mover());
        Assert.Equal(before + 200, await CountAsync(_target, "messages"));
        Assert.Equal(0, await RowsAsync(_source));
    }

    [Theory]
    [InlineData("prepare")]
    [InlineData("capture")]
    [InlineData("copy")]
    [InlineData("catch up")]
    [InlineData("compare")]
    [InlineData("fence")]
    [InlineData("tail")]
    [InlineData("switch")]
    [InlineData("release")]
    [InlineData("clear")]
    public async Task A_mover_that_ends_before_a_step_is_succeeded_and_nothing_is_lost(string step)
    {
        await FillAsync(120);
        using var talk = new Talk(_team, _storage);
        await talk.UntilAsync(20);
        var mover = Mover();
        mover.Reaching = at => at == step ? throw new TimeoutException("the process ends here") : Task.CompletedTask;
        await Assert.ThrowsAsync<TimeoutException>(async () => Assert.Fail((await MoveAsync(mover)).Error ?? "it did not reach the step"));
        Assert.Equal(1, await HomesAsync());
        var move = await MoveAsync(Mover());
        if (move.State == MoveState.Clearing)
            move = await MoveAsync(Mover());
        Assert.Equal((MoveState.Done, null), (move.State, move.Error));
        await talk.UntilAsync(20);
        await talk.EndAsync();
        await talk.CheckAsync();
        Assert.Equal(0, await RowsAsync(_source));
    }

    [Theory]
    [InlineData("capture")]
    [InlineData("copy")]
    [InlineData("compare")]
    [InlineData("fence")]
    [InlineData("tail")]
    public async Task A_move_that_is_cancelled_leaves_the_team_where_it_was(string step)
    {
        await FillAsync(120);
        using var talk = new Talk(_team, _storage);
        await talk.UntilAsync(20);
        var mover = Mover();
        var isCancelled = false;
        mover.Reaching = async at =>
        {
            if (at == step && !isCancelled)
            {
                isCancelled = true;
                await Store.CancelAsync(_team.Id);
                throw new MoveLostException();
            }
        };
        Assert.Equal(MoveState.Cancelled, (await MoveAsync(mover)).State);
        Assert.Equal((1, _source), (await HomesAsync(), (await _storage.Map.RefreshAsync(_team.Id, TestContext.Current.CancellationToken)).Name));
        Assert.Equal((TeamOwner.Active, 0L), ((await OwnerAsync(_source))!.Value.State, await RowsAsync(_target)));
        await talk.UntilAsync(20);
        // And a second try finishes.
        Assert.Equal(MoveState.Clearing, (await MoveAsync(Mover())).State);
        await talk.UntilAsync(20);
        await talk.EndAsync();
        await talk.CheckAsync();
    }

    /// <summary>It was frozen, say, while its successor finished: whatever it does when it thaws changes nothing.</summary>
    [Theory]
    [InlineData("capture")]
    [InlineData("copy")]
    [InlineData("fence")]
    [InlineData("switch")]
    [InlineData("release")]
    public async Task A_mover_that_was_succeeded_can_do_nothing_more(string step)
    {
        await FillAsync(120);
        using var talk = new Talk(_team, _storage);
        await talk.UntilAsync(20);
        var old = Mover();
        old.Reaching = async at =>
        {
            if (at != step)
                return;
            old.Reaching = static _ => Task.CompletedTask;
            while ((await MoveAsync(Mover())).State != MoveState.Done)
            {
            }
        };
        await Assert.ThrowsAsync<MoveLostException>(() => MoveAsync(old));
        await talk.UntilAsync(20);
        await talk.EndAsync();
        await talk.CheckAsync();
        Assert.Equal((1, 0L), (await HomesAsync(), await RowsAsync(_source)));
    }

    [Fact]
    public async Task Every_table_of_a_shard_is_moved_or_known_not_to_be()
    {
        var known = TeamTable.Copied.Select(static t => t.Name).Append(TeamTable.Positions.Name).Append(TeamTable.Leases.Name).Concat(TeamTable.OfTheMove).Concat(TeamTable.OfNoTeam);
        var database = _storage.Map.Shards["s1"].On(ShardSide.A)!;
        var tables = await database.QueryAsync(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()", r => r.GetString(0), TestContext.Current.CancellationToken);
        Assert.Equal(known.Order(), tables.Order());
        foreach (var table in TeamTable.Copied.Append(TeamTable.Positions))
        {
            var keys = await database.QueryAsync(
                "SELECT column_name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = @t AND constraint_name = 'PRIMARY' ORDER BY ordinal_position",
                r => r.GetString(0), TestContext.Current.CancellationToken, ("@t", table.Name));
            Assert.Equal(["team_id", .. table.Keys], keys);
        }
    }

    private MoveStore Store => _storage.Services.GetRequiredService<MoveStore>();

    private TeamMover Mover() => new(
        _storage.Map, Store, Options.Create(new MoveOptions { KeepSource = TimeSpan.Zero, ChunkRows = 50 }), TimeProvider.System, NullLogger<TeamMover>.Instance);

    private async Task<TeamMove> MoveAsync(TeamMover mover)
    {
        var move = await Store.BeginAsync(_team.Id, _source, _target);
        move = await Store.ClaimAsync(move) ?? throw new InvalidOperationException("Nobody else claims it.");
        using var stop = new CancellationTokenSource();
        // The team is there; what follows is of no interest but once it is asked for.
        if (move.State is MoveState.Running or MoveState.Queued)
            return await mover.RunAsync(move, m => Stop(m, stop), stop.Token).ContinueWith(Done, TaskScheduler.Default).Unwrap();
        return await mover.RunAsync(move, static _ => { }, CancellationToken.None);

        async Task<TeamMove> Done(Task<TeamMove> run) => run.IsCanceled ? (await Store.FindAsync(_team.Id))! : await run;
    }

    /// <summary>Before the old rows go, so that they can be looked at.</summary>
    private static void Stop(TeamMove move, CancellationTokenSource stop)
    {
        if (move.State == MoveState.Clearing)
            stop.Cancel();
    }

    private async Task FillAsync(int messages)
    {
        await _team.Write(new ChannelPut(_team.NewChannel(General.Value, "general")));
        for (var n = 0; n < messages; n++)
            _ = _team.Append(new MessageInsert(_team.NewMessage($"old {n}"), RetryHash($"old-{n}")));
        await _team.Post("the last old one");
    }

    private async Task<TeamOwner?> OwnerAsync(string shard)
    {
        var rows = await _storage.Map.Shards[shard].On(ShardSide.A)!.QueryAsync(
            TeamOwner.Query(ShardSide.A, [_team.Id]), TeamOwner.Read, TestContext.Current.CancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Shards on which the team may be written, or will be when the move goes on.</summary>
    private async Task<int> HomesAsync()
    {
        var owners = new[] { await OwnerAsync("s1"), await OwnerAsync("s2") };
        Assert.InRange(owners.Count(static o => o is { IsHere: true }), 0, 1);
        var home = await _storage.Directory.FindAsync(_team.Id);
        return home is null ? 0 : 1;
    }

    private async Task<long> RowsAsync(string shard)
    {
        long rows = 0;
        foreach (var table in TeamTable.Copied.Select(static t => t.Name).Append("team_changes"))
            rows += await CountAsync(shard, table);
        return rows;
    }

    private async Task<long> CountAsync(string shard, string table) => (await _storage.Map.Shards[shard].On(ShardSide.A)!.QueryAsync(
        $"SELECT COUNT(*) FROM {table} WHERE team_id = @team", r => r.GetInt64(0), TestContext.Current.CancellationToken, ("@team", _team.Id.Number)))[0];

    /// <summary>Posts, edits, reacts and replies some hundred times a second, several changes on their way at once, and knows what must be there.</summary>
    private sealed class Talk : IDisposable
    {
        private readonly CancellationTokenSource _enough = new();
        private readonly TestTeam _team;
        private readonly StorageFixture _storage;
        private readonly Dictionary<Ts, string> _texts = [];
        private readonly Task _loop;
        private int _written;

        public Talk(TestTeam team, StorageFixture storage)
        {
            (_team, _storage) = (team, storage);
            _loop = Task.Run(LoopAsync);
        }

        public int Written => Volatile.Read(ref _written);

        public async Task UntilAsync(int more)
        {
            var goal = Written + more;
            var began = Environment.TickCount64;
            while (Written < goal)
            {
                if (_loop.IsFaulted)
                    await _loop;
                Assert.InRange(Environment.TickCount64 - began, 0, 30_000);
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }

        public async Task EndAsync()
        {
            await _enough.CancelAsync();
            await _loop;
        }

        public async Task CheckAsync()
        {
            foreach (var (ts, text) in _texts)
                Assert.Equal(text, (await _storage.Messages.FindAsync(_team.Id, General, ts))?.Text);
            var events = new List<Ts>();
            for (var after = Ts.None; await _storage.Events.ReadAsync(_team.Id, after, 1_000, int.MaxValue) is { Length: > 0 } page; after = page[^1].Event.Ts)
                events.AddRange(page.Select(static e => e.Event.Ts));
            Assert.Equal(events.Distinct().Order(), events);
            Assert.Superset(_texts.Keys.ToHashSet(), events.ToHashSet());
        }

        public void Dispose()
        {
            _enough.Cancel();
            _enough.Dispose();
        }

        private async Task LoopAsync()
        {
            var root = await _team.Post("root");
            var running = new Queue<(Task<CommitResult> Done, Ts Ts, string Text)>();
            for (var n = 0; !_enough.IsCancellationRequested; n++)
            {
                var text = $"message {n}";
                var row = _team.NewMessage(text, thread: n % 7 == 0 ? root : null);
                var step = _team.Step(new MessageInsert(row, RetryHash($"talk-{n}")));
                running.Enqueue((_storage.Log.Append(_team.Item(step)), step.Ts, text));
                if (n % 5 == 0)
                    running.Enqueue((_team.Append(new ReactionPut(General, step.Ts, "tada", Ann, Ts.None), new CursorPut(General, Ann, step.Ts)), default, ""));
                if (n % 11 == 0)
                    running.Enqueue((_team.Append(new MessageReplace(row with { Ts = step.Ts, Text = text + ", edited" })), step.Ts, text + ", edited"));
                while (running.Count > 8)
                    await TakeAsync(running);
                await Task.Delay(2);
            }
            while (running.Count > 0)
                await TakeAsync(running);
        }

        private async Task TakeAsync(Queue<(Task<CommitResult> Done, Ts Ts, string Text)> running)
        {
            var (done, ts, text) = running.Dequeue();
            Assert.Equal(CommitOutcome.Committed, (await done).Outcome);
            if (!ts.IsNone)
                _texts[ts] = text;
            Interlocked.Increment(ref _written);
        }
    }
}
