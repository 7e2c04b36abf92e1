using Chat.Errors;
using Chat.Jobs;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Chat.Tests.Jobs;

/// <summary>A job told as server-sent events.</summary>
public sealed class JobStreamTests
{
    private static readonly JobStatus First = new(JobId.New(new TeamId(1)), JobKinds.Import, JobState.Running, new JobProgress(1, 4, "messages", 0), null, null, 0, 0, null, null);

    [Fact]
    public async Task It_tells_each_change_once_and_ends_with_the_job()
    {
        var told = new Queue<JobStatus>([First, First with { Progress = new JobProgress(2, 4, "messages", 1) }, First with { State = JobState.Done }]);
        var events = await RunAsync(() => Task.FromResult(told.Dequeue()));
        Assert.Equal(3, events.Length);
        Assert.Contains("\"done\":2", events[1], StringComparison.Ordinal);
        Assert.Contains("\"state\":\"done\"", events[2], StringComparison.Ordinal);
        Assert.Empty(told);
    }

    [Fact]
    public async Task While_nobody_can_tell_it_says_nothing_and_goes_on()
    {
        var asked = 0;
        var events = await RunAsync(() => ++asked < 3
            ? throw new ChatException(ErrorCodes.ServiceUnavailable, "away")
            : Task.FromResult(First with { State = JobState.Done }));
        Assert.Equal((2, 3), (events.Length, asked));
    }

    [Fact]
    public async Task It_ends_in_peace_when_the_job_is_no_longer_kept() =>
        Assert.Single(await RunAsync(static () => throw new ChatException(ErrorCodes.JobNotFound, "gone")));

    private static async Task<string[]> RunAsync(Func<Task<JobStatus>> ask)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { Response = { Body = body }, RequestAborted = TestContext.Current.CancellationToken };
        await new JobStream(First, ask).ExecuteAsync(http);
        Assert.Equal(JobStream.ContentType, http.Response.ContentType);
        return System.Text.Encoding.UTF8.GetString(body.ToArray()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
