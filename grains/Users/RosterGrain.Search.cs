using Chat.Teams;

namespace Chat.Users;

/// <summary>Finding several users, by their ids and by words.</summary>
public sealed partial class RosterGrain
{
    private static readonly TimeSpan IndexAge = TimeSpan.FromSeconds(1);

    private (Position Version, DateTimeOffset Read, Task<UserIndex> Index)? _index;

    public Task<User[]> Find(UserId[] users) => FindInOrder(users);

    public Task<UserId[]> FindUnclaimed(UserId[] among) => users.UnclaimedAsync(Team, among);

    public async Task<User[]> Search(string query, int limit) => await FindInOrder((await Index()).Find(query, limit));

    private async Task<User[]> FindInOrder(UserId[] ids)
    {
        var wanted = ids.Distinct().ToArray();
        var found = (await users.FindManyAsync(Team, wanted)).ToDictionary(static user => user.Id);
        return [.. wanted.Where(found.ContainsKey).Select(id => found[id])];
    }

    /// <summary>
    /// As of now, or as of a second ago: whoever types asks several times a second, and in a large team somebody always changes. What is read after a version
    /// was given has all of it.
    /// </summary>
    private async Task<UserIndex> Index()
    {
        var version = (await GrainFactory.GetGrain<ITeamGrain>(GrainKeys.For(Team)).GetContentVersions()).Users;
        if (_index is not { } known || known.Version != version && known.Read + IndexAge < time.GetUtcNow())
            _index = known = (version, time.GetUtcNow(), ReadIndex());
        return await known.Index;
    }

    private async Task<UserIndex> ReadIndex()
    {
        try
        {
            return new UserIndex(await users.ListAsync(Team, null, 0));
        }
        catch
        {
            _index = null;
            throw;
        }
    }
}
