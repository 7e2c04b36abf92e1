using Chat.Sharding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>
/// Removes previews that lie in grain storage and that nobody would be shown any more, be their page away or not. A grain that still holds one in memory
/// finds its row gone when it has news of the page, does without that once, and then writes a new one.
/// </summary>
internal sealed class PreviewKeeper(ShardMap map, IOptions<UnfurlingOptions> options, TimeProvider time, ILogger<PreviewKeeper> logger)
    : RowKeeper("previews", options.Value.SweepPeriod, time, logger)
{
    protected override Task<int> RemoveAsync(int limit)
    {
        var directory = map.Directory;
        var age = options.Value.FreshAtMost + options.Value.StaleFor;
        return directory.ExecuteAsync(
            directory.Dialect.RemoveOldState, CancellationToken.None, ("@state", PreviewStorage.StateName), ("@seconds", (long)age.TotalSeconds), ("@limit", limit));
    }
}
