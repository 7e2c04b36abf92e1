using System.Data.Common;
using System.Globalization;
using Chat.Errors;
using Chat.Sharding.Balancing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MySqlConnector;

namespace Chat.Sharding;

/// <summary>What storage needs before the first grain runs.</summary>
public static partial class StorageStartup
{
    private const int NoSuchTable = 1146;

    /// <summary>Of two sides and two parities.</summary>
    private const int Gates = 4;

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
            await startup.RetryAsync(map.Directory, () => EnterShardAsync(map.Directory, shard, cancellation), cancellation);
        await startup.RetryAsync(map.Directory, () => map.RefreshServingAsync(cancellation), cancellation);
        foreach (var shard in map.Shards.Values)
        {
            // One server of a pair is migrated; the other receives it as it receives everything.
            var side = shard.Serving.Even;
            await startup.PrepareAsync(new TeamShard(shard, side).Database, [DatabaseRole.Shard], cancellation);
            await startup.RetryAsync(new TeamShard(shard, side).Database, () => EnterGatesAsync(shard, side, cancellation), cancellation);
            var other = side == ShardSide.A ? ShardSide.B : ShardSide.A;
            if (shard.Serving.Uses(other))
                await startup.AwaitSchemaAsync(new TeamShard(shard, other).Database, cancellation);
        }
    }

    /// <summary>
    /// The first shards take teams at once. One that is added later is full until an operator says otherwise: silos that run do not know it yet, and could not
    /// serve its teams. One that was a single server before goes on as one until it is made a pair.
    /// </summary>
    private static async Task EnterShardAsync(Database directory, Shard shard, CancellationToken cancellation)
    {
        var hasTeams = await directory.FindAsync("SELECT 1 FROM directory_teams LIMIT 1", static row => (int?)row.GetInt32(0), cancellation) is not null;
        var shards = new TableShape("directory_shards", ["name"], ["state", "weight", "serving_even", "serving_odd", "epoch", "sync_state"]);
        var serving = shard.Serving;
        await directory.ExecuteAsync(
            directory.Dialect.InsertMissing(shards, 1), cancellation, ("@p0", shard.Name), ("@p1", hasTeams ? ShardState.Full : ShardState.Active), ("@p2", 1),
            ("@p3", serving.Even.ToString()), ("@p4", serving.Odd.ToString()), ("@p5", serving.Epoch), ("@p6", serving.State));
    }

    private static async Task EnterGatesAsync(Shard shard, ShardSide at, CancellationToken cancellation)
    {
        var database = new TeamShard(shard, at).Database;
        if (await CountGatesAsync(database, cancellation) == Gates)
            return;
        var gates = new TableShape("shard_gate", ["side", "parity"], ["is_open", "epoch"]);
        var values = new List<(string, object?)>();
        foreach (var side in (ReadOnlySpan<ShardSide>)[ShardSide.A, ShardSide.B])
        {
            for (var parity = 0; parity < 2; parity++)
            {
                foreach (var value in (ReadOnlySpan<object>)[side.ToString(), parity, (shard.Serving.Of(new TeamId(parity)) == side).Number(), shard.Serving.Epoch])
                    values.Add(($"@p{values.Count}", value));
            }
        }
        await database.ExecuteAsync(database.Dialect.InsertMissing(gates, Gates), cancellation, [.. values]);
    }

    private static async Task<long> CountGatesAsync(Database database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await using var command = connection.Command("SELECT COUNT(*) FROM shard_gate");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    private sealed class Startup(StorageOptions options, Migrator migrator, TimeProvider time, ILogger logger)
    {
        public Task PrepareAsync(Database database, IReadOnlyList<string> roles, CancellationToken cancellation) => RetryAsync(
            database,
            async () =>
            {
                if (options.Migrate)
                    await migrator.MigrateAsync(database, roles, options.StartupTimeout, cancellation);
                else
                    await (await database.OpenAsync(cancellation)).DisposeAsync();
            },
            cancellation);

        /// <summary>Waits until the other master has received the schema, of which the gates are the last.</summary>
        public Task AwaitSchemaAsync(Database database, CancellationToken cancellation) => RetryAsync(
            database,
            async () =>
            {
                var newest = options.Migrate ? MigrationScript.Of(database.Dialect.Name, DatabaseRole.Shard).Max(static script => script.Number) : 0;
                await using var connection = await database.OpenAsync(cancellation);
                await using var command = connection.Command(
                    $"SELECT (SELECT COUNT(*) FROM shard_gate) = {Gates} AND (SELECT MAX(number) FROM schema_migrations WHERE role = @role) >= @newest",
                    ("@role", DatabaseRole.Shard), ("@newest", newest));
                try
                {
                    if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture) == 1)
                        return;
                }
                catch (MySqlException e) when (e.Number == NoSuchTable)
                {
                    // Not replicated yet.
                }
                throw new TimeoutException("it lacks the schema that its peer has; does it replicate?");
            },
            cancellation);

        /// <summary>Also what a busy server refuses, such as a deadlock with another silo that starts.</summary>
        public async Task RetryAsync(Database database, Func<Task> work, CancellationToken cancellation)
        {
            var began = time.GetTimestamp();
            while (true)
            {
                try
                {
                    await work();
                    return;
                }
                catch (Exception e) when (e is ChatException { Code: ErrorCodes.ServiceUnavailable }
                    || e is not (ChatException or OperationCanceledException) && database.Dialect.Classify(e) == StorageFault.Transient)
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
