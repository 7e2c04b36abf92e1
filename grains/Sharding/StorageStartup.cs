using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding;

/// <summary>What storage needs before the first grain runs.</summary>
public static partial class StorageStartup
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Waits for the databases, brings their schemas up to date, and enters the configured shards into the directory. Safe in several processes at
    /// once. Throws a <see cref="TimeoutException"/> that names the database which did not answer within <see cref="StorageOptions.StartupTimeout"/>.
    /// </summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellation = default)
    {
        var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        var map = services.GetRequiredService<ShardMap>();
        var startup = new Startup(
            options, services.GetRequiredService<Migrator>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<Database>>());
        await startup.PrepareAsync(map.Directory, [DatabaseRole.Directory, DatabaseRole.Orleans], cancellation);
        foreach (var shard in map.Shards.Values)
            await startup.PrepareAsync(shard.Database, [DatabaseRole.Shard], cancellation);
        foreach (var name in map.Shards.Keys)
            await EnterShardAsync(map.Directory, name, cancellation);
    }

    private static async Task EnterShardAsync(Database directory, string name, CancellationToken cancellation)
    {
        var shards = new TableShape("directory_shards", ["name"], ["state", "weight"]);
        await directory.ExecuteAsync(
            directory.Dialect.InsertMissing(shards, 1), cancellation, ("@p0", name), ("@p1", "active"), ("@p2", 1));
    }

    private sealed class Startup(StorageOptions options, Migrator migrator, TimeProvider time, ILogger logger)
    {
        public async Task PrepareAsync(Database database, IReadOnlyList<string> roles, CancellationToken cancellation)
        {
            var began = time.GetTimestamp();
            while (true)
            {
                try
                {
                    if (options.Migrate)
                        await migrator.MigrateAsync(database, roles, options.StartupTimeout, cancellation);
                    else
                        await (await database.OpenAsync(cancellation)).DisposeAsync();
                    return;
                }
                catch (Exception e) when (e is not OperationCanceledException && database.Dialect.Classify(e) == StorageFault.Transient)
                {
                    if (time.GetElapsedTime(began) > options.StartupTimeout)
                        throw new TimeoutException($"Database {database.Name} did not answer for {options.StartupTimeout.TotalSeconds:0} s: {e.Message}", e);
                    LogWaiting(logger, database.Name, e.Message);
                }
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting for database {Database}: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string database, string reason);
}
