using Chat.Sharding;
using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace Chat.Auditing;

/// <summary>Owns: nothing. Persists: the audit log, in the directory. Calls: nobody.</summary>
[StatelessWorker, GrainDirectory(WorkerDirectory.Name)]
internal sealed class AuditGrain(AuditStore store) : Grain, IAuditGrain
{
    public Task Begin(AuditEntry entry) => store.BeginAsync(entry);

    public Task End(AuditEnd end) => store.EndAsync(end);

    public Task<AuditEntry[]> List(AuditFilter filter) => store.ListAsync(filter);
}
