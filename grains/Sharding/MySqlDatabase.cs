using System.Data.Common;
using Microsoft.Extensions.Logging;
using MySqlConnector;

namespace Chat.Sharding;

/// <summary>One MariaDB or MySQL database behind a pool.</summary>
internal sealed class MySqlDatabase : Database
{
    private readonly MySqlDataSource _source;

    /// <param name="name">For messages.</param>
    /// <param name="connectionString">The operator's.</param>
    /// <param name="logger">Told of failures.</param>
    /// <param name="whileAway">For people: what that means, and what to do.</param>
    public MySqlDatabase(string name, string connectionString, ILogger logger, string? whileAway = null)
        : base(name, new MySqlDialect(), logger, whileAway) => _source = new MySqlDataSource(Complete(connectionString).ConnectionString);

    internal override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Adds what correctness needs, and bounds where the operator gave none.</summary>
    internal static MySqlConnectionStringBuilder Complete(string connectionString)
    {
        var builder = new MySqlConnectionStringBuilder(connectionString)
        {
            // A timed-out command closes its socket. The driver's default is KILL QUERY, which ends a semi-sync wait by
            // committing locally and answering success for a row that the other master does not have.
            CancellationTimeout = -1,
            UseAffectedRows = true,
            AutoEnlist = false,
            CharacterSet = "utf8mb4",
        };
        Default(builder, "Default Command Timeout", b => b.DefaultCommandTimeout = 5);
        Default(builder, "Connection Timeout", b => b.ConnectionTimeout = 3);
        Default(builder, "Maximum Pool Size", b => b.MaximumPoolSize = 32);
        Default(builder, "Connection Idle Timeout", b => b.ConnectionIdleTimeout = 60);
        Default(builder, "Keep Alive", b => b.Keepalive = 10);
        return builder;
    }

    private static void Default(MySqlConnectionStringBuilder builder, string key, Action<MySqlConnectionStringBuilder> set)
    {
        if (!builder.ContainsKey(key))
            set(builder);
    }
}
