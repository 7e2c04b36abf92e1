using Chat.Presence;
using Chat.Sessions;
using Chat.Users;
using Orleans.Concurrency;

namespace Chat.Teams;

/// <summary>
/// A team's one writer, clock and voice: gives every change its ts, keeps the last 30 seconds of events, and sends them to the gateways.
/// Key: <see cref="GrainKeys.For(TeamId)"/>. All methods interleave: each decides and changes its state between two awaits, and what is
/// published leaves in the order of ts whatever interleaves.
/// </summary>
[Alias("ITeamGrain")]
public interface ITeamGrain : IGrainWithStringKey
{
    [Alias("GetTeam"), AlwaysInterleave]
    Task<Team> GetTeam();

    /// <summary>When what all members are shown alike last changed.</summary>
    [Alias("GetContentVersions"), AlwaysInterleave]
    Task<ContentVersions> GetContentVersions();

    /// <summary>A single-use ticket for a socket, valid 30 s, and the position from where it continues.</summary>
    [Alias("OpenTicket"), AlwaysInterleave]
    Task<SocketTicket> OpenTicket(Caller caller, TicketOptions options);

    /// <summary>Subscribes a gateway, or again after a failure. Answers what it missed after <paramref name="last"/>, or that it must start afresh.</summary>
    [Alias("Subscribe"), AlwaysInterleave]
    Task<SubscribeReply> Subscribe(string gateway, Position? last, SessionState[] sessions, IGatewaySink sink);

    /// <summary>Keeps a subscription alive and carries what changed since the last call. False: unknown here, subscribe again.</summary>
    [Alias("Renew"), AlwaysInterleave]
    Task<bool> Renew(string gateway, long epoch, SessionReport report);

    [Alias("Unsubscribe"), AlwaysInterleave]
    Task Unsubscribe(string gateway, SessionReport report);

    /// <summary>Redeems a ticket for a socket that just opened and answers from where it goes on.</summary>
    [Alias("Attach"), AlwaysInterleave]
    Task<AttachReply> Attach(AttachRequest request);

    /// <summary>
    /// The team's events after the one at <paramref name="after"/>: at most 500, of 128 KB (or one that is larger), for a reader to ask again
    /// when it has passed them on. Refused unless <paramref name="epoch"/> is the present writer's.
    /// </summary>
    [Alias("ReadLog"), AlwaysInterleave]
    Task<LogPage> ReadLog(long epoch, Ts after);

    /// <summary>Tells the other members of a channel that a user types. Ignored unless the user is a member.</summary>
    [Alias("Typing"), AlwaysInterleave]
    Task Typing(UserId user, ChannelId channel);

    /// <summary>Active or away, from sessions and the user's own choice.</summary>
    [Alias("GetPresence"), AlwaysInterleave]
    Task<UserPresence[]> GetPresence(UserId[] users);

    /// <summary>Takes over a user's stored choice ("away" or "auto") and tells who watches. Called by the user's grain.</summary>
    [Alias("PresenceChosen"), AlwaysInterleave]
    Task PresenceChosen(UserId user, bool away);

    /// <summary>
    /// The team's rows were changed past its grains, which have been told: every session ends with the code that says "connect again", and each position
    /// before this one is answered "start afresh". Errors: service_unavailable.
    /// </summary>
    [Alias("StartAfresh"), AlwaysInterleave]
    Task StartAfresh();

    /// <summary>
    /// A ts that no event has: what has a lower one is on the shard by now, and what this writer publishes from now on has a higher one. (A later writer's, too,
    /// unless the clock of its machine is behind by more than it took to take over.)
    /// </summary>
    [Alias("Point"), AlwaysInterleave]
    Task<Ts> Point();
}
