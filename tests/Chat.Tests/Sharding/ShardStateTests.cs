using System.Globalization;
using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Sharding.Balancing;
using Chat.Sharding.Moving;
using Chat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Sharding;

/// <summary>Which shards take teams, on a directory with two of them.</summary>
public sealed class ShardStateTests(MariaDbStorage storage) : IClassFixture<MariaDbStorage>, IAsyncLifetime
{
    private const string LockWaits =
        """
        SELECT COUNT(*) FROM information_schema.INNODB_TRX t JOIN information_schema.PROCESSLIST p ON p.id = t.trx_mysql_thread_id
         WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()
        """;

    private static readonly string[] Configured = ["s1", "s2"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ShardStateStore States => storage.Services.GetRequiredService<ShardStateStore>();

    private BalanceStore Teams => storage.Services.GetRequiredService<BalanceStore>();

    private MoveStore Moves => storage.Services.GetRequiredService<MoveStore>();

    public async ValueTask InitializeAsync()
    {
        await RunAsync("DELETE FROM directory_moves");
        await RunAsync("DELETE FROM directory_teams");
        await RunAsync("UPDATE directory_shards SET state = 'active', weight = 1, writes_per_second = 0, stored_bytes = 0");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("draining")]
    [InlineData("full")]
    [InlineData("removed")]
    public async Task New_teams_go_to_active_shards_alone(string state)
    {
        await RunAsync($"UPDATE directory_shards SET state = '{state}' WHERE name = 's1'");
        for (var n = 0; n < 4; n++)
            Assert.Equal("s2", (await ReserveAsync()).Shard);
        await RunAsync($"UPDATE directory_shards SET state = '{state}'");
        Assert.Equal(ErrorCodes.ServiceUnavailable, (await Assert.ThrowsAsync<ChatException>(ReserveAsync)).Code);
    }

    [Fact]
    public async Task New_teams_go_where_the_load_is_least_for_the_weight()
    {
        // Of equal ones, in turn.
        Assert.Equal(["s1", "s2"], new[] { (await ReserveAsync()).Shard, (await ReserveAsync()).Shard }.Order());
        await States.ChangeAsync("s2", null, 5, Configured);
        Assert.Equal(["s2", "s2"], new[] { (await ReserveAsync()).Shard, (await ReserveAsync()).Shard });
        await States.ChangeAsync("s2", null, 1, Configured);
        // More teams, but the other is close to what it can write, or hold.
        await States.SaveLoadAsync("s1", 1_900, null);
        Assert.Equal("s2", (await ReserveAsync()).Shard);
        await States.SaveLoadAsync("s1", 0, 900);
        Assert.Equal("s1", ShardChoice.Least(await States.CandidatesAsync(), ShardChoice.Mark(new BalancingOptions())));
        Assert.Equal("s2", ShardChoice.Least(await States.CandidatesAsync(), ShardChoice.Mark(new BalancingOptions { HotBytes = 1_000 })));
    }

    /// <summary>The team's shard was chosen before, and its row is written after, the shard was drained.</summary>
    [Fact]
    public async Task A_shard_that_drains_at_this_moment_gets_no_team_and_no_move()
    {
        var team = await storage.NewTeamAsync();
        var place = (await storage.Map.OfAsync(team.Id, Cancel)).Name;
        var (here, there) = place == "s1" ? ("s1", "s2") : ("s2", "s1");
        await using var connection = await storage.Map.Directory.OpenAsync(Cancel);
        await connection.RunAsync("START TRANSACTION", Cancel);
        await connection.RunAsync($"UPDATE directory_shards SET state = 'draining' WHERE name = '{there}'", Cancel);
        // Nobody sees the new state yet: both go for that shard, and wait for its row.
        var reserving = ReserveAsync();
        var moving = Moves.BeginAsync(team.Id, here, there);
        await RowIsWaitedForAsync();
        await connection.RunAsync("COMMIT", Cancel);
        Assert.Equal(here, (await reserving).Shard);
        Assert.Equal(ErrorCodes.ShardNotActive, (await Assert.ThrowsAsync<ChatException>(() => moving)).Code);
        Assert.Null(await Moves.FindAsync(team.Id));
    }

    [Fact]
    public async Task The_last_active_shard_is_not_drained_even_by_two_at_once()
    {
        var both = await Task.WhenAll(Configured.Select(shard => Code(States.ChangeAsync(shard, "draining", null, Configured))));
        Assert.Equal([null, ErrorCodes.NoOtherShard], both.Order(StringComparer.Ordinal));
        Assert.Single(await States.DrainingAsync());
    }

    [Fact]
    public async Task Only_a_drained_shard_is_removed_and_no_start_brings_it_back()
    {
        var team = await storage.NewTeamAsync();
        var here = (await storage.Map.OfAsync(team.Id, Cancel)).Name;
        var there = here == "s1" ? "s2" : "s1";
        Assert.Equal(ErrorCodes.ShardNotDrained, await Code(States.RemoveAsync(here)));
        await States.ChangeAsync(here, "draining", null, Configured);
        Assert.Equal(ErrorCodes.ShardNotEmpty, await Code(States.RemoveAsync(here)));
        await Moves.BeginAsync(team.Id, here, there);
        await RunAsync($"UPDATE directory_teams SET shard = '{there}'");
        // It lives elsewhere, and what it left behind is not deleted yet.
        Assert.Equal(ErrorCodes.ShardNotEmpty, await Code(States.RemoveAsync(here)));
        await RunAsync("UPDATE directory_moves SET state = 'done', ended = 1");
        Assert.Null(await Code(States.RemoveAsync(here)));
        Assert.Null(await Code(States.RemoveAsync(here)));

        await using var restarted = storage.Compose();
        await StorageStartup.MigrateAsync(restarted, Cancel);
        Assert.Equal("removed", await StateAsync(here));
        Assert.Equal(there, (await ReserveAsync()).Shard);
        Assert.Equal(ErrorCodes.ShardNotActive, await Code(Moves.BeginAsync(team.Id, there, here)));

        await States.ChangeAsync(here, "active", null, Configured);
        Assert.Equal(here, (await ReserveAsync()).Shard);
    }

    [Fact]
    public async Task A_shard_that_is_added_to_a_cluster_with_teams_waits_until_all_silos_know_it()
    {
        await ReserveAsync();
        await using var grown = storage.Compose(("Chat:Shards:s9:A", await storage.Server.CreateDatabaseAsync("s9")));
        try
        {
            await StorageStartup.MigrateAsync(grown, Cancel);
            Assert.Equal("full", await StateAsync("s9"));
        }
        finally
        {
            await RunAsync("DELETE FROM directory_shards WHERE name = 's9'");
        }
    }

    [Fact]
    public async Task Draining_takes_teams_that_are_not_on_their_way_and_did_not_just_fail()
    {
        await States.ChangeAsync("s2", "full", null, Configured);
        var teams = new List<TeamId>();
        for (var n = 0; n < 5; n++)
            teams.Add((await storage.NewTeamAsync()).Id);
        teams.Sort((a, b) => a.Number.CompareTo(b.Number));
        await States.ChangeAsync("s2", "active", null, Configured);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (team, state, ended) in ((TeamId, string, long?)[])
        [
            (teams[0], "queued", null), (teams[1], "clearing", null), (teams[2], "failed", now.ToUnixTimeMilliseconds()), (teams[3], "failed", now.AddMinutes(-2).ToUnixTimeMilliseconds()),
        ])
        {
            await Moves.BeginAsync(team, "s1", "s2");
            await RunAsync(FormattableString.Invariant($"UPDATE directory_moves SET state = '{state}', ended = {ended?.ToString(CultureInfo.InvariantCulture) ?? "NULL"} WHERE team_id = {team.Number}"));
        }
        Assert.Equal([teams[3], teams[4]], (await Teams.NextAsync("s1", now.AddMinutes(-1), 9)).Select(t => t.Team));
        Assert.Equal(1, await Teams.LeavingAsync("s1"));
        Assert.Equal(3, (await Teams.PlacesAsync([teams[0], teams[3], teams[4], new TeamId(5)])).Count);
    }

