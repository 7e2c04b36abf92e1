using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Chat.Teams;

/// <summary>
/// The grains of teams that live on this silo, and where teams should live by the cluster's present list: what is needed to move them when the
/// list changes. Thread-safe.
/// </summary>
public sealed class TeamHomes(IClusterMembershipService membership, ILocalSiloDetails local)
{
    private readonly ConcurrentDictionary<IGrainContext, TeamId> _grains = new();

    /// <summary>Whether there is a silo that grains could go to from here.</summary>
    public bool AreElsewhere => Others().Any();

    /// <summary>Whether this silo is one of those that serve.</summary>
    internal bool IsHere => Active().Contains(local.SiloAddress);

    /// <summary>A grain has begun; it is forgotten by itself when it ends.</summary>
    public void Enter(IGrainContext grain, TeamId team)
    {
        if (!_grains.TryAdd(grain, team))
            return;
        _ = grain.Deactivated.ContinueWith(
            (_, _) => _grains.TryRemove(grain, out var _), null, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>The silos that serve, by the newest list that this one has.</summary>
    internal ImmutableArray<SiloAddress> Active() =>
        [.. membership.CurrentSnapshot.Members.Values.Where(static member => member.Status == SiloStatus.Active).Select(static member => member.SiloAddress)];

    /// <summary>Teams that have grains here and belong elsewhere, with those grains, the team's own first.</summary>
    internal MisplacedTeam[] Misplaced()
    {
        var active = Active();
        return active.Contains(local.SiloAddress) ? [.. On([.. active]).Where(team => !team.Home.Equals(local.SiloAddress))] : [];
    }

    /// <summary>All teams that have grains here, for the other silos; none if there are none.</summary>
    internal MisplacedTeam[] ToLeave() => On([.. Others()]);

    private MisplacedTeam[] On(SiloAddress[] silos)
    {
        if (silos.Length == 0)
            return [];
        return [.. _grains.GroupBy(static pair => pair.Value, static pair => pair.Key)
            .Select(group => new MisplacedTeam(
                group.Key, TeamPlacementDirector.OwnerOf(group.Key, silos), group.FirstOrDefault(IsTeamItself), [.. group.Where(grain => !IsTeamItself(grain))]))];
    }

    private IEnumerable<SiloAddress> Others() => Active().Where(silo => !silo.Equals(local.SiloAddress));

    private static bool IsTeamItself(IGrainContext grain) => grain.GrainInstance is TeamGrain;
}

/// <param name="Itself">The team's own grain, if it is here.</param>
/// <param name="Others">Those that write through it.</param>
internal sealed record MisplacedTeam(TeamId Team, SiloAddress Home, IGrainContext? Itself, IGrainContext[] Others)
{
    private static readonly DeactivationReason Moved = new(DeactivationReasonCode.ApplicationRequested, "Its team lives on another silo.");

    /// <summary>
    /// The team's grain takes its memory along, when it has answered what it was asked. The others follow, by starting anew where the next call finds
    /// their place; not by a migration, since silos take over what migrates together as one, and while it starts a grain asks its team, which
    /// would still be on its way.
    /// </summary>
    public async Task Move(TimeSpan bound, TimeProvider time)
    {
        if (Itself is { } team)
        {
            team.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = Home });
            await Task.WhenAny(team.Deactivated, Task.Delay(bound, time));
        }
        foreach (var grain in Others)
            grain.Deactivate(Moved);
    }
}
