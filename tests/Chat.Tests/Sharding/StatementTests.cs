using System.Reflection;
using Chat.Channels;
using Chat.Jobs;
using Chat.Messages;
using Chat.Retention;
using Chat.Search;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Teams;
using Chat.Tests.Storage;
using Chat.Transfer;
using Chat.Transfer.Exporting;
using Chat.Users;
using MySqlConnector;
using Xunit;

namespace Chat.Tests.Sharding;

/// <summary>A server of its own, whose general log is this test's alone.</summary>
public sealed class LoggedStorage : StorageFixture
{
    public MariaDbServer Server { get; } = new();

    protected override async Task<Dictionary<string, string?>> PrepareAsync()
    {
        await Server.InitializeAsync();
        return new()
        {
            ["Chat:Storage:Provider"] = "mysql",
            ["Chat:Storage:Directory"] = await Server.CreateDatabaseAsync("directory"),
            ["Chat:Shards:s1:A"] = await Server.CreateDatabaseAsync("s1"),
            ["Chat:Shards:s2:A"] = await Server.CreateDatabaseAsync("s2"),
        };
    }

    protected override async Task CleanUpAsync() => await Server.DisposeAsync();
}

/// <summary>Every statement that stores and log send, as the server saw it while random verbs of teams on two shards ran.</summary>
public sealed class StatementTests(LoggedStorage storage, ITestOutputHelper output) : IClassFixture<LoggedStorage>
{
    private const int TeamsOfEachShard = 2;
    private const int VerbsOfEachTeam = 150;

    private static readonly Type[] Stores =
        [typeof(MessageStore), typeof(ChannelStore), typeof(UserStore), typeof(EventStore), typeof(TeamOwnerStore), typeof(SessionPositionStore), typeof(ExportStore),
         typeof(JobStore), typeof(TransferFileStore), typeof(ImportStore), typeof(SearchStore), typeof(SearchIndexStore), typeof(ExpiredStore)];

    [Fact]
    public async Task Every_statement_keeps_to_its_team_and_no_team_touches_the_other_shard()
    {
        var seed = Environment.TickCount & int.MaxValue;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        // Before the first connection to a shard: the log tells each one's schema when it is opened.
        MySqlConnection.ClearAllPools();
        await GeneralLog.StartAsync(storage.Server);
        await using var fresh = new FreshStorage(storage);
        await fresh.InitializeAsync();
        var teams = await TeamsOnBothShardsAsync(fresh);
        foreach (var (_, team) in teams)
            await new RandomVerbs(fresh, team, random).RunAsync(VerbsOfEachTeam);
        // What no store of ours would send: the checks below must find exactly these.
        var (stranger, lost) = (teams[0].Team.Id, "SELECT text FROM messages WHERE ts = 5");
        var misplaced = $"SELECT COUNT(*) FROM messages WHERE team_id = {stranger.Number}";
        await using (var planted = new MySqlConnection(storage.ShardConnection(teams[0].Shard == "s1" ? "s2" : "s1") + ";Pooling=false"))
        {
            await planted.OpenAsync(TestContext.Current.CancellationToken);
            foreach (var sql in new[] { lost, misplaced })
            {
                await using var command = new MySqlCommand(sql, planted);
                await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            }
        }
        var statements = await GeneralLog.ReadAsync(storage.Server);
        var shards = new[] { "s1", "s2" }.ToDictionary(name => name, name => new MySqlConnectionStringBuilder(storage.ShardConnection(name)).Database);
        Assert.True(statements.Count > teams.Count * VerbsOfEachTeam, $"the log has {statements.Count} statements only");

        var ofShards = statements.Where(s => shards.ContainsValue(s.Schema)).ToArray();
        var faults = ofShards.Select(s => (s.Sql, Fault: Tenancy.FaultOf(s.Sql))).Where(f => f.Fault is not null).ToArray();
        Assert.Equal([lost], faults.Select(f => f.Sql));

        foreach (var (shard, team) in teams)
        {
            var naming = statements.Where(s => s.Schema != "" && Tenancy.Names(s.Sql, team.Id)).ToLookup(s => s.Schema, s => s.Sql);
            var other = naming[shards[shard == "s1" ? "s2" : "s1"]].ToArray();
            Assert.Equal(team.Id == stranger ? [misplaced] : [], other);
            foreach (var table in ShardTables.OfTeams.Except(["team_changes"]))
                Assert.True(naming[shards[shard]].Any(sql => sql.Contains(table, StringComparison.Ordinal)), $"no statement on {shard} names {table} and team {team.Id}");
        }
        output.WriteLine($"{statements.Count} statements, {ofShards.Length} on shards");
    }

