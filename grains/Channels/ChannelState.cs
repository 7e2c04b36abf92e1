using Chat.Errors;
using Chat.Users;

namespace Chat.Channels;

/// <summary>What a channel's grain holds in memory, and the rules of access. Pure.</summary>
internal sealed class ChannelState(Channel channel, IEnumerable<ChannelMember> members)
{
    private readonly Dictionary<UserId, ChannelMember> _members = members.ToDictionary(member => member.User);

    public Channel Channel { get; set; } = channel;

    public int Count => _members.Count;

    public IEnumerable<ChannelMember> Members => _members.Values;

    public bool Has(UserId user) => _members.ContainsKey(user);

    public bool IsOpenFor(UserId user) => _members.TryGetValue(user, out var member) && member.IsOpen;

    public void Put(UserId user, bool isOpen, Ts joined) => _members[user] = new ChannelMember(user, isOpen, joined);

    public void SetOpen(UserId user, bool open) => _members[user] = _members[user] with { IsOpen = open };

    public void Remove(UserId user) => _members.Remove(user);

    /// <summary>What a caller may not see does not exist for it.</summary>
    public void RequireVisible(Caller caller)
    {
        if (Channel.IsPrivate && !Has(caller.User))
            throw new ChatException(ErrorCodes.ChannelNotFound);
    }

    /// <summary>People may read public channels without joining; bots may not (as Slack's).</summary>
    public void RequireReadable(Caller caller)
    {
        RequireVisible(caller);
        if (caller.IsBot && !Has(caller.User))
            throw new ChatException(ErrorCodes.NotInChannel);
    }

    public void RequireMember(Caller caller)
    {
        RequireVisible(caller);
        if (!Has(caller.User))
            throw new ChatException(ErrorCodes.NotInChannel);
    }

    public void RequireLive()
    {
        if (Channel.IsArchived)
            throw new ChatException(ErrorCodes.IsArchived);
    }

    /// <summary>Joining, inviting, renaming and the like are for channels; a DM's members are its identity.</summary>
    public void RequireChannel()
    {
        if (Channel.IsDirect)
            throw new ChatException(ErrorCodes.MethodNotSupportedForChannelType);
    }
}
