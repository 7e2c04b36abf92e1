using Chat.Users;
using Orleans.Concurrency;

namespace Chat.Channels;

/// <summary>A team's channels as a set: names, DMs by their members, listings. Key: <see cref="GrainKeys.For(TeamId)"/>.</summary>
[Alias("IChannelIndexGrain")]
public interface IChannelIndexGrain : IGrainWithStringKey
{
    /// <summary>Creates a channel with the caller as member. Errors: name_taken, invalid_name_*.</summary>
    [Alias("Create")]
    Task<ChannelView> Create(Caller caller, string name, bool isPrivate);

    /// <summary>
    /// The DM or group DM of the caller and the given users (1 to 8), made when it is new; opened for the caller.
    /// Errors: user_not_found, user_disabled, not_enough_users, too_many_users.
    /// </summary>
    [Alias("OpenDirect")]
    Task<OpenedDirect> OpenDirect(Caller caller, UserId[] users, bool preventCreation);

    /// <summary>Channels that the caller may see, in the order of their ids: all public ones and those that the caller is in.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<ChannelView[]> List(Caller caller, ChannelFilter filter);

    /// <summary>All public channels, in the order of their ids, as one sees them who is in none of them.</summary>
    [Alias("ListPublic"), AlwaysInterleave]
    Task<ChannelView[]> ListPublic();

    /// <summary>The id behind <c>#name</c> or <c>name</c>, or null.</summary>
    [Alias("FindByName"), AlwaysInterleave]
    Task<ChannelId?> FindByName(string name);

    /// <summary>Makes #general or #random if the team lacks it; used while a team is created.</summary>
    [Alias("EnsureDefaults")]
    Task<ChannelId> EnsureDefaults(UserId creator);

    [Alias("GetGeneral"), AlwaysInterleave]
    Task<ChannelId?> GetGeneral();
}

/// <param name="Kinds">Which kinds to list.</param>
/// <param name="MemberOnly">Only channels that <paramref name="Of"/> (else the caller) is in.</param>
[GenerateSerializer, Immutable, Alias("ChannelFilter")]
public sealed record ChannelFilter(
    [property: Id(0)] ChannelKind[] Kinds,
    [property: Id(1)] bool ExcludeArchived,
    [property: Id(2)] bool MemberOnly,
    [property: Id(3)] UserId? Of,
    [property: Id(4)] ChannelId? After,
    [property: Id(5)] int Limit);

[GenerateSerializer, Immutable, Alias("OpenedDirect")]
public sealed record OpenedDirect([property: Id(0)] ChannelView? Channel, [property: Id(1)] bool Created, [property: Id(2)] bool AlreadyOpen);
