using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Chat.Teams;

/// <summary>
/// When this silo stops its teams go first, each with its memory, and only then what writes through them. Orleans would end all grains at once, and takes those
/// along that are asked something meanwhile, one after the other: a channel's grain, which asks its team while it begins, could be before its team on the way, and
/// everybody would wait until a call's time is up.
/// </summary>
internal sealed partial class Leaving(TeamHomes homes, TimeProvider time, ILogger<Leaving> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private const int AtOnce = 64;

    /// <summary>How long a grain that is told to go is waited for.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take until the other silos are told that this one stops; without the directory they are not.</summary>
    private static readonly TimeSpan Announced = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>At the stage at which a silo says that it stops: from then on nobody places anything here, and after it grains end.</summary>
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(Leaving), ServiceLifecycleStage.BecomeActive, static _ => Task.CompletedTask, LeaveAsync);

    private async Task LeaveAsync(CancellationToken hurry)
    {
        if (!homes.AreElsewhere)
            return;
        var began = time.GetTimestamp();
        try
        {
            while (homes.IsHere && time.GetElapsedTime(began) < Announced)
                await Task.Delay(Step, time, hurry);
            var teams = homes.ToLeave();
            if (teams.Length == 0)
                return;
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = hurry };
            await Parallel.ForEachAsync(teams, options, async (team, _) => await team.Move(Bound, time));
            LogLeft(teams.Length, time.GetElapsedTime(began).TotalSeconds);
        }
        catch (OperationCanceledException) when (hurry.IsCancellationRequested)
        {
            // There is no time left: what has not gone starts anew elsewhere, from the database.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Teams} teams went to other silos in {Seconds:0.0} s.")]
    private partial void LogLeft(int teams, double seconds);
}
