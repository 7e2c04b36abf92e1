using System.Diagnostics;
using System.Globalization;
using Chat.Errors;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Sharding;

/// <summary>Positions of sessions on two real masters, either of which may write them.</summary>
public sealed class EitherSideTests(PairedStorage storage) : IClassFixture<PairedStorage>
{
    private const int Writes = 250;

    [Fact]
    public async Task Positions_are_logged_as_statements_and_everything_else_as_rows()
    {
        var team = await storage.NewTeamAsync(Master.A);
        var from = await PlaceInLogAsync();
        await storage.Positions.SaveAsync(team.Id, [Session(team, "a", 1), Session(team, "b", 1)], ["c"]);
        await Store(120).PurgeAsync(team.Id, long.MaxValue);
        await team.Post("a message");
        var events = await storage.ReadAsync(Master.A, $"SHOW BINLOG EVENTS IN '{from.File}' FROM {from.Position}");
        string[] Kinds(string table) => [.. events.Where(e => e[5].Contains(table, StringComparison.Ordinal)).Select(static e => e[2]).Distinct()];
        Assert.Equal(["Query"], Kinds("session_positions"));
        Assert.Equal(2, events.Count(static e => e[2] == "Query" && e[5].Contains("session_positions", StringComparison.Ordinal)));
        Assert.DoesNotContain("Query", Kinds(".messages"));
        Assert.Contains("Table_map", Kinds(".messages"));
    }

    /// <summary>Also while old rows are purged at one of them: what the other writes anew stays.</summary>
    [Fact]
    public async Task Two_masters_that_were_written_apart_agree_on_the_last_version_of_each_position()
    {
        var team = await storage.NewTeamAsync(Master.A);
        await Store(-120).SaveAsync(
            team.Id, [.. Enumerable.Range(0, 30).Select(i => Session(team, $"s{i}", 1, i % 3 == 0 ? 5 : null))],
            [.. Enumerable.Range(30, 10).Select(i => $"s{i}")]);
        Assert.Empty(await storage.DifferencesAsync());
        await using var second = await WithoutAAsync();
        await storage.PartAsync();
        await Task.WhenAll(
            WriteAsync(storage.Positions, team, 1, () => storage.Positions.PurgeAsync(team.Id, long.MaxValue)),
            WriteAsync(second.GetRequiredService<SessionPositionStore>(), team, 2, static () => Task.CompletedTask));
        // Whichever of them was the faster one: the last word on one session is the other's.
        await storage.Positions.SaveAsync(team.Id, [Session(team, "last at a", 90_000)], []);
        await second.GetRequiredService<SessionPositionStore>().SaveAsync(team.Id, [Session(team, "last at b", 90_000)], []);
        var (a, b) = (await RowsAsync(Master.A, team), await RowsAsync(Master.B, team));
        Assert.Contains(a, row => b.TryGetValue(row.Key, out var other) && other != row.Value);
        var old = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();
        var expected = a.Concat(b).GroupBy(static row => row.Key)
            .Select(static rows => rows.MaxBy(static row => Version(row.Value)))
            .Where(row => a.ContainsKey(row.Key) || Modified(row.Value) > old);
        await storage.MeetAsync();
        Assert.Empty(await storage.DifferencesAsync());
        var rows = await RowsAsync(Master.A, team);
        Assert.Equal(expected.OrderBy(static row => row.Key, StringComparer.Ordinal), rows.OrderBy(static row => row.Key, StringComparer.Ordinal));
        // Versions of both sides are among them, and at last what is over goes on both.
        Assert.Equal([0, 1], rows.Values.Select(static row => Version(row) & 1).Distinct().Order());
        Assert.InRange(await Store(120).PurgeAsync(team.Id, long.MaxValue), 1, 42);
        Assert.Empty(await storage.DifferencesAsync());
    }

