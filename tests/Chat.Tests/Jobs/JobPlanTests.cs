using Chat.Jobs;
using Xunit;

namespace Chat.Tests.Jobs;

public sealed class JobPlanTests
{
    private const long Now = 1_700_000_000_000;

    private static readonly JobOptions Options = new() { MaxAttempts = 3, FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromSeconds(5) };

    private static StoredJob Job => JobPlan.New(new NewJob(JobId.New(new TeamId(7)), JobKinds.Import, "{}"), Now);

    [Theory]
    [InlineData(0, 0, 1_000)]
    [InlineData(0, 1, 2_000)]
    [InlineData(1, 0, 2_000)]
    [InlineData(1, 1, 4_000)]
    public void A_failed_attempt_is_followed_by_another_after_a_growing_and_jittered_pause(int attempts, double jitter, int pause)
    {
        var failed = JobPlan.Failed(Job with { Attempts = attempts }, "code: why", mayRetry: true, Options, jitter, Now);
        Assert.Equal((JobState.Queued, attempts + 1, Now + pause, "code: why"), (failed.State, failed.Attempts, failed.NotBefore, failed.Error));
        Assert.Equal(failed.NotBefore, failed.ToStatus().NextAttempt);
    }

    [Fact]
    public void A_pause_has_an_end()
    {
        var failed = JobPlan.Failed(Job with { Attempts = 70 }, "e", true, new JobOptions { MaxAttempts = 100, LongestPause = TimeSpan.FromSeconds(5) }, 1, Now);
        Assert.Equal(Now + 5_000, failed.NotBefore);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(0, false)]
    public void The_last_attempt_and_what_cannot_succeed_leave_a_dead_letter_with_its_reason(int attempts, bool mayRetry)
    {
        var failed = JobPlan.Failed(Job with { Attempts = attempts }, "code: why", mayRetry, Options, 0.5, Now);
        Assert.Equal((JobState.Failed, Now, "code: why"), (failed.State, failed.Ended, failed.Error));
        var again = JobPlan.Rerun(failed, Now + 5);
        Assert.Equal((JobState.Queued, 0, Now + 5, (long?)null), (again.State, again.Attempts, again.NotBefore, again.Ended));
    }

    [Fact]
    public void A_new_checkpoint_counts_attempts_anew_and_progress_alone_does_not()
    {
        var tried = Job with { Attempts = 2, Checkpoint = "a" };
        var progress = new JobProgress(1, 2, "messages", 3);
        Assert.Equal(2, JobPlan.Reported(tried, progress, null).Attempts);
        Assert.Equal(2, JobPlan.Reported(tried, progress, "a").Attempts);
        Assert.Equal((0, "b"), (JobPlan.Reported(tried, progress, "b").Attempts, JobPlan.Reported(tried, progress, "b").Checkpoint));
    }

    [Fact]
    public void What_nobody_has_begun_is_cancelled_at_once_and_what_runs_is_told()
    {
        Assert.Equal(JobState.Cancelled, JobPlan.Cancel(Job, isBegun: false, Now).State);
        var told = JobPlan.Cancel(Job with { State = JobState.Running, NotBefore = Now + 9_999 }, isBegun: true, Now);
        Assert.Equal((JobState.Cancelling, Now, true), (told.State, told.NotBefore, told.ToWork().IsCancelling));
    }

    [Fact]
    public void Cancelling_that_fails_is_tried_again_and_ends_as_cancelled()
    {
        var cancelling = JobPlan.Cancel(Job, isBegun: true, Now);
        Assert.Equal((JobState.Cancelling, true), (JobPlan.Failed(cancelling, "e", true, Options, 1, Now).State, JobPlan.Failed(cancelling, "e", true, Options, 1, Now).NotBefore > Now));
        Assert.Equal(JobState.Cancelled, JobPlan.Failed(cancelling, "e", false, Options, 1, Now).State);
    }

    [Fact]
    public void An_id_names_its_team_and_is_read_back()
    {
        var id = JobId.New(new TeamId(7));
        Assert.True(JobId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.Equal(id, GrainKeys.JobOf(GrainKeys.For(id)));
        Assert.All((string[])["", "J123", "T00000007", "T00000007-", "T00000007-C123", "T0000000-J123", "T00000007-J1/3"], text => Assert.False(JobId.TryParse(text, out _)));
    }
}
