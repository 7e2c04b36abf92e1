using System.Diagnostics;
using Chat.Errors;
using Chat.Teams;

namespace Chat.Tests.Storage;

/// <summary>Waits for what can only be looked at.</summary>
public static class Polling
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Longer than 100 ms: InnoDB answers from a copy of its lock tables until nobody has looked for so long.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    public static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);

    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Limit)
                throw new TimeoutException($"Waited {Limit.TotalSeconds:0} s for {what}.");
            await Task.Delay(Pause);
        }
    }

    public static Task<long> ClaimAsync(StorageFixture storage, TeamId team) => ClaimAsync(storage.Owners, team);

    /// <summary>Claims a team as soon as its database answers.</summary>
    public static async Task<long> ClaimAsync(TeamOwnerStore owners, TeamId team)
    {
        long epoch = 0;
        await Until(
            async () =>
            {
                try
                {
                    epoch = await owners.ClaimAsync(team);
                    return true;
                }
                catch (ChatException e) when (e.Code == ErrorCodes.ServiceUnavailable)
                {
                    return false;
                }
            },
            $"team {team} to be claimed");
        return epoch;
    }
}
