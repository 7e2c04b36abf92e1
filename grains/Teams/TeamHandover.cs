using Chat.Sessions;
using Chat.Users;

namespace Chat.Teams;

/// <summary>
/// What a team's grain takes along when it moves to another silo in order: its memory, which else would be read from the database or be lost.
/// Believed only if <paramref name="Head"/> is still the head of the durable log when the successor has made itself the one writer.
/// </summary>
/// <param name="Epoch">Of the writer that hands over; gateways that know it go on with the successor as if it were the same.</param>
/// <param name="Clock">The last ts that was given, to an event or to none.</param>
/// <param name="Events">The newest of the buffer, in order, up to the head.</param>
[GenerateSerializer, Immutable, Alias("TeamHandover")]
internal sealed record TeamHandover(
    [property: Id(0)] long Epoch,
    [property: Id(1)] Position Head,
    [property: Id(2)] Ts Clock,
    [property: Id(3)] ContentVersions Content,
    [property: Id(4)] HandedEvent[] Events,
    [property: Id(5)] HandedGateway[] Gateways,
    [property: Id(6)] HandedSession[] Sessions,
    [property: Id(7)] HandedTicket[] Tickets)
{
    /// <summary>Of events' payloads: older ones are read from the log when they are asked for.</summary>
    public const int MaxEventBytes = 2 * 1024 * 1024;
}

[GenerateSerializer, Immutable, Alias("HandedEvent")]
internal readonly record struct HandedEvent([property: Id(0)] TeamEvent Event, [property: Id(1)] long Epoch);

/// <summary>A gateway's subscription.</summary>
/// <param name="After">The last lasting event before <paramref name="Pending"/>.</param>
/// <param name="Pending">What it has not confirmed; it drops what it has.</param>
[GenerateSerializer, Immutable, Alias("HandedGateway")]
internal sealed record HandedGateway(
    [property: Id(0)] string Gateway,
    [property: Id(1)] IGatewaySink Sink,
    [property: Id(2)] Ts After,
    [property: Id(3)] TeamEvent[] Pending);

/// <param name="Gateway">Where it lives; null when it has ended.</param>
[GenerateSerializer, Immutable, Alias("HandedSession")]
internal sealed record HandedSession(
    [property: Id(0)] SessionState State,
    [property: Id(1)] string? Gateway,
    [property: Id(2)] DateTimeOffset? Ended);

/// <param name="Session">The session that it opened, if it did.</param>
[GenerateSerializer, Immutable, Alias("HandedTicket")]
internal sealed record HandedTicket(
    [property: Id(0)] string Name,
    [property: Id(1)] Caller Caller,
    [property: Id(2)] TicketOptions Options,
    [property: Id(3)] string? Resumes,
    [property: Id(4)] DateTimeOffset Expires,
    [property: Id(5)] string? Session);
