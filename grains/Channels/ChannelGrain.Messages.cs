using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Chat.Unfurling;
using Chat.Users;

namespace Chat.Channels;

/// <summary>Reading, changing and deleting messages; reactions.</summary>
public sealed partial class ChannelGrain
{
    private const string Tombstone = "tombstone";
    private const string DeletedText = "This message was deleted.";

    public async Task<Message> GetMessage(Caller caller, Ts ts)
    {
        _state.RequireReadable(caller);
        return await RequireMessage(ts);
    }

    public Task<HistoryPage> GetHistory(Caller caller, HistoryQuery query)
    {
        _state.RequireReadable(caller);
        return messages.HistoryAsync(Team, Id, query);
    }

    public async Task<HistoryPage> GetReplies(Caller caller, Ts thread, HistoryQuery query)
    {
        _state.RequireReadable(caller);
        var root = await messages.FindAsync(Team, Id, thread) ?? throw new ChatException(ErrorCodes.ThreadNotFound);
        // Asked with a reply's ts, Slack answers its thread.
        if (root is { IsReply: true, ThreadTs: { } rootTs })
            root = await messages.FindAsync(Team, Id, rootTs) ?? throw new ChatException(ErrorCodes.ThreadNotFound);
        var replies = await messages.RepliesAsync(Team, Id, root.Ts, query);
        return replies with { Messages = [root, .. replies.Messages] };
    }

    public async Task<Message> Update(Caller caller, Ts ts, MessageEdit edit)
    {
        _state.RequireMember(caller);
        _state.RequireLive();
        using var held = await HoldThreadOf(ts);
        var previous = await RequireMessage(ts);
        if (previous.User != caller.User || IsSystem(previous))
            throw new ChatException(ErrorCodes.CantUpdateMessage);
        var text = edit.Text is { } given ? await Format(given, edit.Parse, edit.LinkNames) : previous.Text;
        var links = MessageLinks.In(text, MaxLinks);
        var message = previous with
        {
            Text = text,
            // Previews of links that the text has no more go with them.
            Extra = text == previous.Text ? edit.Extra ?? previous.Extra : MessagePreviews.Merge(edit.Extra ?? previous.Extra, links, []),
            EditedBy = caller.User,
            EditedTs = Ts.At(time.GetUtcNow()),
        };
        RequireText(message.Text, message.Extra);
        var hasNewLinks = text != previous.Text && links.Except(MessageLinks.In(previous.Text, MaxLinks)).Any();
        var job = hasNewLinks ? UnfurlJob(text, edit.UnfurlLinks, edit.UnfurlMedia, ts) : [];
        await Publish(Change.Of(MessageEvents.Changed(message, previous), [new MessageReplace(message), .. job]));
        return message;
    }

    public async Task Delete(Caller caller, Ts ts)
    {
        _state.RequireMember(caller);
        _state.RequireLive();
        using var held = await HoldThreadOf(ts);
        var message = await RequireMessage(ts);
        if (message.Subtype == Tombstone)
            throw new ChatException(ErrorCodes.MessageNotFound);
        if (message.User != caller.User && !caller.IsAdmin)
            throw new ChatException(ErrorCodes.CantDeleteMessage);
        await Publish(message.Thread is not null ? Bury(message) : new Change([.. await Remove(message)]));
        await _recent.Forget(ts);
    }

    /// <summary>A root whose replies stay becomes Slackbot's note in its place.</summary>
    private static Change Bury(Message message)
    {
        var tombstone = TombstoneOf(message);
        return Change.Of(MessageEvents.Changed(tombstone, message), [new MessageReplace(tombstone), .. UnreactAll(message)]);
    }

    private static Message TombstoneOf(Message message) => message with
    {
        Subtype = Tombstone, User = UserId.Slackbot, BotId = null, Text = DeletedText, Extra = null, EditedBy = null, EditedTs = null, ClientMsgId = null, Reactions = [],
    };

    private static IEnumerable<RowWrite> UnreactAll(Message message) =>
        message.Reactions.SelectMany(reaction => reaction.Users.Select(user => new ReactionDelete(message.Channel, message.Ts, reaction.Name, user)));

    private async Task<List<Step>> Remove(Message message)
    {
        var steps = new List<Step> { new(MessageEvents.Deleted(message), [new MessageDelete(Id, message.Ts)]) };
        if (message is { IsReply: true, ThreadTs: { } thread } && await messages.FindAsync(Team, Id, thread) is { } root)
        {
            var rest = await messages.SummariseThreadAsync(Team, Id, root.Ts, without: message.Ts);
            var after = root with { Thread = rest, ThreadTs = rest is null ? null : root.Ts };
            steps.Add(new Step(MessageEvents.Replied(after), [new ThreadPut(Id, root.Ts, rest)]));
        }
        return steps;
    }

    public async Task React(Caller caller, Ts ts, string name)
    {
        _state.RequireMember(caller);
        _state.RequireLive();
        var emoji = EmojiName.Require(name);
        using var held = await HoldThreadOf(ts);
        var message = await RequireMessage(ts);
        var given = message.Reactions.FirstOrDefault(reaction => reaction.Name == emoji);
        if (given?.Users.Contains(caller.User) == true)
            throw new ChatException(ErrorCodes.AlreadyReacted);
        if (given is null && message.Reactions.Length >= _options.MaxEmojiPerMessage)
            throw new ChatException(ErrorCodes.TooManyEmoji);
        if (message.Reactions.Count(reaction => reaction.Users.Contains(caller.User)) >= _options.MaxReactionsPerPerson)
            throw new ChatException(ErrorCodes.TooManyReactions);
        await Publish(Change.Of(MessageEvents.ReactionAdded(message, emoji, caller.User), new ReactionPut(Id, ts, emoji, caller.User, Ts.None)));
    }

    public async Task Unreact(Caller caller, Ts ts, string name)
    {
        _state.RequireMember(caller);
        _state.RequireLive();
        var emoji = EmojiName.Require(name);
        using var held = await HoldThreadOf(ts);
        var message = await RequireMessage(ts);
        if (!message.Reactions.Any(reaction => reaction.Name == emoji && reaction.Users.Contains(caller.User)))
            throw new ChatException(ErrorCodes.NoReaction);
        await Publish(Change.Of(MessageEvents.ReactionRemoved(message, emoji, caller.User), new ReactionDelete(Id, ts, emoji, caller.User)));
    }

    private async Task<HeldThreads> HoldThreadOf(Ts ts)
    {
        var message = await RequireMessage(ts);
        return await Hold(message.ThreadTs ?? ts);
    }

    private async Task<Message> RequireMessage(Ts ts) =>
        await messages.FindAsync(Team, Id, ts) ?? throw new ChatException(ErrorCodes.MessageNotFound);

    /// <summary>Joins, topics and the like are the channel's own words.</summary>
    private static bool IsSystem(Message message) =>
        message.Subtype is { } subtype && (subtype.StartsWith("channel_", StringComparison.Ordinal) || subtype.StartsWith("group_", StringComparison.Ordinal) || subtype == Tombstone);
}
