using System.Globalization;
using Chat.Sharding;
using Chat.Users;

namespace Chat.Teams;

/// <summary>A team on its shard: its description, and the fence that says whose writes count.</summary>
public sealed class TeamOwnerStore(ShardMap shards)
{
    private static readonly TableShape Owners = new("team_owner", ["team_id"], ["epoch", "state"]);
    private static readonly TableShape Teams = new("teams", ["team_id"], ["name", "domain", "created", "version"]);

    /// <summary>
    /// Makes a team's rows on its shard: the owner row (epoch 0, may write), the description, and <c>USLACKBOT</c>. What is there already stays as it is.
    /// </summary>
    public async Task ProvisionAsync(Team team, User slackbot)
    {
        var version = team.Created * 1_000_000;
        await shards.WriteAsync(
            team.Id,
            async (connection, place) =>
            {
                foreach (var (table, values) in ((TableShape, object?[])[])
                [
                    (Owners, [team.Id.Number, 0L, TeamOwner.Active]),
                    (Teams, [team.Id.Number, team.Name, team.Domain, team.Created, version]),
                    (UserRows.Users, UserRows.Values(team.Id, slackbot, null, version)),
                ])
                {
                    await using var command = connection.Numbered(place.Dialect.InsertMissing(table, 1), values);
                    await command.ExecuteNonQueryAsync();
                }
                return 0;
            });
    }

    /// <summary>
    /// Makes the caller the team's one writer and answers its epoch. Waits for the transactions under way; those that begin later with an older
    /// epoch write nothing. Errors: team_not_found, service_unavailable (also while the team moves).
    /// </summary>
    public Task<long> ClaimAsync(TeamId team) => shards.WriteAsync(
        team,
        async (connection, _) =>
        {
            await using var claim = connection.Command(
                $"UPDATE team_owner SET epoch = epoch + 1 WHERE team_id = @team AND {TeamOwner.MayWrite}", ("@team", team.Number));
            await claim.ExecuteNonQueryAsync();
            await using var read = connection.Command("SELECT epoch FROM team_owner WHERE team_id = @team", ("@team", team.Number));
            return await read.ExecuteScalarAsync() is { } epoch ? Convert.ToInt64(epoch, CultureInfo.InvariantCulture) : 0;
        });

    /// <summary>The team's description on its shard. Errors: team_not_found (the directory does not know it).</summary>
    public async Task<Team?> FindAsync(TeamId team)
    {
        var shard = await shards.OfAsync(team);
        return await shard.Database.FindAsync(
            "SELECT name, domain, created FROM teams WHERE team_id = @team",
            row => new Team(team, row.GetString(0), row.GetString(1), row.GetInt64(2), shard.Name), CancellationToken.None, ("@team", team.Number));
    }
}
