using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Chat.Sharding.Overview;

/// <summary>What all silos write together, gathered anew for each question. On silos alone.</summary>
public sealed partial class ClusterLoad(
    IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails local, ShardLoad load, TimeProvider time, ILogger<ClusterLoad> logger)
{
    /// <summary>A silo that answers later has its load left out.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Rates per team and shard, summed over the silos; never throws. What this silo knows of the members is enough: the directory may be away.
    /// </summary>
    /// <returns>Also how many silos did not answer: their part is missing; and which silos were asked.</returns>
    public async Task<(IReadOnlyList<TeamLoad> Teams, int SilentSilos, IReadOnlySet<string> Silos)> ReadAsync()
    {
        var silos = membership.CurrentSnapshot.Members.Values.Where(static m => m.Status == SiloStatus.Active).Select(static m => m.SiloAddress).ToArray();
        var answers = await Task.WhenAll(silos.Select(AskAsync));
        var teams = answers.OfType<TeamLoad[]>().SelectMany(static loads => loads)
            .GroupBy(static load => (load.Team, load.Shard))
            .Select(static all => new TeamLoad(
                all.Key.Team, all.Key.Shard, all.Sum(static l => l.ItemsPerSecond), all.Sum(static l => l.BytesPerSecond)));
        return ([.. teams], answers.Count(static a => a is null), silos.Select(static s => s.ToParsableString()).ToHashSet());
    }

    private async Task<TeamLoad[]?> AskAsync(SiloAddress silo)
    {
        if (silo.Equals(local.SiloAddress))
            return [.. load.Read()];
        try
        {
            return await grains.GetGrain<ISiloLoadGrain>(silo.ToParsableString()).Read().WaitAsync(Timeout, time);
        }
        catch (Exception e)
        {
            LogSilent(e, silo);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} does not tell what it writes.")]
    private partial void LogSilent(Exception exception, SiloAddress silo);
}
