using Chat.Errors;
using Chat.Jobs;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Jobs;

/// <summary>The queue as a whole: rows, leases, stream, workers, on a silo with SQLite.</summary>
[Collection(ClusterCollection.Name)]
public sealed class JobQueueTests(ChatCluster cluster)
{
    [Fact]
    public async Task A_job_begins_within_a_tenth_of_a_second_of_its_commit()
    {
        var team = await cluster.NewTeam();
        var waits = new List<double>();
        for (var i = 0; i < 11; i++)
        {
            var id = await Enqueue(team);
            var committed = TimeProvider.System.GetUtcNow();
            await Polling.Until(() => cluster.Jobs.RunsOf(id).Length > 0, "the job to begin");
            waits.Add((cluster.Jobs.RunsOf(id)[0].At - committed).TotalMilliseconds);
            await Ended(team, id, JobState.Done);
        }
        // The middle one: the machine may be busy with something else for a moment.
        Assert.InRange(waits.Order().ElementAt(5), double.MinValue, 100);
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_from_its_checkpoint_and_becomes_a_dead_letter_that_can_be_run_again()
    {
        var team = await cluster.NewTeam();
        var id = JobId.New(team.Id);
        var works = false;
        cluster.Jobs.Script(id, async (job, _) =>
        {
            if (job.Checkpoint is null)
                Assert.True(await Of(team).Report(id, new JobProgress(1, 2, "things", 0), "half"));
            return works ? JobOutcome.Done : throw new ChatException(ErrorCodes.ServiceUnavailable, "the other side is away");
        });
        await Enqueue(team, id);
        var failed = await Ended(team, id, JobState.Failed);
        Assert.Equal($"{ErrorCodes.ServiceUnavailable}: the other side is away", failed.Error);
        // The first run came further, so that the attempts were counted from it.
        Assert.Equal(cluster.JobOptions.MaxAttempts, failed.Attempts);
        Assert.Equal([null, .. Enumerable.Repeat("half", cluster.JobOptions.MaxAttempts - 1)], cluster.Jobs.RunsOf(id).Select(run => run.Job.Checkpoint));
        await Assert.ThrowsAsync<ChatException>(() => Of(team).Cancel(id));

        works = true;
        Assert.Equal(JobState.Queued, (await Of(team).Rerun(id)).State);
        var done = await Ended(team, id, JobState.Done);
        Assert.Null(done.Error);
        Assert.Equal(2, done.Progress?.Done);
        await Assert.ThrowsAsync<ChatException>(() => Of(team).Rerun(id));
    }

    [Fact]
    public async Task A_job_whose_worker_died_goes_on_with_another()
    {
        var team = await cluster.NewTeam();
        var id = JobId.New(team.Id);
        await cluster.LeaseToNobody(id, ScriptedJobs.KindName, TimeSpan.FromSeconds(1.5));
        await Enqueue(team, id);
        var done = await Ended(team, id, JobState.Done);
        Assert.Equal(2, done.Attempts);
        Assert.Single(cluster.Jobs.RunsOf(id));
    }

    [Fact]
    public async Task A_team_whose_jobs_hang_keeps_no_other_team_waiting_and_gets_no_more_than_its_window()
    {
        var (busy, other) = (await cluster.NewTeam(), await cluster.NewTeam());
        var release = new TaskCompletionSource<JobOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ids = Enumerable.Range(0, 50).Select(_ => JobId.New(busy.Id)).ToArray();
        foreach (var id in ids)
        {
            cluster.Jobs.Script(id, (_, _) => release.Task);
            await Enqueue(busy, id);
        }
        await Polling.Until(() => ids.Sum(id => cluster.Jobs.RunsOf(id).Length) > 0, "the busy team's first job to begin");
        await Ended(other, await Enqueue(other), JobState.Done);
        Assert.Equal(1, ids.Sum(id => cluster.Jobs.RunsOf(id).Length));
        release.SetResult(JobOutcome.Done);
        foreach (var id in ids)
            await Ended(busy, id, JobState.Done);
        Assert.All(ids, id => Assert.Single(cluster.Jobs.RunsOf(id)));
    }

    [Fact]
    public async Task A_job_that_runs_is_told_that_it_is_cancelled_and_undoes_what_it_did()
    {
        var team = await cluster.NewTeam();
        var id = JobId.New(team.Id);
        var undone = false;
        cluster.Jobs.Script(id, async (job, _) =>
        {
            if (!job.IsCancelling)
            {
                await Of(team).Report(id, new JobProgress(1, 2, "things", 0), null);
                return JobOutcome.Underway;
            }
            undone = true;
            await Of(team).Cancelled(id);
            return JobOutcome.Settled;
        });
        await Enqueue(team, id);
        await Polling.Until(async () => (await Of(team).Get(id)).State == JobState.Running, "the job to run");
        Assert.Equal(JobState.Cancelling, (await Of(team).Cancel(id)).State);
        Assert.False(await Of(team).Report(id, new JobProgress(2, 2, "things", 0), null));
        await Ended(team, id, JobState.Cancelled);
        Assert.True(undone);
    }

    [Fact]
    public async Task A_request_that_is_repeated_makes_one_job_and_an_end_that_is_told_twice_is_one()
    {
        var team = await cluster.NewTeam();
        var id = JobId.New(team.Id);
        await Enqueue(team, id);
        await Enqueue(team, id);
        await Ended(team, id, JobState.Done);
        await Of(team).Fail(id, "late", "late", mayRetry: true);
        await Of(team).Complete(id, "{}");
        Assert.Equal(JobState.Done, (await Of(team).Get(id)).State);
        Assert.Single(cluster.Jobs.RunsOf(id));
    }

    [Fact]
    public async Task Another_teams_job_does_not_exist()
    {
        var (team, other) = (await cluster.NewTeam(), await cluster.NewTeam());
        var id = await Enqueue(team);
        Assert.Equal(ErrorCodes.JobNotFound, (await Assert.ThrowsAsync<ChatException>(() => Of(other).Get(id))).Code);
        Assert.Equal(ErrorCodes.JobNotFound, (await Assert.ThrowsAsync<ChatException>(() => Of(other).Cancel(id))).Code);
    }

    private IJobsGrain Of(LiveTeam team) => cluster.Grains.Jobs(team.Id);

    private async Task<JobId> Enqueue(LiveTeam team, JobId? job = null)
    {
        var id = job ?? JobId.New(team.Id);
        await team.Ask(() => Of(team).Enqueue(new NewJob(id, ScriptedJobs.KindName, "{}")));
        return id;
    }

    private async Task<JobStatus> Ended(LiveTeam team, JobId id, JobState state)
    {
        JobStatus? status = null;
        await Polling.Until(async () => (status = await Of(team).Get(id)).IsOver, $"job {id} to be {state}");
        Assert.Equal(state, status!.State);
        return status;
    }
}
