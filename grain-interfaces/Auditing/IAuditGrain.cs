using Orleans.Concurrency;

namespace Chat.Auditing;

/// <summary>
/// The audit log. An entry is written before its action is begun, and completed before the action is answered, so that whatever was done can be found even if
/// the process died in between. A stateless worker (any key): entries lie in the directory. Methods interleave: the grain has no state.
/// </summary>
[Alias("IAuditGrain")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Writes an entry; the same one again changes nothing. Errors: service_unavailable.</summary>
    [Alias("Begin"), AlwaysInterleave]
    Task Begin(AuditEntry entry);

    /// <summary>Writes how it ended, once. Errors: service_unavailable.</summary>
    [Alias("End"), AlwaysInterleave]
    Task End(AuditEnd end);

    /// <summary>The newest first. Errors: service_unavailable, request_timeout (too much had to be looked through).</summary>
    [Alias("List"), AlwaysInterleave]
    Task<AuditEntry[]> List(AuditFilter filter);
}
