namespace Chat.Teams;

/// <summary>Who may see an event; decides nothing about order.</summary>
public enum Audience : byte
{
    /// <summary>Every session of the team.</summary>
    Team = 0,

    /// <summary>Sessions of the members of <see cref="TeamEvent.Channel"/>, as of the event's place in the order.</summary>
    Channel = 1,

    /// <summary>Sessions of <see cref="TeamEvent.User"/> alone.</summary>
    User = 2,

    /// <summary>Sessions that subscribed to the presence of <see cref="TeamEvent.User"/>. Ephemeral events only.</summary>
    PresenceSubscribers = 3,

    /// <summary>As <see cref="Channel"/>, except the sessions of <see cref="TeamEvent.User"/>.</summary>
    ChannelExceptUser = 4,
}

/// <summary>What an event does to the routing of those that follow it.</summary>
public enum EventEffect : byte
{
    None = 0,

    /// <summary><see cref="TeamEvent.User"/> is a member of <see cref="TeamEvent.Channel"/> from this event on (this one included).</summary>
    Joined = 1,

    /// <summary><see cref="TeamEvent.User"/> is no member of <see cref="TeamEvent.Channel"/> after this event.</summary>
    Left = 2,

    /// <summary>Sessions opened with the token whose key is <see cref="TeamEvent.Origin"/> end; nothing is shown.</summary>
    TokenRevoked = 3,

    /// <summary>All sessions of <see cref="TeamEvent.User"/> end; nothing is shown.</summary>
    UserDeactivated = 4,

    /// <summary>
    /// Much changed that no event tells of (an import): every session ends and starts afresh, and so does whoever comes with a position before this event.
    /// </summary>
    StartAfresh = 5,
}

/// <summary>
/// One event of a team as gateways and the durable log carry it.
/// </summary>
/// <param name="Ts">Its place in the team's order; <see cref="Ts.None"/> for what is not kept (typing, presence).</param>
/// <param name="Origin">
/// <c>SESSION:FRAME</c> of the socket frame that caused it, if one did: that session is shown the ack in the event's place. For
/// <see cref="EventEffect.TokenRevoked"/> the token's key.
/// </param>
/// <param name="Payload">The JSON that sockets receive, UTF-8, encoded once; empty for events that only steer.</param>
[GenerateSerializer, Immutable, Alias("TeamEvent")]
public sealed record TeamEvent(
    [property: Id(0)] Ts Ts,
    [property: Id(1)] Audience Audience,
    [property: Id(2)] ChannelId? Channel,
    [property: Id(3)] UserId? User,
    [property: Id(4)] EventEffect Effect,
    [property: Id(5)] string? Origin,
    [property: Id(6)] byte[] Payload)
{
    public bool IsEphemeral => Ts.IsNone;
}

/// <summary>Consecutive events of one team. <paramref name="After"/> is the ts of the last lasting event before these: a reader that is elsewhere has a gap.</summary>
/// <param name="Continues">
/// The epoch of the writer that handed this subscription over, with everything it had; 0 if none did. A reader that knows that epoch goes on with
/// this one.
/// </param>
/// <param name="Traces">The spans under which those of the events are sent that are traced; null, which few batches are not: none.</param>
[GenerateSerializer, Immutable, Alias("TeamBatch")]
public sealed record TeamBatch(
    [property: Id(0)] TeamId Team,
    [property: Id(1)] long Epoch,
    [property: Id(2)] Ts After,
    [property: Id(3)] TeamEvent[] Events,
    [property: Id(4)] long Continues = 0,
    [property: Id(5)] string[]? Traces = null);
