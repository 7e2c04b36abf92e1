using Chat.Errors;
using Chat.Teams;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace Chat.Retention;

/// <summary>Owns: nothing. Persists: how long teams keep what was said, in the directory. Calls: nobody.</summary>
[StatelessWorker, GrainDirectory(Sharding.WorkerDirectory.Name)]
internal sealed class RetentionGrain(RetentionStore store, TeamDirectory teams, IOptions<RetentionOptions> options, TimeProvider time) : Grain, IRetentionGrain
{
    public async Task<TeamRetention> Get(TeamId team)
    {
        await RequireTeam(team);
        return await store.FindAsync(team);
    }

    public async Task<TeamRetention> Set(TeamId team, RetentionSettings settings)
    {
        if (!settings.IsValid)
            throw new ChatException(ErrorCodes.InvalidArguments, $"Days are whole numbers from 1 to {RetentionSettings.MaxDays}, or null: kept for ever.");
        await RequireTeam(team);
        var first = (time.GetUtcNow() + options.Value.Grace).ToUnixTimeMilliseconds();
        await store.SetAsync(team, settings, settings == RetentionSettings.KeepAll ? null : first);
        return await store.FindAsync(team);
    }

    private async Task RequireTeam(TeamId team)
    {
        if (await teams.FindAsync(team) is null)
            throw new ChatException(ErrorCodes.TeamNotFound);
    }
}
