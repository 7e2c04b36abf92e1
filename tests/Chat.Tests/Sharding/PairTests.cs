using System.Diagnostics;
using Chat.Sharding;
using Chat.Sharding.Pairs;
using Chat.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;
using Xunit;

namespace Chat.Tests.Sharding;

/// <summary>The procedures on two real masters in the shipped configuration.</summary>
public sealed partial class PairTests : IAsyncLifetime
{
    private const string Schema =
        """
        CREATE TABLE shard_gate (side CHAR(1) NOT NULL, parity SMALLINT NOT NULL, is_open SMALLINT NOT NULL, epoch BIGINT NOT NULL, PRIMARY KEY (side, parity));
        INSERT INTO shard_gate VALUES ('A', 0, 1, 0), ('A', 1, 0, 0), ('B', 0, 0, 0), ('B', 1, 1, 0);
        CREATE TABLE rows_of_teams (team_id BIGINT NOT NULL, n INT NOT NULL, text VARCHAR(100) NULL, PRIMARY KEY (team_id, n));
        """;

    private MariaDbPair _servers = null!;
    private Pair _pair = null!;

    public async ValueTask InitializeAsync()
    {
        _servers = await MariaDbPair.StartAsync(Architecture.Projects.Root);
        await _servers.ConnectAsync();
        await RunAsync(ShardSide.A, Schema);
        _pair = new Pair(
            "s1", new PairServer(ShardSide.A, _servers.Control(Master.A)), new PairServer(ShardSide.B, _servers.Control(Master.B)), NullLogger.Instance);
        await UntilAsync(() => _pair.MeetAsync(), "the two to meet");
    }

    public async ValueTask DisposeAsync()
    {
        await _pair.DisposeAsync();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task What_was_acked_survives_the_death_of_a_master_and_it_comes_back_equal()
    {
        var writing = new Writing(_servers.Chat(Master.A), parity: 0);
        await UntilAsync(() => Task.FromResult(writing.Acked > 50), "posts");
        await _servers.A.KillAsync();
        await writing.EndAsync();
        var began = Stopwatch.GetTimestamp();
        await _pair.FenceAsync(ShardSide.B);
        await _pair.CompleteTakeOverAsync(ShardSide.B, 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"taken over in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        var there = await CountAsync(ShardSide.B);
        Assert.InRange(there, writing.Acked, writing.Tried);
        // It serves everybody now, and nobody's ack is waited for.
        await WriteAsync(ShardSide.B, 0, 100_000);
        await WriteAsync(ShardSide.B, 1, 1);

        await _servers.A.StartAsync();
        var refused = await Assert.ThrowsAsync<MySqlException>(() => WriteAsync(ShardSide.A, 0, 200_000));
        Assert.Equal(1290, refused.Number);
        await _pair.RejoinAsync(ShardSide.A);
        await WriteAsync(ShardSide.B, 0, 100_001);
        await EqualAsync();
        // It takes writes, but its gates are closed.
        await Assert.ThrowsAsync<ClosedException>(() => WriteAsync(ShardSide.A, 0, 200_000));
        Assert.All(await Task.WhenAll(_pair.On(ShardSide.A).LookAsync(), _pair.On(ShardSide.B).LookAsync()), state => Assert.True(state is { WaitsForAcks: true, Listeners: 1, Applies: true, Receives: true, IsReadOnly: false }));
    }

    [Fact]
    public async Task A_frozen_master_acks_nothing_after_it_was_taken_over()
    {
        await _servers.A.PauseAsync();
        var zombie = WriteAsync(ShardSide.A, 0, 1, seconds: 60);
        var state = await _pair.On(ShardSide.A).LookAsync();
        Assert.False(state.Answers);
        await _pair.FenceAsync(ShardSide.B);
        await _pair.CompleteTakeOverAsync(ShardSide.B, 1);
        await WriteAsync(ShardSide.B, 0, 2);
        await _servers.A.ContinueAsync();
        // It commits, and waits for an ack that never comes.
        await UntilAsync(async () => (await _pair.On(ShardSide.A).LookAsync()).Waiting > 0, "the zombie's commit to wait");
        Assert.False(zombie.IsCompleted);
        // It cannot come back as it is: what it wrote would come along.
        Assert.Contains("Kill it", (await Assert.ThrowsAsync<PairException>(() => _pair.RejoinAsync(ShardSide.A))).Message, StringComparison.Ordinal);
        await _servers.A.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => zombie);
        await _servers.A.StartAsync();
        await _pair.RejoinAsync(ShardSide.A);
        await EqualAsync();
        Assert.Equal(1, await CountAsync(ShardSide.A));
    }

    [Fact]
    public async Task A_survivor_that_has_not_applied_what_it_received_takes_nothing_over()
    {
        await MariaDbPair.AdministerAsync(_servers.B, "STOP SLAVE SQL_THREAD");
        await WriteAsync(ShardSide.A, 0, 1);
        var refused = await Assert.ThrowsAsync<PairException>(() => _pair.FenceAsync(ShardSide.B));
        Assert.Contains("not applied", refused.Message, StringComparison.Ordinal);
        // Nothing was changed: A's commits are acked as before.
        await MariaDbPair.AdministerAsync(_servers.B, "START SLAVE SQL_THREAD");
        await WriteAsync(ShardSide.A, 0, 2);
        await UntilAsync(() => _pair.MeetAsync(), "the two to meet again");
        await EqualAsync();
    }

    /// <summary>Whatever the controller was about to do next when it ended: the whole is done again and ends well.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("STOP SLAVE; SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos")]
    [InlineData("STOP SLAVE; SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos; START SLAVE")]
    [InlineData("STOP SLAVE; SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos; START SLAVE", "START SLAVE")]
    [InlineData("STOP SLAVE; SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos; START SLAVE", "START SLAVE", "SET GLOBAL rpl_semi_sync_master_enabled = ON")]
    public async Task A_rejoin_that_was_cut_short_is_begun_again(string done, string atSurvivor = "", string atBoth = "")
    {
        await _servers.A.KillAsync();
        await _pair.FenceAsync(ShardSide.B);
        await _pair.CompleteTakeOverAsync(ShardSide.B, 1);
        for (var n = 0; n < 20; n++)
            await WriteAsync(ShardSide.B, n % 2, n);
        await _servers.A.StartAsync();
        foreach (var (server, sql) in ((MariaDbServer, string)[])[(_servers.A, done), (_servers.B, atSurvivor), (_servers.A, atBoth)])
        {
            if (sql.Length > 0)
                await MariaDbPair.AdministerAsync(server, sql);
        }
        await _pair.RejoinAsync(ShardSide.A);
        await WriteAsync(ShardSide.B, 0, 1_000);
        await EqualAsync();
    }

    [Fact]
    public async Task A_planned_switch_holds_writes_for_a_moment_and_loses_none()
    {
        var even = new Writing(_servers.Chat(Master.A), parity: 0, also: _servers.Chat(Master.B));
        var odd = new Writing(_servers.Chat(Master.B), parity: 1);
        await UntilAsync(() => Task.FromResult(even.Acked > 30), "posts");
        var decided = 0L;
        var held = await _pair.SwitchAsync(0, ShardSide.B, () => Task.FromResult<long?>(++decided));
        var before = even.Acked;
        await UntilAsync(() => Task.FromResult(even.Acked > before + 30), "posts at the other server");
        var back = await _pair.SwitchAsync(0, ShardSide.A, () => Task.FromResult<long?>(++decided));
        before = even.Acked;
        await UntilAsync(() => Task.FromResult(even.Acked > before + 30), "posts at the first server");
        await even.EndAsync();
        await odd.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"writes were held for {held.TotalMilliseconds:0.0} and {back.TotalMilliseconds:0.0} ms");
        await EqualAsync();
        Assert.Equal(even.Acked + odd.Acked, await CountAsync(ShardSide.A));
    }

