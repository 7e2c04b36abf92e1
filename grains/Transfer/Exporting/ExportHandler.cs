using Chat.Jobs;

namespace Chat.Transfer.Exporting;

/// <summary>Hands exports to their grains, which tell the queue of their end.</summary>
internal sealed class ExportHandler(IGrainFactory grains) : IJobHandler
{
    public string Kind => JobKinds.Export;

    public async Task<JobOutcome> Run(Job job, CancellationToken cancellation)
    {
        await grains.GetGrain<IExportGrain>(GrainKeys.For(job.Id)).Work(job);
        return JobOutcome.Underway;
    }
}
