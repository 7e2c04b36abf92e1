using System.Data.Common;
using System.Globalization;
using Chat.Sharding;

namespace Chat.Jobs;

/// <summary>Reads jobs. What changes them is a row of the team's log; who works on them is <see cref="JobLeaseStore"/>'s.</summary>
public sealed class JobStore(ShardMap shards)
{
    internal const string Columns =
        "j.job_id, j.kind, j.state, j.payload, j.attempts, j.not_before, j.done, j.total, j.unit, j.rate, j.checkpoint, j.error, j.report, j.created, j.ended, j.subject";

    /// <summary>Null if there is none. Errors: team_not_found, service_unavailable.</summary>
    public async Task<StoredJob?> FindAsync(JobId id)
    {
        var shard = await shards.OfAsync(id.Team);
        return await shard.Database.FindAsync(
            $"SELECT {Columns} FROM jobs j WHERE j.team_id = @team AND j.job_id = @job", row => Read(row, id.Team), CancellationToken.None,
            ("@team", id.Team.Number), ("@job", id.Number));
    }

    /// <summary>Those under way first, then the newest. Errors: as of <see cref="FindAsync"/>.</summary>
    public async Task<List<StoredJob>> ListAsync(TeamId team, JobFilter filter)
    {
        var shard = await shards.OfAsync(team);
        return await shard.Database.QueryAsync(
            $"""
            SELECT {Columns} FROM jobs j
             WHERE j.team_id = @team AND (@kind IS NULL OR j.kind = @kind) AND (@state IS NULL OR j.state = @state)
             ORDER BY CASE WHEN j.state < {(int)JobState.Done} THEN 0 ELSE 1 END, j.created DESC, j.job_id LIMIT @limit
            """,
            row => Read(row, team), CancellationToken.None,
            ("@team", team.Number), ("@kind", filter.Kind), ("@state", filter.State is { } state ? (int)state : null), ("@limit", filter.Limit));
    }

    /// <summary>Of all teams that are served on a shard; a team that is just being moved may be missing. Errors: service_unavailable.</summary>
    internal static async Task<List<StoredJob>> ListAsync(Shard shard, JobFilter filter)
    {
        var jobs = new List<StoredJob>();
        foreach (var (database, side) in ServingOf(shard))
        {
            var found = await database.QueryAsync(
                $"""
                SELECT {Columns}, j.team_id FROM jobs j
                 WHERE (@kind IS NULL OR j.kind = @kind) AND (@state IS NULL OR j.state = @state)
                 ORDER BY CASE WHEN j.state < {(int)JobState.Done} THEN 0 ELSE 1 END, j.created DESC LIMIT @limit
                """,
                static row => Read(row, new TeamId(row.GetInt64(16))), CancellationToken.None,
                ("@kind", filter.Kind), ("@state", filter.State is { } state ? (int)state : null), ("@limit", filter.Limit));
            jobs.AddRange(found.Where(job => shard.Serving.Of(job.Id.Team) == side));
        }
        return jobs;
    }

    /// <summary>By kind, those that wait and the dead letters; of teams that are served on the shard. Errors: service_unavailable.</summary>
    internal static async Task<List<JobCount>> CountAsync(Shard shard, long now)
    {
        var counts = new Dictionary<string, JobCount>();
        foreach (var (database, side) in ServingOf(shard))
        {
            var found = await database.QueryAsync(
                $"""
                SELECT kind, state, team_id % 2, COUNT(*), MIN(not_before) FROM jobs
                 WHERE state IN ({(int)JobState.Queued}, {(int)JobState.Failed}) GROUP BY kind, state, team_id % 2
                """,
                static row => (Kind: row.GetString(0), State: (JobState)row.GetInt32(1), Team: new TeamId(row.GetInt64(2)), Count: row.GetInt64(3), Due: row.GetInt64(4)),
                CancellationToken.None);
            // A team's lowest bit decides where it is served, as Serving.Of says of any team.
            foreach (var row in found.Where(row => shard.Serving.Of(row.Team) == side))
            {
                var count = counts.GetValueOrDefault(row.Kind, new JobCount(row.Kind, 0, 0, 0));
                counts[row.Kind] = row.State == JobState.Failed
                    ? count with { Dead = count.Dead + row.Count }
                    : count with { Queued = count.Queued + row.Count, OldestSeconds = Math.Max(count.OldestSeconds, (now - row.Due) / 1_000) };
            }
        }
        return [.. counts.Values];
    }

    /// <summary>Teams of a shard that have jobs which ended before a time (milliseconds since 1970); some of them. Errors: service_unavailable.</summary>
    internal static async Task<List<TeamId>> TeamsWithEndedAsync(Shard shard, long before, CancellationToken cancellation)
    {
        var teams = new List<TeamId>();
        foreach (var (database, side) in ServingOf(shard))
        {
            var found = await database.QueryAsync(
                $"SELECT DISTINCT team_id FROM jobs WHERE state >= {(int)JobState.Done} AND ended < @before LIMIT 100",
                static row => new TeamId(row.GetInt64(0)), cancellation, ("@before", before));
            teams.AddRange(found.Where(team => shard.Serving.Of(team) == side));
        }
        return teams;
    }

    /// <summary>The servers that serve anybody.</summary>
    internal static IEnumerable<(Database Database, ShardSide Side)> ServingOf(Shard shard)
    {
        foreach (var side in (ShardSide[])[ShardSide.A, ShardSide.B])
        {
            if (shard.Serving.Uses(side) && shard.On(side) is { } database)
                yield return (database, side);
        }
    }

    /// <summary>The numbers of jobs that ended before a time (milliseconds since 1970), some at a time. Errors: as of <see cref="FindAsync"/>.</summary>
    public async Task<List<JobId>> EndedAsync(TeamId team, long before, int limit)
    {
        var shard = await shards.OfAsync(team);
        return await shard.Database.QueryAsync(
            $"SELECT job_id FROM jobs WHERE team_id = @team AND state >= {(int)JobState.Done} AND ended < @before LIMIT @limit",
            row => new JobId(team, row.GetString(0)), CancellationToken.None, ("@team", team.Number), ("@before", before), ("@limit", limit));
    }

    internal static StoredJob Read(DbDataReader row, TeamId team) => new()
    {
        Id = new JobId(team, row.GetString(0)),
        Kind = row.GetString(1),
        State = (JobState)row.GetInt32(2),
        Payload = row.GetString(3),
        Attempts = row.GetInt32(4),
        NotBefore = row.GetInt64(5),
        Progress = row.IsDBNull(6)
            ? null
            : new JobProgress(row.GetInt64(6), row.GetInt64(7), row.GetString(8), Convert.ToDouble(row.GetValue(9), CultureInfo.InvariantCulture)),
        Checkpoint = row.TextOrNull(10),
        Error = row.TextOrNull(11),
        Report = row.TextOrNull(12),
        Created = row.GetInt64(13),
        Ended = row.LongOrNull(14),
        Subject = row.TsOrNull(15),
    };
}
