namespace Chat.Messages;

/// <summary>How much of the text the server marks up (Slack's <c>parse</c>).</summary>
public enum ParseMode : byte
{
    /// <summary>Text is marked up already; bare addresses become links.</summary>
    Default = 0,

    /// <summary>Plain text: escaped, then addresses, #channels and @names become links.</summary>
    Full = 1,

    /// <summary>Nothing is changed.</summary>
    None = 2,
}

/// <param name="RetryKey">
/// Makes a repetition of the same request harmless: the client's <c>client_msg_id</c>, else one that the edge made for this request.
/// Scoped to author and channel.
/// </param>
/// <param name="ClientMsgId">The client's own id, echoed in the message; null if it gave none.</param>
/// <param name="Subtype">me_message, bot_message or null.</param>
/// <param name="Extra">One JSON object: attachments, blocks, metadata, username, icons; validated at the edge.</param>
/// <param name="Origin"><c>SESSION:FRAME</c> when it came by a socket; that session's ack takes the event's place.</param>
/// <param name="UnfurlLinks">Pages that the text links to are shown as attachments.</param>
/// <param name="UnfurlMedia">Pictures, sound and films are.</param>
[GenerateSerializer, Immutable, Alias("PostRequest")]
public sealed record PostRequest(
    [property: Id(0)] string Text,
    [property: Id(1)] string RetryKey,
    [property: Id(2)] string? ClientMsgId = null,
    [property: Id(3)] Ts? ThreadTs = null,
    [property: Id(4)] bool ReplyBroadcast = false,
    [property: Id(5)] string? Subtype = null,
    [property: Id(6)] string? Extra = null,
    [property: Id(7)] ParseMode Parse = ParseMode.Default,
    [property: Id(8)] bool LinkNames = false,
    [property: Id(9)] string? Origin = null,
    [property: Id(10)] bool UnfurlLinks = false,
    [property: Id(11)] bool UnfurlMedia = false);

/// <param name="IsDuplicate">An earlier request with the same retry key had posted it.</param>
[GenerateSerializer, Immutable, Alias("PostResult")]
public sealed record PostResult([property: Id(0)] Message Message, [property: Id(1)] bool IsDuplicate);

/// <param name="Text">New text, or null to keep it.</param>
/// <param name="Extra">New further members, or null to keep them.</param>
[GenerateSerializer, Immutable, Alias("MessageEdit")]
public sealed record MessageEdit(
    [property: Id(0)] string? Text,
    [property: Id(1)] string? Extra,
    [property: Id(2)] ParseMode Parse = ParseMode.Default,
    [property: Id(3)] bool LinkNames = false,
    [property: Id(4)] bool UnfurlLinks = false,
    [property: Id(5)] bool UnfurlMedia = false);

/// <summary>
/// A page of history: the messages closest to Latest, or, when only Oldest is given, those closest to Oldest.
/// </summary>
/// <param name="Oldest">Exclusive unless Inclusive; null: from the beginning.</param>
/// <param name="Latest">Exclusive unless Inclusive; null: now.</param>
/// <param name="Limit">1 to 999.</param>
[GenerateSerializer, Immutable, Alias("HistoryQuery")]
public sealed record HistoryQuery(
    [property: Id(0)] Ts? Oldest,
    [property: Id(1)] Ts? Latest,
    [property: Id(2)] bool Inclusive,
    [property: Id(3)] int Limit,
    [property: Id(4)] bool Forward = false);

/// <param name="Messages">History: newest first. Replies: the root, then oldest first.</param>
[GenerateSerializer, Immutable, Alias("HistoryPage")]
public sealed record HistoryPage([property: Id(0)] Message[] Messages, [property: Id(1)] bool HasMore);
