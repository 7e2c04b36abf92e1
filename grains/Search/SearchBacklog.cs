using System.Collections.Concurrent;

namespace Chat.Search;

/// <summary>Teams of this silo whose index lacks something: a search or an earlier look left it behind.</summary>
internal sealed class SearchBacklog
{
    private readonly ConcurrentDictionary<TeamId, bool> _teams = new();

    public int Count => _teams.Count;

    public void Add(TeamId team) => _teams[team] = true;

    public IReadOnlyList<TeamId> Take()
    {
        TeamId[] teams = [.. _teams.Keys];
        foreach (var team in teams)
            _teams.TryRemove(team, out _);
        return teams;
    }
}
