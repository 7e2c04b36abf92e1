using System.Globalization;
using Chat.Sharding;
using Chat.Sharding.Pairs;
using MySqlConnector;
using Xunit;

namespace Chat.Tests.Storage;

/// <summary>Storage on one shard of two real masters in the shipped configuration; the directory lies on a server that no test stops.</summary>
public sealed class PairedStorage(MariaDbServer server) : StorageFixture
{
    public const string Shard = "p1";

    public MariaDbPair Pair { get; private set; } = null!;

    internal Shard Masters => Map.Shards[Shard];

    internal PairServer Server(ShardSide side) => new(side, Pair.Control((Master)side));

    /// <summary>A new team that a master prefers.</summary>
    public async Task<TestTeam> NewTeamAsync(Master of)
    {
        while (true)
        {
            var team = await NewTeamAsync();
            if ((team.Id.Number & 1) == (int)of)
                return team;
        }
    }

    /// <summary>What the controller would have decided.</summary>
    public async Task SetStateAsync(string state)
    {
        await Map.Directory.ExecuteAsync("UPDATE directory_shards SET sync_state = @state, epoch = epoch + 1", CancellationToken.None, ("@state", state));
        await Map.RefreshServingAsync();
    }

    /// <summary>Neither hears the other, and neither waits for it.</summary>
    public async Task PartAsync()
    {
        await AdministerAsync("SET GLOBAL rpl_semi_sync_master_enabled = OFF");
        await AdministerAsync("STOP SLAVE IO_THREAD");
    }

    /// <summary>They hear each other again, and have what the other has.</summary>
    public async Task MeetAsync()
    {
        await AdministerAsync("START SLAVE IO_THREAD");
        await SettleAsync();
        await AdministerAsync("SET GLOBAL rpl_semi_sync_master_enabled = ON");
    }

    /// <summary>Each has applied all that the other has.</summary>
    public async Task SettleAsync()
    {
        await using var a = Server(ShardSide.A);
        await using var b = Server(ShardSide.B);
        // Twice: what the one has applied is in its own log, too.
        for (var times = 0; times < 2; times++)
        {
            var isSettled = await a.HasAppliedAsync(await b.PositionAsync(), 20) && await b.HasAppliedAsync(await a.PositionAsync(), 20);
            Assert.True(isSettled, "They do not replicate any more.");
        }
    }

    /// <summary>Tables of which the two hold different rows, once each has all that the other has.</summary>
    public async Task<List<string>> DifferencesAsync()
    {
        await SettleAsync();
        var different = new List<string>();
        foreach (var table in ShardTables.OfTeams.Concat(ShardTables.OfServer))
        {
            if (await ChecksumAsync(Master.A, table) != await ChecksumAsync(Master.B, table))
                different.Add(table);
        }
        return different;
    }

    /// <summary>Rows as an administrator reads them.</summary>
    public async Task<List<string[]>> ReadAsync(Master at, string sql)
    {
        await using var connection = new MySqlConnection(
            new MySqlConnectionStringBuilder(Pair.Control(at)) { UserID = "root_of_tests", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 60 };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? "")]);
        return rows;
    }

    /// <summary>As an administrator, on one of them.</summary>
    public Task<object?> AdministerAsync(Master at, string sql) => MariaDbPair.AdministerAsync(Pair.On(at), sql);

    protected override async Task<Dictionary<string, string?>> PrepareAsync()
    {
        Pair = await MariaDbPair.StartAsync(Architecture.Projects.Root);
        await Pair.ConnectAsync();
        return new()
        {
            ["Chat:Storage:Provider"] = "mysql",
            ["Chat:Storage:Directory"] = await server.CreateDatabaseAsync("directory"),
            [$"Chat:Shards:{Shard}:A"] = Pair.Chat(Master.A),
            [$"Chat:Shards:{Shard}:B"] = Pair.Chat(Master.B),
            [$"Chat:Shards:{Shard}:ControlA"] = Pair.Control(Master.A),
            [$"Chat:Shards:{Shard}:ControlB"] = Pair.Control(Master.B),
        };
    }

    protected override async Task CleanUpAsync() => await Pair.DisposeAsync();

    private async Task AdministerAsync(string sql)
    {
        await AdministerAsync(Master.A, sql);
        await AdministerAsync(Master.B, sql);
    }

    private async Task<string> ChecksumAsync(Master at, string table) => (await ReadAsync(at, $"CHECKSUM TABLE {table} EXTENDED"))[0][1];
}
