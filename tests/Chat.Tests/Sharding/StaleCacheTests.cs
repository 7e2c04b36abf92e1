using Chat.Messages;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Tests.Storage;
using Chat.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Sharding;

/// <summary>
/// A process whose idea of where a team is served is old: the server that it writes to refuses by itself, the process asks the directory, and writes the same
/// rows there, in order. No row ever lies where the team is not served.
/// </summary>
public sealed class StaleCacheTests(MariaDbStorage storage) : IClassFixture<MariaDbStorage>
{
    private const int Items = 60;

    /// <param name="directoryFirst">Which of the directory and the new owner row tells of the move first; between the two nobody serves the team.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_written_to_the_shard_that_a_team_has_left_goes_to_its_new_one_in_order(bool directoryFirst)
    {
        var team = await storage.NewTeamAsync();
        var from = (await storage.Map.OfAsync(team.Id, TestContext.Current.CancellationToken)).Name;
        var to = from == "s1" ? "s2" : "s1";
        await using var second = storage.Compose();
        await using var third = storage.Compose();
        var log = second.GetRequiredService<IShardLog>();
        // All know the team, and the second has a writer for its shard.
        await Append(log, team);
        await third.GetRequiredService<SessionPositionStore>().SaveAsync(team.Id, [Session(team, "before")], []);

        var appends = Enumerable.Range(0, Items).Select(_ => Started(log, team)).ToList();
        await appends[5].Result;
        await RunAsync(storage.ShardConnection(from), $"UPDATE team_owner SET state = {TeamOwner.Held} WHERE team_id = {team.Id.Number}");
        appends.AddRange(Enumerable.Range(0, Items).Select(_ => Started(log, team)));
        var saving = third.GetRequiredService<SessionPositionStore>().SaveAsync(team.Id, [Session(team, "after")], []);
        var point = $"UPDATE directory_teams SET shard = '{to}', version = version + 1 WHERE team_id = {team.Id.Number}";
        var own = $"INSERT INTO team_owner (team_id, epoch, state) VALUES ({team.Id.Number}, {team.Epoch}, {TeamOwner.Active})";
        if (directoryFirst)
            await RunAsync(storage.DirectoryConnection, point);
        await RunAsync(storage.ShardConnection(to), own);
        if (!directoryFirst)
            await RunAsync(storage.DirectoryConnection, point);
        appends.AddRange(Enumerable.Range(0, Items).Select(_ => Started(log, team)));

        Assert.All(await Waiting.For(Task.WhenAll(appends.Select(a => a.Result)), "appends around a move"), r => Assert.Equal(CommitOutcome.Committed, r.Outcome));
        await saving.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var old = await EventsAsync(storage.ShardConnection(from), team.Id);
        var moved = await EventsAsync(storage.ShardConnection(to), team.Id);
        // The first is the one of before. All of the rest once, in order, and the new shard's after the old one's.
        Assert.Equal(appends.Select(a => a.Step.Ts), old.Skip(1).Concat(moved));
        Assert.InRange(moved.Count, 2 * Items, 3 * Items - 6);
        Assert.Equal(to, (await second.GetRequiredService<ShardMap>().OfAsync(team.Id, TestContext.Current.CancellationToken)).Name);
        Assert.Equal(["before"], await SessionsAsync(storage.ShardConnection(from), team.Id));
        Assert.Equal(["after"], await SessionsAsync(storage.ShardConnection(to), team.Id));
    }

