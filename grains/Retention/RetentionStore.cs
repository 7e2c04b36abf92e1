using System.Data.Common;
using Chat.Sharding;

namespace Chat.Retention;

/// <summary>
/// What teams keep and how its enforcement goes, in the directory. Whoever does a run holds it by <c>next_run</c>: a time in the future, which it
/// moves on, and which nobody but it knows to be the last; after that time another takes the run over. Errors of all: service_unavailable.
/// </summary>
public sealed class RetentionStore(ShardMap map)
{
    private const string Columns = "team_id, messages_days, direct_days, events_days, next_run, began, ended, messages, events, error, messages_ever";

    private static readonly TableShape Shape = new("directory_retention", ["team_id"], ["messages_days", "direct_days", "events_days", "next_run"]);

    /// <summary>A team that has said nothing keeps everything.</summary>
    public async Task<TeamRetention> FindAsync(TeamId team) =>
        await map.Directory.FindAsync($"SELECT {Columns} FROM directory_retention WHERE team_id = @team", Read, CancellationToken.None, ("@team", team.Number))
        ?? new TeamRetention(team, RetentionSettings.KeepAll, null, null, 0);

    /// <summary>Whoever does a run loses it: the next one obeys these.</summary>
    /// <param name="team">Whose.</param>
    /// <param name="settings">What counts from the next run on.</param>
    /// <param name="nextRun">Milliseconds since 1970; null: none.</param>
    internal Task SetAsync(TeamId team, RetentionSettings settings, long? nextRun) => map.Directory.TransactAsync(
        async connection =>
        {
            await using var put = connection.Numbered(
                map.Directory.Dialect.Upsert(Shape, 1), [team.Number, settings.MessagesDays, settings.DirectDays, settings.EventsDays, nextRun]);
            return await put.ExecuteNonQueryAsync();
        },
        CancellationToken.None);

    /// <summary>Runs that are due, those that have waited longest first.</summary>
    internal Task<List<TeamRetention>> DueAsync(long now, int limit) => map.Directory.QueryAsync(
        $"SELECT {Columns} FROM directory_retention WHERE next_run <= @now ORDER BY next_run, team_id LIMIT @limit", Read, CancellationToken.None,
        ("@now", now), ("@limit", limit));

    /// <summary>Writes how a run goes. Null: somebody else has it by now, or the settings are others.</summary>
    /// <param name="known">As it was read or saved last.</param>
    /// <param name="run">How it is now.</param>
    /// <param name="nextRun">When it is due, or until when it is held.</param>
    internal async Task<TeamRetention?> SaveAsync(TeamRetention known, RetentionRun run, long nextRun)
    {
        var before = known.Run is { Ended: null } going ? going.Messages : 0;
        var ever = known.MessagesEver + run.Messages - before;
        var saved = await map.Directory.ExecuteAsync(
            """
            UPDATE directory_retention
               SET next_run = @next, began = @began, ended = @ended, messages = @messages, events = @events, error = @error, messages_ever = @ever
             WHERE team_id = @team AND next_run = @known
            """,
            CancellationToken.None,
            ("@next", nextRun), ("@began", run.Began), ("@ended", run.Ended), ("@messages", run.Messages), ("@events", run.Events), ("@error", run.Error),
            ("@ever", ever), ("@team", known.Team.Number), ("@known", known.NextRun));
        return saved == 1 ? known with { Run = run, NextRun = nextRun, MessagesEver = ever } : null;
    }

    private static TeamRetention Read(DbDataReader row) => new(
        new TeamId(row.GetInt64(0)),
        new RetentionSettings(Days(row, 1), Days(row, 2), Days(row, 3)),
        row.IsDBNull(5) ? null : new RetentionRun(row.GetInt64(5), row.LongOrNull(6), row.GetInt64(7), row.GetInt64(8), row.TextOrNull(9)),
        row.LongOrNull(4),
        row.GetInt64(10));

    private static int? Days(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