    [Fact]
    public async Task A_switch_that_somebody_else_forestalls_changes_nothing()
    {
        await Assert.ThrowsAsync<PairException>(() => _pair.SwitchAsync(0, ShardSide.B, () => Task.FromResult<long?>(null)));
        await WriteAsync(ShardSide.A, 0, 1);
        await Assert.ThrowsAsync<ClosedException>(() => WriteAsync(ShardSide.B, 0, 2));
    }

    [Fact]
    public async Task A_take_over_is_completed_again_and_again()
    {
        await _servers.A.KillAsync();
        await _pair.FenceAsync(ShardSide.B);
        Assert.False(await _pair.HasTakenOverAsync(ShardSide.B));
        for (var times = 0; times < 2; times++)
        {
            await _pair.CompleteTakeOverAsync(ShardSide.B, 1);
            Assert.True(await _pair.HasTakenOverAsync(ShardSide.B));
            await WriteAsync(ShardSide.B, 0, times);
        }
    }

    [Fact]
    public async Task A_take_over_that_the_directory_refuses_leaves_the_two_as_they_were()
    {
        await _pair.FenceAsync(ShardSide.B);
        await _pair.LiftFenceAsync(ShardSide.B);
        await UntilAsync(async () => (await _pair.On(ShardSide.A).LookAsync()).Listeners > 0, "B to listen again");
        await WriteAsync(ShardSide.A, 0, 1);
        await WriteAsync(ShardSide.B, 1, 1);
        Assert.All(await Task.WhenAll(_pair.On(ShardSide.A).LookAsync(), _pair.On(ShardSide.B).LookAsync()), state => Assert.True(state.WaitsForAcks));
        await EqualAsync();
    }

    [Fact]
    public async Task A_server_that_was_restarted_takes_nothing_over()
    {
        await _servers.B.KillAsync();
        await _servers.A.KillAsync();
        await _servers.B.StartAsync();
        var refused = await Assert.ThrowsAsync<PairException>(() => _pair.FenceAsync(ShardSide.B));
        Assert.Contains("restarted", refused.Message, StringComparison.Ordinal);
        Assert.False(await _pair.HasTakenOverAsync(ShardSide.B));
    }

