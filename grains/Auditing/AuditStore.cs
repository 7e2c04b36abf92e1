using System.Data.Common;
using System.Text;
using Chat.Sharding;

namespace Chat.Auditing;

/// <summary>
/// The audit log, in the directory (docs/adr/0026): a team that moves does not take its entries along, and one that is lost with its shard has them still.
/// Errors: service_unavailable.
/// </summary>
internal sealed class AuditStore(ShardMap map)
{
    private const string Columns = "id, at, team_id, actor_kind, actor, token_key, action, subject, outcome, address, request_id, details";

    private static readonly TableShape Entries = new("directory_audit", ["id"], Columns.Split(", ")[1..]);

    /// <summary>A filter that fits nearly nothing looks at nearly everything.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The same entry again changes nothing.</summary>
    public async Task BeginAsync(AuditEntry entry)
    {
        await map.RequireDirectoryAsync();
        var directory = map.Directory;
        object?[] values =
        [
            entry.Id, entry.At, entry.Team?.Number, entry.Actor.Kind, entry.Actor.Name, entry.Actor.TokenKey, entry.Action, entry.Subject, entry.Outcome,
            entry.Address, entry.Request, entry.Details,
        ];
        await directory.TransactAsync(
            async connection =>
            {
                await using var insert = connection.Numbered(directory.Dialect.InsertMissing(Entries, 1), values);
                return await insert.ExecuteNonQueryAsync();
            },
            CancellationToken.None);
    }

    /// <summary>What has ended stays as it was written.</summary>
    public async Task EndAsync(AuditEnd end)
    {
        await map.RequireDirectoryAsync();
        await map.Directory.ExecuteAsync(
            $"""
            UPDATE directory_audit SET outcome = @outcome, team_id = COALESCE(@team, team_id), subject = @subject, details = @details
             WHERE id = @id AND outcome = '{AuditOutcome.Unknown}'
            """,
            CancellationToken.None, ("@outcome", end.Outcome), ("@team", end.Team?.Number), ("@subject", end.Subject), ("@details", end.Details), ("@id", end.Id));
    }

    /// <summary>The newest first. Errors: request_timeout.</summary>
    public async Task<AuditEntry[]> ListAsync(AuditFilter filter)
    {
        await map.RequireDirectoryAsync();
        var sql = new StringBuilder($"SELECT {Columns} FROM directory_audit WHERE id >= @from");
        var values = new List<(string, object?)> { ("@from", AuditIds.First(filter.From ?? 0)), ("@limit", filter.Limit) };
        Add(filter.To is { } to ? AuditIds.First(to) : null, "id < @to", "@to");
        Add(filter.Before, "id < @before", "@before");
        Add(filter.Team?.Number, "team_id = @team", "@team");
        Add(filter.Action, "action = @action", "@action");
        Add(filter.Actor, "actor = @actor", "@actor");
        sql.Append(" ORDER BY id DESC LIMIT @limit");
        return [.. await map.Directory.QueryWithinAsync(sql.ToString(), Read, Patience, [.. values])];

        void Add(object? value, string condition, string name)
        {
            if (value is null)
                return;
            sql.Append(" AND ").Append(condition);
            values.Add((name, value));
        }
    }

    /// <summary>Removes the oldest entries from before a moment, and answers how many.</summary>
    /// <param name="before">Milliseconds since 1970.</param>
    /// <param name="limit">How many at most.</param>
    public Task<int> SweepAsync(long before, int limit) => map.Directory.ExecuteAsync(
        "DELETE FROM directory_audit WHERE id IN (SELECT id FROM (SELECT id FROM directory_audit WHERE id < @before ORDER BY id LIMIT @limit) AS oldest)",
        CancellationToken.None, ("@before", AuditIds.First(before)), ("@limit", limit));

    private static AuditEntry Read(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.LongOrNull(2) is { } team ? new TeamId(team) : null,
        new AuditActor(row.GetString(3), row.GetString(4), row.TextOrNull(5)), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9),
        row.GetString(10), row.TextOrNull(11));
}
