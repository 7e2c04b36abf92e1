using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Chat.Errors;
using Chat.Sharding;
using Chat.Sharding.Balancing;
using Microsoft.Extensions.Options;

namespace Chat.Teams;

/// <param name="IsNew">False: an earlier attempt had reserved it and was not completed.</param>
public sealed record ReservedTeam(Team Team, bool IsNew)
{
    public TeamId Id => Team.Id;

    public string Shard => Team.Shard;
}

/// <summary>Which teams there are, in the directory database.</summary>
public sealed class TeamDirectory(ShardMap shards, ShardStateStore states, IOptions<BalancingOptions> balancing, TimeProvider time)
{
    private const string Creating = "creating";
    private const string Active = "active";
    /// <summary>Choices after which a team is refused: each shard that was chosen took no more teams by the time that it was entered.</summary>
    private const int MostChoices = 5;
    private const string Columns = "team_id, name, domain, created, shard, state";

    private static readonly TableShape Teams = new(
        "directory_teams", ["team_id"], ["domain", "name", "shard", "state", "created", "epoch", "version"]);

    /// <summary>Active teams that were found before; they go on being found when the directory is away.</summary>
    private readonly ConcurrentDictionary<TeamId, Team> _known = new();
    private readonly ConcurrentDictionary<string, Team> _knownDomains = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes a domain for a new team, with an id and a shard (the active one with the least load). The same domain again
    /// answers the same team until it is activated. Errors: domain_taken, service_unavailable.
    /// </summary>
    public async Task<ReservedTeam> ReserveAsync(string domain, string name)
    {
        if (await FindRowAsync(domain) is { } earlier)
            return Resume(earlier);
        var now = time.GetUtcNow();
        Team team;
        var choices = 0;
        do
        {
            if (choices++ == MostChoices)
                throw NoShard();
            team = new Team(new TeamId(RandomId()), name, domain, now.ToUnixTimeSeconds(), await ChooseShardAsync());
        }
        while (!await InsertAsync(team, Ts.At(now).Micros));
        // Another attempt may have been first with the domain; the row tells who was.
        var row = await FindRowAsync(domain) ?? throw new ChatException(ErrorCodes.ServiceUnavailable, "the team's number was taken; try again");
        return row.Team.Id == team.Id ? new ReservedTeam(row.Team, true) : Resume(row);
    }

    /// <summary>Makes a reserved team visible.</summary>
    public Task ActivateAsync(TeamId team) => shards.Directory.ExecuteAsync(
        $"UPDATE directory_teams SET state = '{Active}', version = @version WHERE team_id = @team AND state = '{Creating}'",
        CancellationToken.None, ("@team", team.Number), ("@version", Ts.At(time.GetUtcNow()).Micros));

    /// <summary>An active team; null if there is none with this domain.</summary>
    public async Task<Team?> FindByDomainAsync(string domain)
    {
        if (_knownDomains.TryGetValue(domain, out var known))
            return known;
        return await FindRowAsync(domain) is { State: Active } row ? Remember(row.Team) : null;
    }

    /// <summary>A team, also while it is being created.</summary>
    public async Task<Team?> FindAsync(TeamId team)
    {
        if (_known.TryGetValue(team, out var known))
            return known;
        await shards.RequireDirectoryAsync();
        var row = await shards.Directory.FindAsync(
            $"SELECT {Columns} FROM directory_teams WHERE team_id = @team", Read, CancellationToken.None, ("@team", team.Number));
        return row is { State: Active } ? Remember(row.Team) : row?.Team;
    }

    /// <summary>Active teams in the order of their ids.</summary>
    public async Task<Team[]> ListAsync(TeamId? after, int limit)
    {
        var rows = await shards.Directory.QueryAsync(
            $"SELECT {Columns} FROM directory_teams WHERE team_id > @after AND state = '{Active}' ORDER BY team_id LIMIT @limit",
            Read, CancellationToken.None, ("@after", after?.Number ?? -1), ("@limit", limit));
        return [.. rows.Select(static row => row.Team)];
    }

    /// <summary>Forgets what is remembered of a team: it moved, or was renamed.</summary>
    public void Invalidate(TeamId team)
    {
        shards.Invalidate(team);
        if (_known.TryRemove(team, out var known))
            _knownDomains.TryRemove(known.Domain, out _);
    }

    private static ReservedTeam Resume(TeamRow row) =>
        row.State == Creating ? new ReservedTeam(row.Team, false) : throw new ChatException(ErrorCodes.DomainTaken);

    /// <summary>False: the shard takes no teams any more.</summary>
    private Task<bool> InsertAsync(Team team, long version)
    {
        var directory = shards.Directory;
        return directory.TransactAsync(
            async connection =>
            {
                if (await ShardStateStore.LockAsync(connection, directory.Dialect, team.Shard) != ShardState.Active)
                    return false;
                await using var command = connection.Numbered(
                    directory.Dialect.InsertMissing(Teams, 1),
                    [team.Id.Number, team.Domain, team.Name, team.Shard, Creating, team.Created, 0L, version]);
                await command.ExecuteNonQueryAsync();
                return true;
            },
            CancellationToken.None);
    }

    private async Task<string> ChooseShardAsync() =>
        ShardChoice.Least(await states.CandidatesAsync(), ShardChoice.Mark(balancing.Value)) ?? throw NoShard();

    private static ChatException NoShard() => new(ErrorCodes.ServiceUnavailable, "no shard takes new teams");

    private async Task<TeamRow?> FindRowAsync(string domain)
    {
        await shards.RequireDirectoryAsync();
        return await shards.Directory.FindAsync(
            $"SELECT {Columns} FROM directory_teams WHERE domain = @domain", Read, CancellationToken.None, ("@domain", domain));
    }

    private Team Remember(Team team)
    {
        _known[team.Id] = team;
        _knownDomains[team.Domain] = team;
        return team;
    }

    /// <summary>Random, so that an id says nothing of how many teams there are, and its lowest bit spreads teams over a shard's two masters.</summary>
    private static long RandomId()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return (long)(BitConverter.ToUInt64(bytes) % TeamId.Limit);
    }

    private static TeamRow Read(DbDataReader row) => new(
        new Team(new TeamId(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4)), row.GetString(5));

    private sealed record TeamRow(Team Team, string State);
}
