using Chat.Sharding;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Tests.Storage;

public abstract class MigrationSpec(StorageFixture storage)
{
    private const string Applied = "SELECT CONCAT(role, ' ', number) FROM schema_migrations ORDER BY role, number";

    [Fact]
    public async Task Processes_that_start_together_on_empty_databases_migrate_them_once()
    {
        var processes = await storage.ComposeOnEmptyAsync(4);
        try
        {
            await Waiting.For(
                Task.WhenAll(processes.Select(async p =>
                {
                    await Task.Yield();
                    await StorageStartup.MigrateAsync(p, TestContext.Current.CancellationToken);
                    return true;
                })),
                "four migrations at once");
            var map = processes[0].GetRequiredService<ShardMap>();
            Assert.Contains("directory 1", await AppliedAsync(map.Directory));
            Assert.All(await Task.WhenAll(map.Shards.Values.Select(s => AppliedAsync(s.On(ShardSide.A)!))), a => Assert.Contains("shard 1", a));
            var shards = await map.Directory.QueryAsync("SELECT name FROM directory_shards ORDER BY name", r => r.GetString(0), TestContext.Current.CancellationToken);
            Assert.Equal(map.Shards.Keys.Order(), shards);
        }
        finally
        {
            foreach (var process in processes)
                await process.DisposeAsync();
        }
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        var before = await AppliedAsync(storage.Map.Directory);
        await using var second = storage.Compose();
        await StorageStartup.MigrateAsync(second, TestContext.Current.CancellationToken);
        Assert.Equal(before, await AppliedAsync(storage.Map.Directory));
    }

    [Fact]
    public async Task A_database_that_is_ahead_of_this_version_serves_it()
    {
        await storage.Map.Directory.ExecuteAsync(
            "INSERT INTO schema_migrations (role, number, name, applied_at) VALUES ('directory', 9999, 'future', 0)", TestContext.Current.CancellationToken);
        await using var second = storage.Compose();
        await StorageStartup.MigrateAsync(second, TestContext.Current.CancellationToken);
    }

    private static Task<List<string>> AppliedAsync(Database database) =>
        database.QueryAsync(Applied, static row => row.GetString(0), TestContext.Current.CancellationToken);
}

public sealed class MigrationOnSqlite(SqliteStorage storage) : MigrationSpec(storage), IClassFixture<SqliteStorage>;

public sealed class MigrationOnMariaDb(MariaDbStorage storage) : MigrationSpec(storage), IClassFixture<MariaDbStorage>;
