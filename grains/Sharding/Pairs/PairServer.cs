using System.Data.Common;
using System.Globalization;
using MySqlConnector;

namespace Chat.Sharding.Pairs;

/// <summary>
/// One server of a pair as its controller sees it: through connections of its own, not pooled, that are given up after their time whatever the server
/// does. Needs the rights of <c>chat_control</c> in deploy/database/users.sql. Every failure is a <see cref="PairServerException"/>.
/// </summary>
internal sealed class PairServer(ShardSide side, string connectionString) : IAsyncDisposable
{
    private const int ProbeSeconds = 1;

    private const string Look =
        "SELECT @@GLOBAL.read_only, @@GLOBAL.rpl_semi_sync_master_enabled, @@GLOBAL.gtid_binlog_pos; "
        + "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master%'; SHOW SLAVE STATUS";

    private MySqlConnection? _probe;

    public ShardSide Side => side;

    /// <summary>What it looks like now. A server that does not answer within about a second is <see cref="ServerState.Silent"/>.</summary>
    public async Task<ServerState> LookAsync()
    {
        var isOld = _probe is not null;
        var state = await TryLookAsync();
        // The server may have been started anew since; that shows on a connection of its own.
        return isOld && !state.Answers && !state.HasHung ? await TryLookAsync() : state;
    }

    private async Task<ServerState> TryLookAsync()
    {
        try
        {
            _probe ??= await OpenAsync(ProbeSeconds);
            await using var command = _probe.Command(Look);
            command.CommandTimeout = ProbeSeconds;
            await using var reader = await command.ExecuteReaderAsync();
            return await ReadAsync(reader);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            await DropProbeAsync();
            return ServerState.Silent with { Reason = e.Message.TrimEnd('.'), HasHung = e is MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired } };
        }
    }

    /// <summary>Runs one or more statements.</summary>
    public Task RunAsync(string sql, int seconds = 5) => ReachAsync(async () =>
    {
        await using var connection = await OpenAsync(seconds);
        return await connection.RunAsync(sql, CancellationToken.None);
    });

    public Task<object?> AskAsync(string sql, int seconds = 5, params object?[] values) => ReachAsync(async () =>
    {
        await using var connection = await OpenAsync(seconds);
        await using var command = connection.Numbered(sql, values);
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    });

    /// <summary>All that it committed, its own and its peer's.</summary>
    public async Task<string> PositionAsync() => Convert.ToString(await AskAsync("SELECT @@GLOBAL.gtid_binlog_pos"), CultureInfo.InvariantCulture) ?? "";

    /// <summary>Waits until it has applied all of a peer's position. False: not in this time.</summary>
    public async Task<bool> HasAppliedAsync(string position, int seconds) =>
        position.Length == 0
        || Convert.ToInt64(await AskAsync("SELECT MASTER_GTID_WAIT(@p0, @p1)", seconds + 2, position, seconds) ?? -1, CultureInfo.InvariantCulture) == 0;

    /// <summary>A connection for longer work, such as comparing rows.</summary>
    public async Task<MySqlConnection> OpenAsync(int seconds)
    {
        var settings = new MySqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            ConnectionTimeout = ProbeSeconds,
            DefaultCommandTimeout = (uint)seconds,
            // A KILL QUERY would end a wait for the peer's ack by committing without it.
            CancellationTimeout = -1,
            AutoEnlist = false,
        };
        var connection = new MySqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await DropProbeAsync();

    private async Task<T> ReachAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            throw new PairServerException($"server {side}: {e.Message}", e);
        }
    }

    private async Task DropProbeAsync()
    {
        if (_probe is { } probe)
        {
            _probe = null;
            await probe.DisposeAsync();
        }
    }

    private static async Task<ServerState> ReadAsync(DbDataReader reader)
    {
        await reader.ReadAsync();
        var state = ServerState.Silent with
        {
            Answers = true,
            IsReadOnly = reader.GetInt64(0) != 0,
            WaitsForAcks = reader.GetInt64(1) != 0,
            Position = reader.GetString(2),
        };
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var value = reader.GetString(1);
            state = reader.GetString(0) switch
            {
                "Rpl_semi_sync_master_clients" => state with { Listeners = Number(value) },
                "Rpl_semi_sync_master_wait_sessions" => state with { Waiting = Number(value) },
                "Rpl_semi_sync_master_yes_tx" => state with { Acks = Number(value) },
                _ => state,
            };
        }
        await reader.NextResultAsync();
        if (!await reader.ReadAsync())
            return state;
        return state with
        {
            Receives = Text(reader, "Slave_IO_Running") == "Yes",
            Applies = Text(reader, "Slave_SQL_Running") == "Yes",
            Received = Text(reader, "Gtid_IO_Pos"),
            SecondsBehind = long.TryParse(Text(reader, "Seconds_Behind_Master"), CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
            Reason = string.Join(" ", Text(reader, "Last_IO_Error"), Text(reader, "Last_SQL_Error")).Trim(),
        };
    }

    private static string Text(DbDataReader reader, string column) =>
        Convert.ToString(reader[column], CultureInfo.InvariantCulture) ?? "";

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What was seen of a server.</summary>
/// <param name="Answers">It answered in time; all else is meaningless if not.</param>
/// <param name="IsReadOnly">It takes no writes: nobody connected it to its peer since it started.</param>
/// <param name="WaitsForAcks">Its commits wait for its peer.</param>
/// <param name="Listeners">Peers that receive from it and ack: 0 or 1.</param>
/// <param name="Waiting">Commits that wait for an ack.</param>
/// <param name="Acks">Commits that were acked since it started.</param>
/// <param name="Receives">It hears its peer.</param>
/// <param name="Applies">It applies what it received.</param>
/// <param name="Received">Position up to which it has its peer's transactions, applied or not.</param>
/// <param name="Position">Its last transactions of either server.</param>
/// <param name="SecondsBehind">As the server says; null when it does not know.</param>
/// <param name="Reason">Of what is not as it should be.</param>
internal sealed record ServerState(
    bool Answers, bool IsReadOnly, bool WaitsForAcks, long Listeners, long Waiting, long Acks, bool Receives, bool Applies, string Received, string Position,
    long? SecondsBehind, string Reason)
{
    /// <summary>It took the question and did not answer.</summary>
    public bool HasHung { get; init; }

    public static ServerState Silent { get; } = new(false, true, false, 0, 0, 0, false, false, "", "", null, "");

    public ServerView View => new(Answers, Answers && !IsReadOnly, Receives && Applies, Waiting > 0, Acks);
}
