using Chat.Channels;
using Chat.Errors;
using Chat.Sharding;
using Chat.Teams;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;

namespace Chat.Users;

/// <summary>
/// Owns: one user's row, read cursors and preferences. Persists: users and read_cursors through its team's grain; preferences, which no query
/// needs, in grain storage. Calls: the team's grain, and channels' grains to ask for membership.
/// </summary>
[TeamPlacement]
public sealed class UserGrain(
    UserStore users,
    ChannelStore channels,
    TimeProvider time,
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage) : PublishingGrain, IUserGrain
{
    private const int MaxPreferences = 200;
    private const int MaxPreferenceName = 64;
    private const int MaxPreferenceValue = 4_096;

    private PreferenceBook? _preferences;
    private User _user = null!;

    private PreferenceBook Preferences => _preferences ??= new PreferenceBook(storage, this.GetGrainId());

    protected override string WriterName => $"user:{this.GetPrimaryKeyString()}";

    protected override async Task Load() =>
        _user = await users.FindAsync(Team, GrainKeys.UserOf(this.GetPrimaryKeyString())) ?? throw new ChatException(ErrorCodes.UserNotFound);

    public Task<User> Get() => Task.FromResult(_user);

    public async Task<User> SetProfile(IReadOnlyDictionary<string, string> fields)
    {
        var profile = ProfileFields.Apply(_user.Profile, fields);
        if (!string.Equals(profile.Email, _user.Profile.Email, StringComparison.OrdinalIgnoreCase) && profile.Email.Length > 0
            && await users.FindByEmailAsync(Team, profile.Email) is { } other && other.Id != _user.Id)
            throw new ChatException(ErrorCodes.EmailTaken);
        return await Put(_user with { Profile = profile }, ErrorCodes.EmailTaken);
    }

    public async Task SetPresence(bool away)
    {
        if (_user.ManualAway != away)
        {
            var changed = _user with { ManualAway = away };
            await Publish(Change.Of(UserEvents.PresenceChosen(_user.Id, away), new UserPut(changed, null)));
            _user = changed;
        }
        await GrainFactory.GetGrain<ITeamGrain>(GrainKeys.For(Team)).PresenceChosen(_user.Id, away);
    }

    public Task<User> MarkDeleted() => _user.Deleted ? Task.FromResult(_user) : Put(_user with { Deleted = true });

    public Task<User> Reactivate() => _user.Deleted ? Put(_user with { Deleted = false }) : Task.FromResult(_user);

    public Task<User> SetAdmin(bool isAdmin) =>
        _user.IsAdmin == isAdmin ? Task.FromResult(_user) : Put(_user with { IsAdmin = isAdmin, IsOwner = isAdmin && _user.IsOwner });

    public Task<User> SetPassword(string passwordHash) => Put(_user, passwordHash: passwordHash);

    public async Task<User> SetSnooze(Snooze? snooze)
    {
        // Part of the user's row and not of its preferences: what is told is then stored, and in one commit.
        var changed = _user with { Profile = _user.Profile with { Snooze = snooze } };
        await Publish(new Change([new Step(DndEvents.Own(changed), [new UserPut(changed, null)]), new Step(DndEvents.OfOther(changed), [])]));
        return _user = changed;
    }

    public Task<User> Claim(string? passwordHash, bool isAdmin, bool isOwner) =>
        Put(_user with { IsAdmin = isAdmin, IsOwner = isOwner, Deleted = false }, passwordHash: passwordHash);

    public async Task MarkRead(ChannelId channel, Ts ts)
    {
        // "Never read": zero in a row would stand for this step's own ts.
        if (ts.IsNone)
            ts = new Ts(1);
        var view = await channels.BootAsync(Team, _user.Id, channel);
        if (view is null)
        {
            // Of a public channel one may know that one is not in it; of others not even that they exist.
            var exists = await channels.FindAsync(Team, channel) is { Kind: ChannelKind.Public };
            throw new ChatException(exists ? ErrorCodes.NotInChannel : ErrorCodes.ChannelNotFound);
        }
        var counts = await channels.UnreadAsync(Team, _user.Id, view.Channel, ts);
        await Publish(Change.Of(ChannelEvents.Marked(view.Channel, _user.Id, ts, counts), new CursorPut(channel, _user.Id, ts)));
    }

    public Task<ChannelView[]> GetChannels() => channels.BootAsync(Team, _user.Id);

    public Task<ChannelCounts[]> GetCounts() => channels.CountsAsync(Team, _user.Id);

    public Task<Dictionary<string, string>> GetPreferences() => Preferences.GetAsync();

    public async Task SetPreference(string name, string value)
    {
        if (name.Length is 0 or > MaxPreferenceName || value.Length > MaxPreferenceValue)
            throw new ChatException(ErrorCodes.InvalidArguments, "A preference's name has 1 to 64 characters, its value at most 4,096.");
        var values = await Preferences.GetAsync();
        values[name] = value;
        if (values.Count > MaxPreferences)
            throw new ChatException(ErrorCodes.InvalidArguments, "A user keeps at most 200 preferences.");
        await Preferences.PutAsync(values);
        await Publish(Change.Of(UserEvents.PreferenceChanged(_user.Id, name, value)));
    }

    private async Task<User> Put(User changed, string refusal = ErrorCodes.InternalError, string? passwordHash = null)
    {
        changed = changed with { Updated = time.GetUtcNow().ToUnixTimeSeconds() };
        await Publish(Change.Of(UserEvents.Changed(changed), new UserPut(changed, passwordHash)), refusal);
        return _user = changed;
    }
}

/// <summary>Names and values are the client's own (Slack's <c>prefs</c>).</summary>
[GenerateSerializer, Alias("UserPreferences")]
public sealed class UserPreferences
{
    [Id(0)]
    public Dictionary<string, string> Values { get; init; } = [];
}
