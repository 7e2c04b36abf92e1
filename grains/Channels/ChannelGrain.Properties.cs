using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;

namespace Chat.Channels;

/// <summary>Name, topic, purpose, archive: each is a new row of the channel, an event, and a message in the channel.</summary>
public sealed partial class ChannelGrain
{
    /// <summary>Notices of joining and leaving that are looked through for a message.</summary>
    private const int SilentMessages = 500;

    public async Task<Channel> Rename(Caller caller, string name)
    {
        RequireMayManage(caller);
        var wanted = ChannelName.Require(name);
        var former = _state.Channel.Name;
        if (wanted == former)
            return _state.Channel;
        if (await channels.FindByNameAsync(Team, wanted) is { } other && other != Id)
            throw new ChatException(ErrorCodes.NameTaken);
        var renamed = _state.Channel with { Name = wanted, PreviousNames = [former, .. _state.Channel.PreviousNames.Where(known => known != former)] };
        return await Apply(renamed, ChannelEvents.Renamed, channel => ChannelMessages.Renamed(channel, caller.User, former), ErrorCodes.NameTaken);
    }

    public async Task<Channel> SetTopic(Caller caller, string topic)
    {
        RequireMayDescribe(caller, topic);
        return await Apply(_state.Channel with { Topic = Text(caller, topic) }, ChannelEvents.TextsChanged, channel => ChannelMessages.Topic(channel, caller.User));
    }

    public async Task<Channel> SetPurpose(Caller caller, string purpose)
    {
        RequireMayDescribe(caller, purpose);
        return await Apply(_state.Channel with { Purpose = Text(caller, purpose) }, ChannelEvents.TextsChanged, channel => ChannelMessages.Purpose(channel, caller.User));
    }

    public async Task Archive(Caller caller)
    {
        _state.RequireMember(caller);
        _state.RequireChannel();
        if (_state.Channel.IsGeneral)
            throw new ChatException(ErrorCodes.CantArchiveGeneral);
        if (_state.Channel.IsArchived)
            throw new ChatException(ErrorCodes.AlreadyArchived);
        await Apply(_state.Channel with { IsArchived = true }, channel => ChannelEvents.Archived(channel, caller.User), channel => ChannelMessages.Archived(channel, caller.User));
    }

    public async Task Unarchive(Caller caller)
    {
        _state.RequireVisible(caller);
        _state.RequireChannel();
        if (!_state.Channel.IsArchived)
            throw new ChatException(ErrorCodes.NotArchived);
        await Apply(_state.Channel with { IsArchived = false }, channel => ChannelEvents.Archived(channel, caller.User), channel => ChannelMessages.Archived(channel, caller.User));
    }

    public async Task<bool> GiveWay(string name)
    {
        var former = _state.Channel;
        if (former.IsDirect)
            return false;
        // Before it is looked at: a post that is decided from here on is refused, and those before are committed by the end of the drain.
        _state.Channel = former with { IsArchived = true };
        await Drain();
        var said = await messages.HistoryAsync(Team, Id, new HistoryQuery(null, null, false, SilentMessages));
        if (said.HasMore || said.Messages.Any(static message => message.Subtype is not ("channel_join" or "channel_leave")))
        {
            _state.Channel = former;
            return false;
        }
        var changed = former with { Name = name, IsArchived = true, IsGeneral = false, Updated = time.GetUtcNow().ToUnixTimeMilliseconds() };
        _state.Channel = changed;
        await Publish(Change.Of(ChannelEvents.Renamed(changed), new ChannelPut(changed)));
        return true;
    }

    public Task Reload()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>The channel's creator and the team's admins, as members.</summary>
    private void RequireMayManage(Caller caller)
    {
        _state.RequireMember(caller);
        _state.RequireChannel();
        _state.RequireLive();
        if (!caller.IsAdmin && _state.Channel.Creator != caller.User)
            throw new ChatException(ErrorCodes.RestrictedAction);
    }

    private void RequireMayDescribe(Caller caller, string text)
    {
        _state.RequireMember(caller);
        _state.RequireChannel();
        _state.RequireLive();
        if (text.Length > _options.MaxTopicLength)
            throw new ChatException(ErrorCodes.TooLong);
    }

    private ChannelText Text(Caller caller, string value) => new(value, caller.User, time.GetUtcNow().ToUnixTimeSeconds());

    private async Task<Channel> Apply(Channel changed, Func<Channel, EventDraft> tell, Func<Channel, Message> say, string refusal = ErrorCodes.InternalError)
    {
        changed = changed with { Updated = time.GetUtcNow().ToUnixTimeMilliseconds() };
        var message = say(changed);
        _state.Channel = changed;
        await Publish(new Change(
        [
            new Step(tell(changed), [new ChannelPut(changed)]),
            new Step(MessageEvents.Posted(message), [new MessageInsert(message, null)]),
        ]), refusal);
        return changed;
    }
}