    [Fact]
    public async Task A_team_that_was_never_made_finds_its_place_elsewhere()
    {
        await States.ChangeAsync("s2", "full", null, Configured);
        var domain = $"team-{Guid.NewGuid():N}";
        var reserved = await storage.Directory.ReserveAsync(domain, "Team");
        var made = await storage.NewTeamAsync();
        await States.ChangeAsync("s2", "active", null, Configured);
        Assert.NotNull(Assert.Single(await Teams.NextAsync("s1", TimeProvider.System.GetUtcNow(), 9), t => t.Team == reserved.Id).Created);
        Assert.Equal(1, await Teams.RehomeAsync(reserved.Id, "s1", "s2"));
        Assert.Equal(0, await Teams.RehomeAsync(made.Id, "s1", "s2"));
        var again = await storage.Directory.ReserveAsync(domain, "Team");
        Assert.Equal((reserved.Id, "s2", false), (again.Id, again.Shard, again.IsNew));
    }

    [Fact]
    public async Task The_sizes_of_teams_are_estimated_without_counting()
    {
        await States.ChangeAsync("s2", "full", null, Configured);
        var (big, small, empty) = (await storage.NewTeamAsync(), await storage.NewTeamAsync(), await storage.NewTeamAsync());
        for (var n = 0; n < 400; n++)
            _ = big.Append(new MessageInsert(big.NewMessage($"message {n}"), RetryHash($"k-{n}")));
        await big.Post("the last");
        for (var n = 0; n < 20; n++)
            await small.Post($"{n}");
        var place = await storage.Map.OfAsync(big.Id, Cancel);
        foreach (var table in new[] { "messages", "events", "message_keys" })
            await GeneralLog.RunAsync(storage.Server, $"ANALYZE TABLE {new MySqlConnector.MySqlConnectionStringBuilder(storage.ShardConnection(place.Name)).Database}.{table}");
        var sizes = await new TeamSizes(TimeProvider.System).ReadAsync(place, [small.Id, big.Id, empty.Id]);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", sizes.Values));
        Assert.InRange(sizes[big.Id] / sizes[small.Id], 8, 40);
        Assert.InRange(sizes[empty.Id], 0, sizes[small.Id] / 2);
    }

