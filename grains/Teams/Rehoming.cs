using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Chat.Teams;

/// <summary>
/// Gives teams to silos that joined: grains that exist stay where they are by themselves, so that a new silo would get new teams alone. Waits until
/// the list of silos has stood still for a while, then moves what belongs elsewhere, spread over a time, with its memory.
/// Only grains whose home is another silo are told to go: one that is told to go to where it is would lose its memory.
/// </summary>
internal sealed partial class Rehoming(TeamHomes homes, IOptions<TeamOptions> options, TimeProvider time, ILogger<Rehoming> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a grain that is told to go is waited for.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>For teams that began at a place of an older list, long after it changed.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        var (known, since, looked) = (homes.Active(), time.GetTimestamp(), time.GetTimestamp());
        var settled = true;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var present = homes.Active();
                if (!Same(known, present))
                    (known, since, settled) = (present, time.GetTimestamp(), false);
                var isDue = settled ? time.GetElapsedTime(looked) >= Recheck : time.GetElapsedTime(since) >= options.Value.MoveAfter;
                if (!isDue)
                    continue;
                // Once nothing is out of place; a move may have failed, or have been made by a silo that did not know the new one yet.
                settled = !await TryMove(present, stoppingToken);
                (looked, since) = (time.GetTimestamp(), time.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops, and its grains go by that.
        }
    }

    private async Task<bool> TryMove(ImmutableArray<SiloAddress> silos, CancellationToken stoppingToken)
    {
        try
        {
            return await Move(silos, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // A loop that ends by an exception takes its silo along; what was not moved is looked for again.
            LogNotMoved(exception);
            return true;
        }
    }

    /// <returns>Whether there was something to move.</returns>
    private async Task<bool> Move(ImmutableArray<SiloAddress> silos, CancellationToken stoppingToken)
    {
        var teams = homes.Misplaced();
        if (teams.Length == 0)
            return false;
        LogMoving(teams.Length);
        var pause = options.Value.MoveOver / teams.Length;
        var began = time.GetTimestamp();
        var moving = new List<Task>();
        foreach (var (n, team) in teams.Index())
        {
            // Pauses below the timer's grain add up to one that is not.
            var due = n * pause - time.GetElapsedTime(began);
            if (due > Step / 50)
                await Task.Delay(due, time, stoppingToken);
            // Where teams belong has changed again: the loop looks anew.
            if (!Same(silos, homes.Active()))
                break;
            moving.Add(team.Move(Bound, time));
        }
        await Task.WhenAll(moving);
        return true;
    }

    private static bool Same(ImmutableArray<SiloAddress> one, ImmutableArray<SiloAddress> other) => one.Length == other.Length && one.All(other.Contains);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Teams that belong to other silos could not all be moved; it is tried again.")]
    private partial void LogNotMoved(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Teams} teams belong to other silos now and are moved there.")]
    private partial void LogMoving(int teams);
}
