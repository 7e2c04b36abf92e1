using Chat.Teams;

namespace Chat.Sessions;

/// <summary>Which of a team's events a user may see, walking the log forwards from a place at which its channels are known. Pure.</summary>
internal static class Visibility
{
    /// <summary>Before an event is shown: from its joining on, and its joining included, the user is in the channel.</summary>
    public static void Before(TeamEvent item, UserId user, HashSet<ChannelId> channels)
    {
        if (item.User == user && item.Effect == EventEffect.Joined)
            channels.Add(item.Channel!.Value);
    }

    /// <summary>Of lasting events and typing; who watches whose presence is not known here.</summary>
    public static bool Shows(TeamEvent item, UserId user, HashSet<ChannelId> channels) => item.Payload.Length > 0 && item.Audience switch
    {
        Audience.Team => true,
        Audience.Channel => channels.Contains(item.Channel!.Value),
        Audience.ChannelExceptUser => item.User != user && channels.Contains(item.Channel!.Value),
        Audience.User => item.User == user,
        _ => false,
    };

    /// <summary>After it was shown: its leaving is the last that the user sees of the channel.</summary>
    public static void After(TeamEvent item, UserId user, HashSet<ChannelId> channels)
    {
        if (item.User == user && item.Effect == EventEffect.Left)
            channels.Remove(item.Channel!.Value);
    }
}
