using Chat.Errors;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;

namespace Chat.Channels;

/// <summary>
/// Owns: the making of a team's conversations. Persists: new rows of channels and channel_members. Calls: the team's grain, and channels' grains
/// to open a DM that exists.
/// </summary>
[TeamPlacement]
public sealed class ChannelIndexGrain(ChannelStore channels, UserStore people, TimeProvider time) : PublishingGrain, IChannelIndexGrain
{
    /// <summary>Others in a group DM, beside the caller (as Slack's).</summary>
    private const int MaxOthers = 8;

    protected override string WriterName => "channels";

    /// <summary>The database's unique keys are the state.</summary>
    protected override Task Load() => Task.CompletedTask;

    public Task<ChannelId?> FindByName(string name) => channels.FindByNameAsync(Team, name.TrimStart('#').ToLowerInvariant());

    public Task<ChannelId?> GetGeneral() => channels.GeneralAsync(Team);

    public Task<ChannelView[]> List(Caller caller, ChannelFilter filter) => channels.ListAsync(Team, caller.User, filter);

    /// <summary>Seen by the system's own user, who is in no channel.</summary>
    public Task<ChannelView[]> ListPublic() => channels.ListAsync(
        Team, UserId.Slackbot, new ChannelFilter([ChannelKind.Public], ExcludeArchived: false, MemberOnly: false, Of: null, After: null, Limit: 0));

    public async Task<ChannelView> Create(Caller caller, string name, bool isPrivate)
    {
        var wanted = ChannelName.Require(name);
        if (await channels.FindByNameAsync(Team, wanted) is not null)
            throw new ChatException(ErrorCodes.NameTaken);
        return await Create(wanted, isPrivate ? ChannelKind.Private : ChannelKind.Public, caller.User, isGeneral: false);
    }

    public async Task<ChannelId> EnsureDefaults(UserId creator)
    {
        var general = await channels.GeneralAsync(Team) ?? (await Create("general", ChannelKind.Public, creator, isGeneral: true)).Channel.Id;
        if (await channels.FindByNameAsync(Team, "random") is null)
            await Create("random", ChannelKind.Public, creator, isGeneral: false);
        return general;
    }

    public async Task<OpenedDirect> OpenDirect(Caller caller, UserId[] users, bool preventCreation)
    {
        UserId[] members = [.. users.Append(caller.User).Distinct().OrderBy(user => user.Value, StringComparer.Ordinal)];
        if (users.Length == 0)
            throw new ChatException(ErrorCodes.NotEnoughUsers);
        if (members.Length > MaxOthers + 1)
            throw new ChatException(ErrorCodes.TooManyUsers);
        if (await channels.FindByMembersAsync(Team, members) is { } existing)
        {
            var grain = GrainFactory.GetGrain<IChannelGrain>(GrainKeys.For(Team, existing));
            var opened = await grain.SetOpen(caller, true);
            return new OpenedDirect(await grain.Get(caller), Created: false, AlreadyOpen: !opened);
        }
        if (preventCreation)
            return new OpenedDirect(null, false, false);
        var found = new List<User>();
        foreach (var member in members)
        {
            var user = await people.FindAsync(Team, member) ?? throw new ChatException(ErrorCodes.UserNotFound);
            if (user.Deleted)
                throw new ChatException(ErrorCodes.UserDisabled);
            found.Add(user);
        }
        var isIm = members.Length <= 2;
        var name = isIm ? "" : $"mpdm-{string.Join("--", found.Select(user => user.Name))}-1";
        var channel = New(isIm ? 'D' : 'G', isIm ? ChannelKind.Im : ChannelKind.Mpim, name.Length <= 200 ? name : name[..200], caller.User, false) with { DmMembers = members };
        var result = await Publish(new Change([.. DirectSteps(channel, caller.User)]), ErrorCodes.ServiceUnavailable);
        return new OpenedDirect(new ChannelView(channel, true, true, result.Ts[0], null, 0, members.Length), Created: true, AlreadyOpen: false);
    }

    private static IEnumerable<Step> DirectSteps(Channel channel, UserId opener)
    {
        var rows = new List<RowWrite> { new ChannelPut(channel) };
        foreach (var member in channel.DmMembers)
        {
            // A group DM shows at once for all; a DM for the others with its first message.
            var isOpen = member == opener || channel.Kind == ChannelKind.Mpim;
            var view = new ChannelView(channel, true, isOpen, Ts.None, null, 0);
            rows.Add(new MemberPut(channel.Id, member, isOpen, Ts.None));
            rows.Add(new CursorPut(channel.Id, member, Ts.None));
            yield return new Step(ChannelEvents.Joined(view, member), [.. rows]);
            rows.Clear();
        }
    }

    private async Task<ChannelView> Create(string name, ChannelKind kind, UserId creator, bool isGeneral)
    {
        var channel = New('C', kind, name, creator, isGeneral);
        var view = new ChannelView(channel, true, true, Ts.None, null, 0);
        var steps = new List<Step>();
        if (kind == ChannelKind.Public)
            steps.Add(new Step(ChannelEvents.Created(channel, creator), []));
        steps.Add(new Step(ChannelEvents.Joined(view, creator),
            [new ChannelPut(channel), new MemberPut(channel.Id, creator, true, Ts.None), new CursorPut(channel.Id, creator, Ts.None)]));
        var result = await Publish(new Change([.. steps]), ErrorCodes.NameTaken);
        return view with { LastRead = result.Ts[^1], MemberCount = 1 };
    }

    private Channel New(char prefix, ChannelKind kind, string name, UserId creator, bool isGeneral)
    {
        var now = time.GetUtcNow();
        return new Channel(Team, new ChannelId(IdText.New(prefix)), kind, name, creator, now.ToUnixTimeSeconds(), ChannelText.Empty, ChannelText.Empty,
            false, isGeneral, [], [], now.ToUnixTimeMilliseconds());
    }
}
