using System.Diagnostics.Metrics;
using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Sharding.Overview;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Tests.Sharding;

/// <summary>What operators are told, on a silo.</summary>
[Collection(ClusterCollection.Name)]
public sealed class OverviewTests(ChatCluster cluster)
{
    private IShardDirectoryGrain Shards => cluster.Grains.Shards;

    [Fact]
    public async Task The_shards_are_shown_with_their_teams_and_what_is_written()
    {
        var before = Assert.Single((await Shards.List()).Shards);
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("talk");
        await team.Post(team.Admin, channel, "hello");
        var all = await Shards.List();
        Assert.Equal((false, 0), (all.IsDirectoryAway, all.SilentSilos));
        var shard = Assert.Single(all.Shards);
        Assert.Equal((StorageOptions.LocalShard, "active", 1, ShardSync.Lone), (shard.Name, shard.State, shard.Weight, shard.SyncState));
        Assert.Equal(("A", "A"), (shard.Even.Side, shard.Odd.Side));
        // Other tests make teams, too.
        var isOdd = (team.Id.Number & 1) == 1;
        Assert.True((isOdd ? shard.Odd : shard.Even).Teams > (isOdd ? before.Odd : before.Even).Teams);
        Assert.True(shard.Size!.Bytes > 0);
        Assert.True(shard.Load.ItemsPerSecond > 0 && shard.Load.BytesPerSecond > shard.Load.ItemsPerSecond);
    }

    [Fact]
    public async Task A_team_is_shown_with_its_rows_and_what_it_writes()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("talk");
        for (var n = 0; n < 5; n++)
            await team.Post(team.Admin, channel, $"{n}");
        var shown = await Shards.Find(team.Id);
        Assert.Equal((team.Id, StorageOptions.LocalShard, "A", "active"), (shown.Team, shown.Shard, shown.Side, shown.State));
        Assert.Equal((await team.Head()).Epoch, shown.Epoch);
        Assert.Equal(ShardTables.OfTeams, shown.Tables.Select(t => t.Name));
        Assert.Equal(5, shown.Tables.Single(t => t.Name == "message_keys").Rows);
        Assert.Equal((await team.Log()).Length, shown.Tables.Single(t => t.Name == "events").Rows);
        Assert.True(shown.Load.ItemsPerSecond > 0);
        var unknown = await Assert.ThrowsAsync<ChatException>(() => Shards.Find(new TeamId(3)));
        Assert.Equal(ErrorCodes.TeamNotFound, unknown.Code);
    }
}

/// <summary>The same on MariaDB, and what the meter tells.</summary>
public sealed class OverviewOnMariaDbTests(MariaDbStorage storage) : IClassFixture<MariaDbStorage>
{
    [Fact]
    public async Task Rows_of_a_team_are_counted_and_bytes_estimated()
    {
        var team = await storage.NewTeamAsync();
        var other = await storage.NewTeamAsync();
        for (var n = 0; n < 20; n++)
            await team.Post($"{n}");
        await other.Post("another's");
        await using var services = storage.Compose();
        var sizes = ActivatorUtilities.CreateInstance<ShardSizes>(services);
        var place = await storage.Map.OfAsync(team.Id, TestContext.Current.CancellationToken);
        await GeneralLog.RunAsync(storage.Server, $"ANALYZE TABLE {new MySqlConnector.MySqlConnectionStringBuilder(storage.ShardConnection(place.Name)).Database}.messages");
        var (owner, tables) = await sizes.OfTeamAsync(place, team.Id);
        Assert.Equal((team.Epoch, TeamOwner.Active, true), (owner!.Value.Epoch, owner.Value.State, owner.Value.IsServed));
        Assert.Equal(20, tables.Single(t => t.Name == "messages").Rows);
        Assert.True(tables.Single(t => t.Name == "messages").EstimatedBytes > 0);
        Assert.All(tables, table => Assert.NotNull(table.Rows));
        Assert.True((await sizes.OfServerAsync(place))!.Bytes > 0);
        var directory = ActivatorUtilities.CreateInstance<ShardDirectory>(services);
        var (shards, isAway) = await directory.ReadAsync();
        Assert.False(isAway);
        Assert.Equal(["s1", "s2"], shards.Keys.Order(StringComparer.Ordinal));
        Assert.True(shards.Values.Sum(s => s.EvenTeams + s.OddTeams) >= 2);
    }

    [Fact]
    public async Task Commits_are_counted_by_shard_and_server()
    {
        await using var services = storage.Compose();
        var team = await storage.NewTeamAsync();
        var counted = new Dictionary<string, double>();
        using var listener = new MeterListener();
        // Other tests of this process have meters of the same name.
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Name == ShardMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, services.GetRequiredService<IMeterFactory>()))
                all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, 1, tags));
        listener.Start();
        var log = services.GetRequiredService<IShardLog>();
        for (var n = 0; n < 3; n++)
            Assert.Equal(CommitOutcome.Committed, (await log.Append(team.Item(team.Step(new MessageInsert(team.NewMessage("x"), null))))).Outcome);
        var map = services.GetRequiredService<ShardMap>();
        map.IsDirectoryAway = true;
        listener.RecordObservableInstruments();
        var here = $"{(await storage.Map.OfAsync(team.Id, TestContext.Current.CancellationToken)).Name}/A";
        lock (counted)
        {
            Assert.Equal(3, counted[$"chat.sharding.items {here}"]);
            Assert.Equal(3, counted[$"chat.sharding.batches {here}"]);
            Assert.Equal(3, counted[$"chat.sharding.commit.duration {here}"]);
            Assert.Equal(0, counted[$"chat.sharding.queued {here}"]);
            Assert.Equal(1, counted["chat.sharding.directory.away "]);
        }
        // A directory that was away is asked again before anyone is refused because of it.
        var unknown = await Assert.ThrowsAsync<ChatException>(() => map.OfAsync(new TeamId(11), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(ErrorCodes.TeamNotFound, unknown.Code);
        Assert.False(map.IsDirectoryAway);
        Assert.Equal(here[..2], (await map.OfAsync(team.Id, TestContext.Current.CancellationToken)).Name);

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var key = $"{instrument.Name} {string.Join('/', tags.ToArray().Select(t => t.Value))}";
            lock (counted)
                counted[key] = counted.GetValueOrDefault(key) + value;
        }
    }
}
