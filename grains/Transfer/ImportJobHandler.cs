using Chat.Jobs;

namespace Chat.Transfer;

/// <summary>Hands an import to its grain, which carries on by itself.</summary>
internal sealed class ImportJobHandler(IGrainFactory grains) : IJobHandler
{
    public string Kind => JobKinds.Import;

    public async Task<JobOutcome> Run(Job job, CancellationToken cancellation)
    {
        await grains.GetGrain<IImportGrain>(GrainKeys.For(job.Id)).Start(job).WaitAsync(cancellation);
        return JobOutcome.Underway;
    }
}
