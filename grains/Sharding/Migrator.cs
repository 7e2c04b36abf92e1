using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

/// <summary>
/// Brings a database up to date: runs the migrations that <c>schema_migrations</c> does not name yet, in the order of their numbers, while no other process
/// does. Forward only: a database that is ahead of this version is left as it is, because migrations are safe while the version before runs.
/// </summary>
internal sealed partial class Migrator(TimeProvider time, ILogger<Migrator> logger)
{
    private const string Record =
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          role VARCHAR(32) NOT NULL,
          number INT NOT NULL,
          name VARCHAR(200) NOT NULL,
          applied_at BIGINT NOT NULL,
          PRIMARY KEY (role, number)
        )
        """;

    /// <summary>A statement that alters a large table takes its time.</summary>
    private const int StatementSeconds = 3600;

    public async Task MigrateAsync(Database database, IReadOnlyList<string> roles, TimeSpan lockTimeout, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        // Without a write: after a power cut a pair's servers take none until their controller runs.
        if (await IsUpToDateAsync(connection, database.Dialect, roles, cancellation))
            return;
        await using var held = await database.Dialect.LockMigrationsAsync(connection, lockTimeout, cancellation);
        await connection.RunAsync(Record, cancellation);
        foreach (var role in roles)
        {
            var done = await AppliedAsync(connection, role, cancellation);
            foreach (var script in MigrationScript.Of(database.Dialect.Name, role).Where(script => !done.Contains(script.Number)))
                await ApplyAsync(connection, database.Name, role, script, cancellation);
        }
        await held.CompleteAsync(cancellation);
    }

    private static async Task<bool> IsUpToDateAsync(DbConnection connection, Dialect dialect, IReadOnlyList<string> roles, CancellationToken cancellation)
    {
        try
        {
            foreach (var role in roles)
            {
                var done = await AppliedAsync(connection, role, cancellation);
                if (!MigrationScript.Of(dialect.Name, role).All(script => done.Contains(script.Number)))
                    return false;
            }
            return true;
        }
        catch (DbException e) when (dialect.Classify(e) == StorageFault.Refused)
        {
            // A new database: the record is not there yet.
            return false;
        }
    }

    private static async Task<HashSet<int>> AppliedAsync(DbConnection connection, string role, CancellationToken cancellation)
    {
        await using var command = connection.Command("SELECT number FROM schema_migrations WHERE role = @role", ("@role", role));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var numbers = new HashSet<int>();
        while (await reader.ReadAsync(cancellation))
            numbers.Add(reader.GetInt32(0));
        return numbers;
    }

    private async Task ApplyAsync(DbConnection connection, string database, string role, MigrationScript script, CancellationToken cancellation)
    {
        LogApplying(database, role, script.Number, script.Name);
        foreach (var statement in script.Statements())
        {
            await using var command = connection.Command(statement);
            command.CommandTimeout = StatementSeconds;
            await command.ExecuteNonQueryAsync(cancellation);
        }
        await using var record = connection.Command(
            "INSERT INTO schema_migrations (role, number, name, applied_at) VALUES (@role, @number, @name, @now)",
            ("@role", role), ("@number", script.Number), ("@name", script.Name), ("@now", time.GetUtcNow().ToUnixTimeSeconds()));
        await record.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Information, "Migrating {Database}: {Role} {Number} {Name}")]
    private partial void LogApplying(string database, string role, int number, string name);
}
