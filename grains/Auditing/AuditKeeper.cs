using Chat.Sharding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Auditing;

/// <summary>Removes entries that have been kept long enough.</summary>
internal sealed class AuditKeeper(AuditStore store, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditKeeper> logger)
    : RowKeeper("entries of the audit log", options.Value.SweepPeriod, time, logger)
{
    private readonly TimeProvider _time = time;

    protected override Task<int> RemoveAsync(int limit) => store.SweepAsync((_time.GetUtcNow() - options.Value.Keep).ToUnixTimeMilliseconds(), limit);
}
