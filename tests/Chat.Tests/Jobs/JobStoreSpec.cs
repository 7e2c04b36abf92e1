using Chat.Jobs;
using Chat.Sharding;
using Chat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Tests.Jobs;

public abstract class JobStoreSpec(StorageFixture storage)
{
    private const long Now = 1_000_000;

    private JobStore Jobs => ActivatorUtilities.CreateInstance<JobStore>(storage.Services);

    private JobLeaseStore Leases => ActivatorUtilities.CreateInstance<JobLeaseStore>(storage.Services);

    [Fact]
    public async Task A_job_comes_back_as_it_was_written_rewritten_and_removed()
    {
        var team = await storage.NewTeamAsync();
        var job = NewJob(team, "A") with { Payload = "{\"ü\":\"😀\"}" };
        await team.Write(new JobInsert(job));
        Assert.Equal(job, await Jobs.FindAsync(job.Id));
        var changed = job with
        {
            State = JobState.Failed, Attempts = 3, NotBefore = 9, Progress = new JobProgress(1, 2, "messages", 3.5), Checkpoint = "c", Error = "e: f",
            Report = "{}", Ended = 12, Subject = new Ts(5),
        };
        await team.Write(new JobPut(changed));
        Assert.Equal(changed, await Jobs.FindAsync(job.Id));
        await team.Write(new JobDelete(job.Id));
        Assert.Null(await Jobs.FindAsync(job.Id));
    }

    [Fact]
    public async Task A_job_and_its_cause_are_written_together_or_not_at_all()
    {
        var team = await storage.NewTeamAsync();
        var (first, second) = (NewJob(team, "A"), NewJob(team, "B"));
        await team.Post("one", key: "k");
        await team.Append(new MessageInsert(team.NewMessage("again"), TestTeam.RetryHash("k")), new JobInsert(first));
        await team.Append(new MessageInsert(team.NewMessage("other"), TestTeam.RetryHash("l")), new JobInsert(second));
        Assert.Null(await Jobs.FindAsync(first.Id));
        Assert.Equal(second, await Jobs.FindAsync(second.Id));
        var third = NewJob(team, "C") with { Subject = Ts.None };
        var ts = await team.Write(new MessageInsert(team.NewMessage("third"), null), new JobInsert(third));
        Assert.Equal(third with { Subject = ts }, await Jobs.FindAsync(third.Id));
    }

