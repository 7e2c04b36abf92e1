using System.Collections.Concurrent;
using Chat.Jobs;

namespace Chat.Tests.Jobs;

/// <summary>Jobs of a kind of the tests' own: what each run does is said beforehand.</summary>
internal sealed class ScriptedJobs : IJobHandler
{
    public const string KindName = "scripted";

    private readonly ConcurrentDictionary<JobId, Func<Job, CancellationToken, Task<JobOutcome>>> _scripts = [];
    private readonly ConcurrentQueue<(Job Job, DateTimeOffset At)> _runs = [];

    public string Kind => KindName;

    public (Job Job, DateTimeOffset At)[] RunsOf(JobId job) => [.. _runs.Where(run => run.Job.Id == job)];

    public void Script(JobId job, Func<Job, CancellationToken, Task<JobOutcome>> run) => _scripts[job] = run;

    public Task<JobOutcome> Run(Job job, CancellationToken cancellation)
    {
        _runs.Enqueue((job, TimeProvider.System.GetUtcNow()));
        return _scripts.TryGetValue(job.Id, out var script) ? script(job, cancellation) : Task.FromResult(JobOutcome.Done);
    }
}