    [Fact]
    public async Task No_more_teams_are_copied_at_once_than_the_silo_has_places()
    {
        using var slots = new MoveSlots(Options.Create(new MoveOptions { AtOnce = 1 }));
        var first = await slots.EnterAsync(Cancel);
        var second = slots.EnterAsync(Cancel);
        Assert.False(second.IsCompleted);
        first!.Dispose();
        first.Dispose();
        using var got = await second;
        Assert.NotNull(got);
        // Given back twice, it was free once.
        Assert.Null(await slots.EnterAsync(Cancel));
    }

    private async Task<Chat.Teams.Team> ReserveAsync() => (await storage.Directory.ReserveAsync($"team-{Guid.NewGuid():N}", "Team")).Team;

    private static async Task<string?> Code(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (ChatException e)
        {
            return e.Code;
        }
    }

    private async Task<string> StateAsync(string shard) => (await storage.Map.Directory.QueryAsync(
        "SELECT state FROM directory_shards WHERE name = @shard", row => row.GetString(0), Cancel, ("@shard", shard)))[0];

    /// <summary>Until two transactions wait for a lock.</summary>
    private async Task RowIsWaitedForAsync()
    {
        var began = Environment.TickCount64;
        while ((await storage.Map.Directory.QueryAsync(LockWaits, row => row.GetInt64(0), Cancel))[0] < 2)
        {
            Assert.InRange(Environment.TickCount64 - began, 0, 2_500);
            // Asked more often than ten times a second, the server answers what it answered before.
            await Task.Delay(150, Cancel);
        }
    }

    private Task<int> RunAsync(string sql) => storage.Map.Directory.ExecuteAsync(sql, Cancel);
}