    [Fact]
    public async Task What_is_written_to_the_master_that_serves_a_team_no_more_goes_to_its_peer_in_order()
    {
        await using var pair = new PairStorage(storage.Server);
        await pair.InitializeAsync();
        var team = await pair.NewTeamAsync();
        while ((team.Id.Number & 1) != 0)
            team = await pair.NewTeamAsync();
        await using var second = pair.Compose();
        await using var third = pair.Compose();
        var log = second.GetRequiredService<IShardLog>();
        await Append(log, team);
        await third.GetRequiredService<SessionPositionStore>().SaveAsync(team.Id, [Session(team, "before")], []);

        var appends = Enumerable.Range(0, Items).Select(_ => Started(log, team)).ToList();
        await appends[5].Result;
        await RunAsync(pair.A, "UPDATE shard_gate SET is_open = 0 WHERE side = 'A' AND parity = 0");
        appends.AddRange(Enumerable.Range(0, Items).Select(_ => Started(log, team)));
        var saving = third.GetRequiredService<SessionPositionStore>().SaveAsync(team.Id, [Session(team, "after")], []);
        // As replication does it: what A has committed is at B before B opens.
        await pair.CopyToPeerAsync(team.Id);
        var copied = await EventsAsync(pair.B, team.Id);
        await RunAsync(pair.B, "UPDATE shard_gate SET is_open = 1 WHERE side = 'B' AND parity = 0");
        await RunAsync(pair.DirectoryConnection, "UPDATE directory_shards SET serving_even = 'B', epoch = epoch + 1");
        appends.AddRange(Enumerable.Range(0, Items).Select(_ => Started(log, team)));

        Assert.All(await Waiting.For(Task.WhenAll(appends.Select(a => a.Result)), "appends around a switch"), r => Assert.Equal(CommitOutcome.Committed, r.Outcome));
        await saving.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(copied, await EventsAsync(pair.A, team.Id));
        Assert.Equal(appends.Select(a => a.Step.Ts), (await EventsAsync(pair.B, team.Id)).Skip(1));
        Assert.InRange(copied.Count, 7, Items + 1);
        Assert.Equal(["before"], await SessionsAsync(pair.A, team.Id));
        Assert.Equal(["after", "before"], await SessionsAsync(pair.B, team.Id));
        Assert.Equal(ShardSide.B, second.GetRequiredService<ShardMap>().Shards["p1"].Serving.Even);
    }

    private static StoredSession Session(TestTeam team, string name) => new(name, Ann, "key", new Position(team.Id, 1, new Ts(1)), null);

    private static async Task Append(IShardLog log, TestTeam team) => Assert.Equal(CommitOutcome.Committed, (await Started(log, team).Result).Outcome);

    private static (LogStep Step, Task<CommitResult> Result) Started(IShardLog log, TestTeam team)
    {
        var step = team.Step(new MessageInsert(team.NewMessage("text"), null));
        return (step, log.Append(team.Item(step)));
    }

    private static async Task RunAsync(string at, string sql)
    {
        await using var connection = new MySqlConnection(at);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task<List<Ts>> EventsAsync(string at, TeamId team) =>
        ReadAsync(at, $"SELECT ts FROM events WHERE team_id = {team.Number} ORDER BY ts", static row => new Ts(row.GetInt64(0)));

    private static Task<List<string>> SessionsAsync(string at, TeamId team) =>
        ReadAsync(at, $"SELECT session FROM session_positions WHERE team_id = {team.Number} ORDER BY session", static row => row.GetString(0));

    private static async Task<List<T>> ReadAsync<T>(string at, string sql, Func<MySqlDataReader, T> read)
    {
        await using var connection = new MySqlConnection(at);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>One shard of two masters, which are two databases of one server: nothing replicates but what a test copies.</summary>
    private sealed class PairStorage(MariaDbServer server) : StorageFixture
    {
        public string A => ShardConnection("p1");

        public string B { get; private set; } = "";

        /// <summary>The team's rows as they are at A.</summary>
        public async Task CopyToPeerAsync(TeamId team)
        {
            var (a, b) = (new MySqlConnectionStringBuilder(A).Database, new MySqlConnectionStringBuilder(B).Database);
            foreach (var table in ShardTables.OfTeams)
                await RunAsync(B, $"INSERT INTO {b}.{table} SELECT * FROM {a}.{table} WHERE team_id = {team.Number}");
        }

        protected override async Task<Dictionary<string, string?>> PrepareAsync()
        {
            B = await server.CreateDatabaseAsync("p1b");
            var settings = new Dictionary<string, string?>
            {
                ["Chat:Storage:Provider"] = "mysql",
                ["Chat:Storage:Directory"] = await server.CreateDatabaseAsync("directory"),
                ["Chat:Shards:p1:A"] = await server.CreateDatabaseAsync("p1a"),
                ["Chat:Shards:p1:B"] = B,
                ["Chat:Shards:p1:ControlA"] = B,
                ["Chat:Shards:p1:ControlB"] = B,
            };
            // The schema, which replication would bring.
            var alone = new Dictionary<string, string?>
            {
                ["Chat:Storage:Provider"] = "mysql",
                ["Chat:Storage:Directory"] = await server.CreateDatabaseAsync("scratch"),
                ["Chat:Shards:p1:A"] = B,
            };
            var services = new ServiceCollection().AddLogging().AddChatStorage(new ConfigurationBuilder().AddInMemoryCollection(alone).Build());
            await using (var peer = services.BuildServiceProvider())
                await StorageStartup.MigrateAsync(peer, TestContext.Current.CancellationToken);
            await RunAsync(B, "UPDATE shard_gate SET is_open = (side = 'B' AND parity = 1)");
            return settings;
        }
    }
}
