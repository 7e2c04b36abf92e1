using Chat.Jobs;
using Chat.Sharding;

namespace Chat.Tests.Jobs;

/// <summary>Somebody has taken a job, which need not exist yet, and will not be heard of again: no worker is given it before the lease ends.</summary>
internal static class LostLease
{
    public static Task OnAsync(ShardMap shards, JobId job, string kind, DateTimeOffset until) => shards.WriteAsync(job.Team, async (connection, _) =>
    {
        await using var lease = connection.Command(
            "INSERT INTO job_leases (team_id, job_id, kind, owner, until) VALUES (@team, @job, @kind, 'nobody', @until)",
            ("@team", job.Team.Number), ("@job", job.Number), ("@kind", kind), ("@until", until.ToUnixTimeMilliseconds()));
        return await lease.ExecuteNonQueryAsync();
    });
}