    [Fact]
    public void Random_verbs_are_all_that_the_stores_have()
    {
        var verbs = new RandomVerbs(storage, new TestTeam(storage, new TeamId(1), 1), new Random(1));
        var methods = Stores.SelectMany(store => store.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal)).Select(m => $"{store.Name}.{m.Name}"));
        Assert.Empty(methods.Except(verbs.Reads.Keys));
        var rows = typeof(RowWrite).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RowWrite)) && !t.IsAbstract);
        Assert.Empty(rows.Except(verbs.Rows.Keys));
    }

    [Fact]
    public async Task Every_table_of_a_shard_is_led_by_team_id_or_is_the_servers_own()
    {
        await using var connection = new MySqlConnection(storage.ShardConnection("s1"));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new MySqlCommand(
            """
            SELECT t.TABLE_NAME, k.COLUMN_NAME FROM information_schema.TABLES t
              LEFT JOIN information_schema.STATISTICS k
                ON k.TABLE_SCHEMA = t.TABLE_SCHEMA AND k.TABLE_NAME = t.TABLE_NAME AND k.INDEX_NAME = 'PRIMARY' AND k.SEQ_IN_INDEX = 1
             WHERE t.TABLE_SCHEMA = DATABASE()
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var leading = new Dictionary<string, string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            leading.Add(reader.GetString(0), reader.GetString(1));
        Assert.Equal(ShardTables.OfTeams.Concat(ShardTables.OfServer).Order(StringComparer.Ordinal), leading.Keys.Order(StringComparer.Ordinal));
        Assert.All(ShardTables.OfTeams, table => Assert.Equal("team_id", leading[table]));
    }

    [Theory]
    [InlineData("SELECT text FROM messages WHERE ts = 5", false)]
    [InlineData("SELECT team_id, text FROM messages WHERE ts = 5", false)]
    [InlineData("SELECT team_id FROM messages", false)]
    [InlineData("UPDATE messages SET text = 'WHERE team_id = 5'", false)]
    [InlineData("DELETE FROM events WHERE ts < 5", false)]
    [InlineData("INSERT INTO messages (ts, team_id) VALUES (1, 2)", false)]
    [InlineData("SELECT c.name FROM channel_members m JOIN channels c ON c.channel_id = m.channel_id WHERE m.team_id = 5", false)]
    [InlineData("DELETE FROM message_keys WHERE team_id = 5 AND retry_hash = (SELECT retry_hash FROM messages WHERE ts = 4)", false)]
    [InlineData("SELECT c.name FROM channel_members m JOIN channels c ON c.team_id = m.team_id AND c.channel_id = m.channel_id WHERE m.team_id = 5", true)]
    [InlineData("INSERT INTO messages (team_id, ts, text) VALUES (1, 2, 'it''s FROM messages')", true)]
    [InlineData("SELECT o.epoch FROM team_owner o JOIN shard_gate g ON g.side = 'A' AND g.parity = (o.team_id & 1) WHERE o.team_id IN (1, 2)", true)]
    [InlineData("SELECT version FROM schema_migrations", true)]
    [InlineData("UPDATE shard_gate SET is_open = 0", true)]
    public void A_statement_that_is_not_bound_to_a_team_is_found(string sql, bool isBound) => Assert.Equal(isBound, Tenancy.FaultOf(sql) is null);

    private static async Task<List<(string Shard, TestTeam Team)>> TeamsOnBothShardsAsync(StorageFixture at)
    {
        var teams = new List<(string Shard, TestTeam Team)>();
        foreach (var shard in new[] { "s1", "s2" })
        {
            while (teams.Count(t => t.Shard == shard) < TeamsOfEachShard)
            {
                var team = await at.NewTeamAsync();
                teams.Add(((await at.Map.OfAsync(team.Id)).Name, team));
            }
        }
        return teams;
    }

    /// <summary>Another process on the same databases, with connections of its own.</summary>
    private sealed class FreshStorage(LoggedStorage over) : StorageFixture
    {
        protected override Task<Dictionary<string, string?>> PrepareAsync() => Task.FromResult(new Dictionary<string, string?>
        {
            ["Chat:Storage:Provider"] = "mysql",
            ["Chat:Storage:Directory"] = over.DirectoryConnection,
            ["Chat:Shards:s1:A"] = over.ShardConnection("s1"),
            ["Chat:Shards:s2:A"] = over.ShardConnection("s2"),
        });
    }
}
