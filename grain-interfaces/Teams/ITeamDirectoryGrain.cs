using Orleans.Concurrency;

namespace Chat.Teams;

/// <summary>
/// Creates and finds teams. A stateless worker (any key): the directory database is the truth. Methods interleave: the grain has no state, and
/// one that waits for the directory keeps nobody from what is known without it.
/// </summary>
[Alias("ITeamDirectoryGrain")]
public interface ITeamDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Creates a team with its first admin, #general and #random. Sent again after a failure it completes what is there, and answers for what it made, with a
    /// token of its own.
    /// Errors: invalid_domain, domain_taken, invalid_email, invalid_arguments.
    /// </summary>
    [Alias("Create"), AlwaysInterleave]
    Task<CreatedTeam> Create(NewTeam team);

    [Alias("FindByDomain"), AlwaysInterleave]
    Task<Team?> FindByDomain(string domain);

    /// <summary>Teams in the order of their ids, after <paramref name="after"/>.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<Team[]> List(TeamId? after, int limit);

    [Alias("Exists"), AlwaysInterleave]
    Task<bool> Exists(TeamId team);

    /// <summary>Answers: a silo serves grains. The directory is not asked.</summary>
    [Alias("Ping"), AlwaysInterleave]
    Task Ping();
}

/// <param name="PasswordHash">Made at the edge; never the password itself.</param>
[GenerateSerializer, Immutable, Alias("NewTeam")]
public sealed record NewTeam(
    [property: Id(0)] string Name,
    [property: Id(1)] string Domain,
    [property: Id(2)] string AdminName,
    [property: Id(3)] string AdminEmail,
    [property: Id(4)] string PasswordHash);

[GenerateSerializer, Immutable, Alias("CreatedTeam")]
public sealed record CreatedTeam([property: Id(0)] Team Team, [property: Id(1)] UserId Admin, [property: Id(2)] string Token);