    [Fact]
    public async Task A_position_goes_to_the_other_master_when_the_one_that_serves_the_team_does_not_answer()
    {
        var team = await storage.NewTeamAsync(Master.A);
        await storage.Positions.SaveAsync(team.Id, [Session(team, "s", 1)], []);
        await storage.PartAsync();
        await storage.Pair.A.PauseAsync();
        try
        {
            var began = Stopwatch.GetTimestamp();
            await storage.Positions.SaveAsync(team.Id, [Session(team, "s", 2)], []);
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.5, 4);
            Assert.StartsWith("2|", (await RowsAsync(Master.B, team))["s"], StringComparison.Ordinal);
        }
        finally
        {
            await storage.Pair.A.ContinueAsync();
        }
        await storage.MeetAsync();
        Assert.Empty(await storage.DifferencesAsync());
        Assert.Equal([Session(team, "s", 2)], await storage.Positions.LoadAsync(team.Id, 0));
    }

    [Fact]
    public async Task Of_a_team_that_left_the_shard_neither_master_takes_a_position()
    {
        var team = await storage.NewTeamAsync(Master.A);
        await storage.Map.OfAsync(team.Id, TestContext.Current.CancellationToken);
        await storage.AdministerAsync(Master.A, $"UPDATE {MariaDbPair.Database}.team_owner SET state = {TeamOwner.Held} WHERE team_id = {team.Id.Number}");
        await storage.SettleAsync();
        var refused = await Assert.ThrowsAsync<ChatException>(() => storage.Positions.SaveAsync(team.Id, [Session(team, "s", 1)], []));
        Assert.Equal(ErrorCodes.ServiceUnavailable, refused.Code);
        Assert.Empty(await storage.DifferencesAsync());
        Assert.Empty(await RowsAsync(Master.B, team));
    }

    [Fact]
    public async Task A_server_that_was_given_up_is_told_nothing()
    {
        var team = await storage.NewTeamAsync(Master.A);
        await using var second = await WithoutAAsync();
        await storage.SetStateAsync(ShardSync.Solo);
        try
        {
            await second.GetRequiredService<ShardMap>().RefreshServingAsync(TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<ChatException>(() => second.GetRequiredService<SessionPositionStore>().SaveAsync(team.Id, [Session(team, "s", 1)], []));
        }
        finally
        {
            await storage.SetStateAsync(ShardSync.New);
        }
        Assert.Empty(await RowsAsync(Master.B, team));
    }

    private static StoredSession Session(TestTeam team, string name, long ts, long? ended = null) => new(name, Ann, "k", new Position(team.Id, 1, new Ts(ts)), ended);

    /// <summary>With a clock so many minutes ahead.</summary>
    private SessionPositionStore Store(int minutes)
    {
        var clock = new ShiftedClock();
        clock.Advance(TimeSpan.FromMinutes(minutes));
        return new SessionPositionStore(storage.Map, clock);
    }

    /// <summary>A process that cannot reach A.</summary>
    private async Task<ServiceProvider> WithoutAAsync()
    {
        var nobody = new MySqlConnectionStringBuilder(storage.Pair.Chat(Master.A)) { Port = (uint)MariaDbServer.FreePort() }.ConnectionString;
        var second = storage.Compose(($"Chat:Shards:{PairedStorage.Shard}:A", nobody));
        await second.GetRequiredService<ShardMap>().RefreshServingAsync(TestContext.Current.CancellationToken);
        return second;
    }

    private static async Task WriteAsync(SessionPositionStore store, TestTeam team, int seed, Func<Task> halfway)
    {
        var random = new Random(seed);
        for (var n = 0; n < Writes; n++)
        {
            if (n == Writes / 2)
                await halfway();
            var sessions = Enumerable.Range(0, 40).Where(_ => random.Next(20) == 0).ToLookup(_ => random.Next(3) > 0, i => $"s{i}");
            await store.SaveAsync(
                team.Id, [.. sessions[true].Select(name => Session(team, name, seed * 10_000 + n, random.Next(4) == 0 ? 7 : null))],
                [.. sessions[false]]);
        }
    }

    private async Task<Dictionary<string, string>> RowsAsync(Master at, TestTeam team) => (await storage.ReadAsync(
        at,
        $"SELECT session, CONCAT_WS('|', ts, COALESCE(ended_at, '-'), token_key, modified, version) FROM {MariaDbPair.Database}.session_positions WHERE team_id = {team.Id.Number}"))
        .ToDictionary(static row => row[0], static row => row[1]);

    private static long Version(string row) => long.Parse(row[(row.LastIndexOf('|') + 1)..], CultureInfo.InvariantCulture);

    private static long Modified(string row) => long.Parse(row.Split('|')[3], CultureInfo.InvariantCulture);

    private async Task<(string File, string Position)> PlaceInLogAsync()
    {
        var row = (await storage.ReadAsync(Master.A, "SHOW MASTER STATUS"))[0];
        return (row[0], row[1]);
    }
}
