using Chat.Messages;
using Chat.Unfurling;
using Chat.Users;
using Orleans.Concurrency;

namespace Chat.Channels;

/// <summary>
/// One conversation: membership, posting, history. Key: <see cref="GrainKeys.For(TeamId, ChannelId)"/>. Every verb checks access first: a
/// channel that the caller may not see answers channel_not_found, like one that does not exist.
/// </summary>
[Alias("IChannelGrain")]
public interface IChannelGrain : IGrainWithStringKey
{
    [Alias("Get"), AlwaysInterleave]
    Task<ChannelView> Get(Caller caller);

    /// <summary>
    /// Posts a message or a reply; acked means committed. The same author and retry key always answer the first message again.
    /// Interleaves: deciding and staging happen between two awaits, and staged changes leave in order, one batch in flight.
    /// Errors: channel_not_found, not_in_channel, is_archived, no_text, msg_too_long, thread_not_found.
    /// </summary>
    [Alias("Post"), AlwaysInterleave]
    Task<PostResult> Post(Caller caller, PostRequest request);

    /// <summary>Changes one's own message. Errors: message_not_found, cant_update_message, no_text, msg_too_long, is_archived.</summary>
    [Alias("Update")]
    Task<Message> Update(Caller caller, Ts ts, MessageEdit edit);

    /// <summary>Deletes one's own message (admins: anyone's). A thread's root with replies stays as a tombstone. Errors: message_not_found, cant_delete_message.</summary>
    [Alias("Delete")]
    Task Delete(Caller caller, Ts ts);

    /// <summary>Errors: message_not_found, already_reacted, invalid_name, too_many_emoji, too_many_reactions, not_in_channel.</summary>
    [Alias("React")]
    Task React(Caller caller, Ts ts, string name);

    /// <summary>Errors: message_not_found, no_reaction.</summary>
    [Alias("Unreact")]
    Task Unreact(Caller caller, Ts ts, string name);

    /// <summary>
    /// The end of a job of kind unfurl: the previews of the message's links are put into it, and the job is over, in one commit. Links that the message has no
    /// more, and a message that is gone, are passed over. Harmless when repeated.
    /// </summary>
    [Alias("Unfurled")]
    Task Unfurled(JobId job, Ts ts, LinkPreview[] previews);

    /// <summary>A bot's own previews, in place of the server's. Errors: message_not_found, cannot_unfurl_message, cannot_unfurl_url, not_in_channel.</summary>
    [Alias("SupplyPreviews")]
    Task<Message> SupplyPreviews(Caller caller, Ts ts, LinkPreview[] previews);

    /// <summary>
    /// Removes the oldest messages and replies up to a ts, at most <paramref name="limit"/>, and tells of it in the same commit. A root of which replies stay
    /// becomes a tombstone, and goes with the last of them. Harmless when repeated. Errors: channel_not_found, service_unavailable.
    /// </summary>
    [Alias("Expire")]
    Task<Expiry> Expire(Ts upTo, int limit);

    /// <summary>One message or reply with its reactions. Errors: message_not_found.</summary>
    [Alias("GetMessage"), AlwaysInterleave]
    Task<Message> GetMessage(Caller caller, Ts ts);

    [Alias("GetHistory"), AlwaysInterleave]
    Task<HistoryPage> GetHistory(Caller caller, HistoryQuery query);

    /// <summary>The thread's root, then its replies, oldest first. Errors: thread_not_found.</summary>
    [Alias("GetReplies"), AlwaysInterleave]
    Task<HistoryPage> GetReplies(Caller caller, Ts thread, HistoryQuery query);

    /// <summary>Members in the order of their ids.</summary>
    [Alias("GetMembers"), AlwaysInterleave]
    Task<UserId[]> GetMembers(Caller caller, UserId? after, int limit);

    /// <summary>Whether a user is a member now; for grains of the same team.</summary>
    [Alias("IsMember"), AlwaysInterleave]
    Task<bool> IsMember(UserId user);

    /// <summary>Joins a public channel. Answers false when already in. Errors: channel_not_found, is_archived, method_not_supported_for_channel_type.</summary>
    [Alias("Join")]
    Task<bool> Join(Caller caller);

    /// <summary>Answers false when not in. Errors: cant_leave_general, method_not_supported_for_channel_type.</summary>
    [Alias("Leave")]
    Task<bool> Leave(Caller caller);

    /// <summary>Adds users; answers a code for each that could not be added (empty: all were).</summary>
    [Alias("Invite")]
    Task<InviteFailure[]> Invite(Caller caller, UserId[] users);

    /// <summary>Errors: cant_kick_self, cant_kick_from_general, not_in_channel (the user is not in it), restricted_action.</summary>
    [Alias("Kick")]
    Task Kick(Caller caller, UserId user);

    [Alias("Rename")]
    Task<Channel> Rename(Caller caller, string name);

    [Alias("SetTopic")]
    Task<Channel> SetTopic(Caller caller, string topic);

    [Alias("SetPurpose")]
    Task<Channel> SetPurpose(Caller caller, string purpose);

    [Alias("Archive")]
    Task Archive(Caller caller);

    [Alias("Unarchive")]
    Task Unarchive(Caller caller);

    /// <summary>Shows (true) or hides (false) a DM in the caller's list. Answers false when it already was so.</summary>
    [Alias("SetOpen")]
    Task<bool> SetOpen(Caller caller, bool open);

    /// <summary>Adds a user to #general when it is created. Called by the roster.</summary>
    [Alias("AddNewcomer")]
    Task AddNewcomer(UserId user);

    /// <summary>
    /// For an import: a channel in which nobody has ever said anything gives up its name, and nothing can be said in it any more. False: something was
    /// said, and all stays as it is. Errors: channel_not_found.
    /// </summary>
    [Alias("GiveWay")]
    Task<bool> GiveWay(string name);

    /// <summary>For an import, which writes past the grain: what it has in memory is read anew. Errors: channel_not_found.</summary>
    [Alias("Reload")]
    Task Reload();
}

/// <param name="Code">already_in_channel, cant_invite_self, user_not_found, user_disabled.</param>
[GenerateSerializer, Immutable, Alias("InviteFailure")]
public sealed record InviteFailure([property: Id(0)] UserId User, [property: Id(1)] string Code);

/// <param name="Messages">Messages and replies that went, or became tombstones.</param>
/// <param name="HasMore">There are others that are as old.</param>
[GenerateSerializer, Immutable, Alias("Expiry")]
public sealed record Expiry([property: Id(0)] int Messages, [property: Id(1)] bool HasMore);