    [Fact]
    public async Task Those_under_way_are_listed_first_then_the_newest()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(
            new JobInsert(NewJob(team, "OLD") with { Created = 1 }), new JobInsert(NewJob(team, "NEW") with { Created = 2 }),
            new JobInsert(NewJob(team, "RUN") with { Created = 0, State = JobState.Running }),
            new JobInsert(NewJob(team, "END") with { Created = 5, State = JobState.Done, Ended = 6 }),
            new JobInsert(NewJob(team, "EXP") with { Created = 4, Kind = JobKinds.Export }));
        Assert.Equal(["JEXP", "JNEW", "JOLD", "JRUN", "JEND"], (await Jobs.ListAsync(team.Id, new JobFilter(null, null, 10))).Select(j => j.Id.Number));
        Assert.Equal(["JEXP"], (await Jobs.ListAsync(team.Id, new JobFilter(JobKinds.Export, null, 10))).Select(j => j.Id.Number));
        Assert.Equal(["JRUN"], (await Jobs.ListAsync(team.Id, new JobFilter(null, JobState.Running, 10))).Select(j => j.Id.Number));
        Assert.Equal(2, (await Jobs.ListAsync(team.Id, new JobFilter(null, null, 2))).Count);
        Assert.Equal(["JEND"], (await Jobs.EndedAsync(team.Id, 7, 10)).Select(id => id.Number));
        Assert.Empty(await Jobs.EndedAsync(team.Id, 6, 10));
        var shard = (await storage.Map.OfAsync(team.Id, TestContext.Current.CancellationToken)).Shard;
        Assert.Contains(team.Id, await JobStore.TeamsWithEndedAsync(shard, 7, TestContext.Current.CancellationToken));
        Assert.Contains(await JobStore.ListAsync(shard, new JobFilter(null, JobState.Running, 1_000)), job => job.Id == new JobId(team.Id, "JRUN"));
    }

    [Fact]
    public async Task What_is_leased_is_given_to_nobody_else_until_its_time_is_over()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(new JobInsert(NewJob(team, "A") with { NotBefore = 1 }), new JobInsert(NewJob(team, "B") with { NotBefore = 2 }), new JobInsert(NewJob(team, "C") with { NotBefore = Now + 1 }));
        Assert.Equal(["JA"], await Take(team, "one", window: 1, until: Now + 10));
        Assert.Empty(await Take(team, "two", window: 1, until: Now + 10));
        Assert.Equal(["JB"], await Take(team, "two", window: 9, until: Now + 20));
        Assert.Empty(await Take(team, "three", window: 9, until: Now + 20));
        await Leases.RenewAsync(team.Id, [new(team.Id, "JA")], "somebody else", Now + 99);
        await Leases.RenewAsync(team.Id, [new(team.Id, "JB")], "two", Now + 99);
        var later = await Leases.TakeAsync(team.Id, JobKinds.Import, "three", 9, Now + 30, Now + 99);
        Assert.Equal([("JA", true), ("JC", false)], later.Select(due => (due.Job.Id.Number, due.WasLost)));
        Assert.True(await Leases.IsLeasedAsync(new(team.Id, "JB"), Now + 30));
        Assert.False(await Leases.IsLeasedAsync(new(team.Id, "JB"), Now + 99));
    }

    [Fact]
    public async Task A_lease_is_given_back_by_its_owner_and_by_what_ends_the_job()
    {
        var team = await storage.NewTeamAsync();
        var (a, b, c) = (NewJob(team, "A"), NewJob(team, "B"), NewJob(team, "C"));
        await team.Write(new JobInsert(a), new JobInsert(b), new JobInsert(c));
        Assert.Equal(3, (await Take(team, "one", 9, Now + 10)).Length);
        await Leases.ReleaseAsync(team.Id, [a.Id], "somebody else");
        await team.Write(new JobPut(b with { State = JobState.Running }));
        Assert.Empty(await Take(team, "two", 9, Now + 10));
        await Leases.ReleaseAsync(team.Id, [a.Id], "one");
        await team.Write(new JobPut(b with { Attempts = 1 }));
        await team.Write(new JobDelete(c.Id));
        Assert.Equal(["JA", "JB"], await Take(team, "two", 9, Now + 10));
    }

    [Fact]
    public async Task Teams_with_due_jobs_are_found_whatever_the_state_and_only_those()
    {
        var (due, later, ended) = (await storage.NewTeamAsync(), await storage.NewTeamAsync(), await storage.NewTeamAsync());
        await due.Write(new JobInsert(NewJob(due, "A")), new JobInsert(NewJob(due, "B") with { Kind = JobKinds.Export, State = JobState.Cancelling }));
        await later.Write(new JobInsert(NewJob(later, "A") with { NotBefore = Now + 1 }));
        await ended.Write(new JobInsert(NewJob(ended, "A") with { State = JobState.Done }));
        var found = new List<(TeamId, string)>();
        foreach (var shard in storage.Map.Shards.Keys)
            found.AddRange(await new DueTeams(storage.Map, shard).FindAsync(Now, TestContext.Current.CancellationToken));
        Assert.Equal([(due.Id, JobKinds.Export), (due.Id, JobKinds.Import)], found.Where(f => f.Item1 == due.Id).Order());
        Assert.DoesNotContain(found, f => f.Item1 == later.Id || f.Item1 == ended.Id);
    }

    private async Task<string[]> Take(TestTeam team, string owner, int window, long until) =>
        [.. (await Leases.TakeAsync(team.Id, JobKinds.Import, owner, window, Now, until)).Select(due => due.Job.Id.Number)];

    private static StoredJob NewJob(TestTeam team, string number) =>
        new() { Id = new JobId(team.Id, $"J{number}"), Kind = JobKinds.Import, Payload = "{}", Created = 1, NotBefore = 1 };
}

public sealed class JobStoreOnSqlite(SqliteStorage storage) : JobStoreSpec(storage), IClassFixture<SqliteStorage>;

public sealed class JobStoreOnMariaDb(MariaDbStorage storage) : JobStoreSpec(storage), IClassFixture<MariaDbStorage>;
