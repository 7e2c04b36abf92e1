using Chat.Channels;
using Orleans.Concurrency;

namespace Chat.Users;

/// <summary>One user: profile, preferences, read cursors, and its channels with their unread counts. Key: <see cref="GrainKeys.For(TeamId, UserId)"/>.</summary>
[Alias("IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Errors: user_not_found.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<User> Get();

    /// <summary>Changes the given fields of the profile and tells the team. Errors: user_not_found, invalid_profile, invalid_email, email_taken, invalid_time_zone.</summary>
    [Alias("SetProfile")]
    Task<User> SetProfile(IReadOnlyDictionary<string, string> fields);

    /// <summary>Chooses "away" (true) or "auto" (false); survives restarts.</summary>
    [Alias("SetPresence")]
    Task SetPresence(bool away);

    /// <summary>Marks the user deleted and tells the team. Called by the roster, which revokes the tokens.</summary>
    [Alias("MarkDeleted")]
    Task<User> MarkDeleted();

    /// <summary>Ends a deactivation and tells the team. Called by the roster.</summary>
    [Alias("Reactivate")]
    Task<User> Reactivate();

    /// <summary>Makes the user an admin, or no admin and no owner, and tells the team. Called by the roster.</summary>
    [Alias("SetAdmin")]
    Task<User> SetAdmin(bool isAdmin);

    /// <summary>Stores the password of a person who had none. Called by the roster.</summary>
    [Alias("SetPassword")]
    Task<User> SetPassword(string passwordHash);

    /// <summary>Wants no notifications until then (null: from now on wants them again), and tells the team.</summary>
    [Alias("SetSnooze")]
    Task<User> SetSnooze(Snooze? snooze);

    /// <summary>
    /// An imported account, which nobody could use so far, becomes a person's who signs in. Called by the roster. Errors: user_not_found.
    /// </summary>
    [Alias("Claim")]
    Task<User> Claim(string? passwordHash, bool isAdmin, bool isOwner);

    /// <summary>Moves the read cursor of a channel (also back) and tells the user's own sessions. Errors: channel_not_found, not_in_channel.</summary>
    [Alias("MarkRead")]
    Task MarkRead(ChannelId channel, Ts ts);

    /// <summary>The channels that the user is in, with cursors, unread counts and the latest message of each; what a session starts with.</summary>
    [Alias("GetChannels"), AlwaysInterleave]
    Task<ChannelView[]> GetChannels();

    /// <summary>What is new in each channel that the user is in; counted up to 1,000. No channel's grain is asked.</summary>
    [Alias("GetCounts"), AlwaysInterleave]
    Task<ChannelCounts[]> GetCounts();

    [Alias("GetPreferences"), AlwaysInterleave]
    Task<Dictionary<string, string>> GetPreferences();

    /// <summary>Stores one preference (name ≤ 64, value ≤ 4,096 characters, 200 at most) and tells the user's own sessions.</summary>
    [Alias("SetPreference")]
    Task SetPreference(string name, string value);
}
