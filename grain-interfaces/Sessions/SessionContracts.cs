using Chat.Teams;
using Chat.Users;

namespace Chat.Sessions;

/// <param name="PresenceSub">Presence only for subscribed users (Slack's present default).</param>
/// <param name="BatchPresence">The client takes <c>users:[]</c> in presence_change.</param>
[GenerateSerializer, Immutable, Alias("TicketOptions")]
public sealed record TicketOptions([property: Id(0)] bool PresenceSub, [property: Id(1)] bool BatchPresence);

/// <param name="Ticket">Path segment of the socket's address; names its team, so that any gateway can route it.</param>
/// <param name="Offset">From where the socket continues: the last confirmed position of a session of the same token that dropped, else the present one.</param>
/// <param name="Content">As of the present position.</param>
[GenerateSerializer, Immutable, Alias("SocketTicket")]
public sealed record SocketTicket([property: Id(0)] string Ticket, [property: Id(1)] Position Offset, [property: Id(2)] ContentVersions Content);

/// <param name="Offset">As the client gave it, unparsed; null starts at the present position.</param>
[GenerateSerializer, Immutable, Alias("AttachRequest")]
public sealed record AttachRequest(
    [property: Id(0)] string Gateway,
    [property: Id(1)] string Session,
    [property: Id(2)] string Ticket,
    [property: Id(3)] string? Offset);

/// <summary>
/// What a new socket starts with: the user's <paramref name="Channels"/> at the place where it begins (the offset, or else
/// <paramref name="Head"/>), and the first of the team's events after that place. The reader walks them, and what <see cref="ITeamGrain.ReadLog"/>
/// gives after them, and knows from the user's joins and leaves on the way what the user may see.
/// </summary>
/// <param name="Accepted">False: ticket unknown, used or expired; nothing else is set.</param>
/// <param name="Resumed">True: everything since the offset can be had. False: the client must start afresh; Missed is empty.</param>
/// <param name="Head">Where the log ended.</param>
/// <param name="Missed">Events of the team, whoever may see them; a page at most, so that there may be more up to Head.</param>
/// <param name="Epoch">The present writer's, for <see cref="ITeamGrain.ReadLog"/>.</param>
[GenerateSerializer, Immutable, Alias("AttachReply")]
public sealed record AttachReply(
    [property: Id(0)] bool Accepted,
    [property: Id(1)] Caller? Caller,
    [property: Id(2)] bool Resumed,
    [property: Id(3)] Position Head,
    [property: Id(4)] ChannelId[] Channels,
    [property: Id(5)] TeamEvent[] Missed,
    [property: Id(6)] TicketOptions Options,
    [property: Id(7)] long Epoch)
{
    public static readonly AttachReply Refused = new(false, null, false, default, [], [], new TicketOptions(true, false), 0);
}

/// <summary>A stretch of a team's log.</summary>
/// <param name="Known">False: another writer's epoch, or a place that the log no longer has; the reader must begin again.</param>
/// <param name="Events">Without a gap after the place that was asked for; empty at the log's end.</param>
[GenerateSerializer, Immutable, Alias("LogPage")]
public sealed record LogPage([property: Id(0)] bool Known, [property: Id(1)] TeamEvent[] Events)
{
    public static readonly LogPage Unknown = new(false, []);
}

/// <summary>A live session as its gateway knows it, for a team grain that starts anew. Confirmed: what the client has proven to have.</summary>
[GenerateSerializer, Immutable, Alias("SessionState")]
public sealed record SessionState(
    [property: Id(0)] string Session,
    [property: Id(1)] UserId User,
    [property: Id(2)] string TokenKey,
    [property: Id(3)] Position Confirmed);

[GenerateSerializer, Immutable, Alias("SessionMark")]
public sealed record SessionMark([property: Id(0)] string Session, [property: Id(1)] Position Confirmed);

/// <summary>What changed on a gateway since its last call: positions that moved on, sessions that ended.</summary>
[GenerateSerializer, Immutable, Alias("SessionReport")]
public sealed record SessionReport([property: Id(0)] SessionMark[] Confirmed, [property: Id(1)] SessionMark[] Ended)
{
    public static readonly SessionReport Nothing = new([], []);
}

/// <param name="Head">Where the log ends; deliveries begin after it.</param>
/// <param name="Epoch">The present writer's, for <see cref="ITeamGrain.Renew"/>.</param>
/// <param name="StartAfresh">The log cannot prove the gap complete: sessions must resume one by one.</param>
[GenerateSerializer, Immutable, Alias("SubscribeReply")]
public sealed record SubscribeReply(
    [property: Id(0)] Position Head,
    [property: Id(1)] long Epoch,
    [property: Id(2)] bool StartAfresh,
    [property: Id(3)] TeamEvent[] Missed);
