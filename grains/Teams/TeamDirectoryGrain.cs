using Chat.Channels;
using Chat.Errors;
using Chat.Sharding;
using Chat.Users;
using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace Chat.Teams;

/// <summary>
/// Owns: nothing; the directory database is the truth, its unique domain the referee. Calls: the new team's grains. Creating is a series of
/// steps of which each may be repeated: a team whose creation was cut short is completed by the same request sent again.
/// </summary>
[StatelessWorker, GrainDirectory(WorkerDirectory.Name)]
public sealed class TeamDirectoryGrain(TeamDirectory directory, TeamOwnerStore owners, TimeProvider time) : Grain, ITeamDirectoryGrain
{
    public async Task<CreatedTeam> Create(NewTeam team)
    {
        var domain = TeamDomain.Require(team.Domain);
        if (team.Name.Trim().Length is 0 or > 255)
            throw new ChatException(ErrorCodes.InvalidArguments, "A team's name has 1 to 255 characters.");
        EmailAddress.Require(team.AdminEmail);
        UserName.Require(team.AdminName);
        Team created;
        try
        {
            (created, _) = await directory.ReserveAsync(domain, team.Name.Trim());
        }
        catch (ChatException exception) when (exception.Code == ErrorCodes.DomainTaken)
        {
            if (await FindMadeBy(team, domain) is { } made)
                return made;
            throw;
        }
        await owners.ProvisionAsync(created, Slackbot(created.Id));
        var key = GrainKeys.For(created.Id);
        var admin = await CreateAdmin(GrainFactory.GetGrain<IRosterGrain>(key), team);
        await GrainFactory.GetGrain<IChannelIndexGrain>(key).EnsureDefaults(admin.User.Id);
        await directory.ActivateAsync(created.Id);
        return new CreatedTeam(created, admin.User.Id, admin.Token);
    }

    public Task<Team?> FindByDomain(string domain) => directory.FindByDomainAsync(domain.Trim().ToLowerInvariant());

    public Task<Team[]> List(TeamId? after, int limit) => directory.ListAsync(after, limit);

    public async Task<bool> Exists(TeamId team) => await directory.FindAsync(team) is not null;

    public Task Ping() => Task.CompletedTask;

    /// <summary>
    /// The team, if it is this very request that made it and its answer was lost on the way: a password's hash has a salt of its own each time, so that it tells the
    /// request. Null: somebody else's.
    /// </summary>
    private async Task<CreatedTeam?> FindMadeBy(NewTeam request, string domain)
    {
        if (await directory.FindByDomainAsync(domain) is not { } team)
            return null;
        var roster = GrainFactory.GetGrain<IRosterGrain>(GrainKeys.For(team.Id));
        if (await roster.FindCredential(request.AdminEmail) is not { } credential || credential.PasswordHash != request.PasswordHash)
            return null;
        return new CreatedTeam(team, credential.User, (await roster.IssueToken(credential.User)).Token);
    }

    private static async Task<IssuedToken> CreateAdmin(IRosterGrain roster, NewTeam request)
    {
        try
        {
            return await roster.Create(new NewUser(request.AdminName, request.AdminEmail, false, true, request.PasswordHash, request.AdminName, IsOwner: true));
        }
        catch (ChatException exception) when (exception.Code is ErrorCodes.UsernameTaken or ErrorCodes.EmailTaken)
        {
            // An earlier try of this creation came so far.
            var admin = await roster.FindByEmail(request.AdminEmail);
            if (admin is null)
                throw;
            return await roster.IssueToken(admin.Id);
        }
    }

    private User Slackbot(TeamId team)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return new User(team, UserId.Slackbot, "slackbot", false, false, false, false, null, new UserProfile { RealName = "Slackbot", DisplayName = "Slackbot" }, now, now, false);
    }
}