    /// <summary>The engine's commit must be on disk before the answer: whatever is in the log alone is cut off at the next start.</summary>
    [Fact]
    public async Task A_server_that_serves_alone_and_is_killed_right_after_an_answer_comes_back_with_the_row()
    {
        await _servers.A.KillAsync();
        await _pair.FenceAsync(ShardSide.B);
        await _pair.CompleteTakeOverAsync(ShardSide.B, 1);
        for (var n = 1; n <= 3; n++)
        {
            await WriteAsync(ShardSide.B, 0, n);
            await _servers.B.KillAsync();
            await _servers.B.StartAsync();
            Assert.Equal(n, await CountAsync(ShardSide.B));
            Assert.True(await _pair.HasTakenOverAsync(ShardSide.B));
            await _pair.ResumeAloneAsync(ShardSide.B);
        }
        await _servers.A.StartAsync();
        await _pair.RejoinAsync(ShardSide.A);
        await EqualAsync();
    }

    [Fact]
    public async Task The_silos_user_can_neither_write_on_a_closed_server_nor_steer_it()
    {
        await MariaDbPair.AdministerAsync(_servers.A, "SET GLOBAL read_only = ON");
        Assert.Equal(1290, (await Assert.ThrowsAsync<MySqlException>(() => WriteAsync(ShardSide.A, 0, 1))).Number);
        foreach (var sql in (string[])["SET GLOBAL read_only = OFF", "STOP SLAVE", "SET GLOBAL rpl_semi_sync_master_enabled = OFF", "SET SESSION sql_log_bin = 0"])
            Assert.Equal(1227, (await Assert.ThrowsAsync<MySqlException>(() => RunAsync(ShardSide.A, sql))).Number);
    }

    private async Task EqualAsync()
    {
        Assert.True(await _pair.On(ShardSide.A).HasAppliedAsync(await _pair.On(ShardSide.B).PositionAsync(), 10));
        Assert.True(await _pair.On(ShardSide.B).HasAppliedAsync(await _pair.On(ShardSide.A).PositionAsync(), 10));
        Assert.Equal(await RowsAsync(ShardSide.A), await RowsAsync(ShardSide.B));
    }

    private async Task<List<string>> RowsAsync(ShardSide side)
    {
        await using var connection = new MySqlConnection(_servers.Chat((Master)side));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT CONCAT_WS('|', team_id, n, text) FROM rows_of_teams UNION ALL SELECT CONCAT_WS('|', side, parity, is_open, epoch) FROM shard_gate ORDER BY 1";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private async Task<long> CountAsync(ShardSide side) => (await RowsAsync(side)).LongCount(static row => row.Contains("|row ", StringComparison.Ordinal));

    private Task WriteAsync(ShardSide side, int parity, int n, int seconds = 5) => Writing.WriteAsync(_servers.Chat((Master)side), side, parity, n, seconds);

    private async Task RunAsync(ShardSide side, string sql)
    {
        await using var connection = new MySqlConnection(_servers.Chat((Master)side));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < 30, $"Waited 30 s for {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private sealed class ClosedException : Exception;

    /// <summary>Writes row after row of teams of one parity, as the shard log does: behind the gate, again where it was not acked.</summary>
    private sealed class Writing
    {
        private readonly CancellationTokenSource _enough = new();
        private readonly Task _loop;
        private int _acked;
        private int _tried;

        public Writing(string connection, int parity, string? also = null, int? team = null) => _loop = Task.Run(async () =>
        {
            var home = parity == 0 ? ShardSide.A : ShardSide.B;
            var (where, side) = (connection, home);
            for (var n = 0; !_enough.IsCancellationRequested; )
            {
                try
                {
                    Volatile.Write(ref _tried, n + 1);
                    await WriteAsync(where, side, parity, n, 2, team);
                    Volatile.Write(ref _acked, ++n);
                }
                catch (ClosedException) when (also is not null)
                {
                    (where, side) = side == home ? (also, Pair.OtherOf(home)) : (connection, home);
                }
                catch (Exception e) when (also is null && e is MySqlException or IOException or System.Net.Sockets.SocketException)
                {
                    return;
                }
            }
        });

        public int Acked => Volatile.Read(ref _acked);

        public int Tried => Volatile.Read(ref _tried);

        public async Task EndAsync()
        {
            await _enough.CancelAsync();
            await _loop;
        }

        public static async Task WriteAsync(string connectionString, ShardSide side, int parity, int n, int seconds, int? team = null)
        {
            var settings = new MySqlConnectionStringBuilder(connectionString) { ConnectionTimeout = (uint)seconds, DefaultCommandTimeout = (uint)seconds, CancellationTimeout = -1 };
            await using var connection = new MySqlConnection(settings.ConnectionString);
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted);
            await using var gate = connection.CreateCommand();
            gate.Transaction = transaction;
            gate.CommandText = $"SELECT is_open FROM shard_gate WHERE side = '{side}' AND parity = {parity} LOCK IN SHARE MODE";
            if (Convert.ToInt32(await gate.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) == 0)
                throw new ClosedException();
            gate.CommandText = $"INSERT INTO rows_of_teams VALUES ({team ?? 10 + parity}, {n}, 'row {n}')";
            await gate.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
    }
}
