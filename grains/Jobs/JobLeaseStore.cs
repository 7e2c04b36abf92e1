using System.Data.Common;
using System.Globalization;
using Chat.Sharding;

namespace Chat.Jobs;

/// <summary>
/// Who works on which job. A lease keeps others away while its time lasts; it is no fence: two may hold the same job for a moment, which the effects of jobs
/// tolerate. Written outside of the log, in transactions of the team's server.
/// </summary>
public sealed class JobLeaseStore(ShardMap shards)
{
    private const string Live = "(0, 1, 2)";

    private static readonly TableShape Leases = new("job_leases", ["team_id", "job_id"], ["kind", "owner", "until"]);

    /// <summary>
    /// Takes what is due and nobody else has, oldest first, as many as leave no more than <paramref name="window"/> given out.
    /// Errors: team_not_found, service_unavailable.
    /// </summary>
    /// <param name="team">Whose jobs.</param>
    /// <param name="kind">Which.</param>
    /// <param name="owner">Who takes them.</param>
    /// <param name="window">Jobs of the team and kind that may be given out.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <param name="until">When others may take them.</param>
    internal Task<List<DueJob>> TakeAsync(TeamId team, string kind, string owner, int window, long now, long until) => shards.WriteAsync(team, async (connection, place) =>
    {
        await using var count = connection.Command(
            "SELECT COUNT(*) FROM job_leases WHERE team_id = @team AND kind = @kind AND until > @now", ("@team", team.Number), ("@kind", kind), ("@now", now));
        var room = window - Convert.ToInt32(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        var due = room <= 0 ? [] : await DueAsync(connection, team, kind, room, now);
        if (due.Count == 0)
            return due;
        object?[] values = [.. due.SelectMany(due => (object?[])[team.Number, due.Job.Id.Number, kind, owner, until])];
        await using var lease = connection.Numbered(place.Dialect.Upsert(Leases, due.Count), values);
        await lease.ExecuteNonQueryAsync();
        return due;
    });

    /// <summary>Keeps what is worked on. Errors: as of <see cref="TakeAsync"/>.</summary>
    internal Task RenewAsync(TeamId team, IReadOnlyCollection<JobId> jobs, string owner, long until) => shards.WriteAsync(team, async (connection, _) =>
    {
        await using var renew = connection.Command(
            $"UPDATE job_leases SET until = @until WHERE team_id = @team AND job_id IN ({List(jobs)}) AND owner = @owner",
            ("@until", until), ("@team", team.Number), ("@owner", owner));
        return await renew.ExecuteNonQueryAsync();
    });

    /// <summary>Gives back what is not worked on any more: another may begin at once. Errors: as of <see cref="TakeAsync"/>.</summary>
    internal Task ReleaseAsync(TeamId team, IReadOnlyCollection<JobId> jobs, string owner) => shards.WriteAsync(team, async (connection, _) =>
    {
        await using var release = connection.Command(
            $"DELETE FROM job_leases WHERE team_id = @team AND job_id IN ({List(jobs)}) AND owner = @owner", ("@team", team.Number), ("@owner", owner));
        return await release.ExecuteNonQueryAsync();
    });

    /// <summary>Whether somebody works on it now. Errors: as of <see cref="TakeAsync"/>.</summary>
    internal async Task<bool> IsLeasedAsync(JobId id, long now)
    {
        var shard = await shards.OfAsync(id.Team);
        return await shard.Database.FindAsync(
            "SELECT 1 FROM job_leases WHERE team_id = @team AND job_id = @job AND until > @now", static _ => true, CancellationToken.None,
            ("@team", id.Team.Number), ("@job", id.Number), ("@now", now));
    }

    private static async Task<List<DueJob>> DueAsync(DbConnection connection, TeamId team, string kind, int limit, long now)
    {
        await using var command = connection.Command(
            $"""
            SELECT {JobStore.Columns}, l.until FROM jobs j LEFT JOIN job_leases l ON l.team_id = j.team_id AND l.job_id = j.job_id
             WHERE j.team_id = @team AND j.state IN {Live} AND j.kind = @kind AND j.not_before <= @now AND (l.until IS NULL OR l.until <= @now)
             ORDER BY j.not_before, j.job_id LIMIT @limit
            """,
            ("@team", team.Number), ("@kind", kind), ("@now", now), ("@limit", limit));
        await using var reader = await command.ExecuteReaderAsync();
        var due = new List<DueJob>();
        while (await reader.ReadAsync())
            due.Add(new DueJob(JobStore.Read(reader, team), WasLost: !reader.IsDBNull(16)));
        return due;
    }

    /// <summary>Numbers of jobs are letters and digits.</summary>
    private static string List(IReadOnlyCollection<JobId> jobs) => string.Join(", ", jobs.Select(static job => $"'{job.Number}'"));
}
