namespace Chat.Teams;

/// <summary>Which events of a stretch of the log a user may see, given its channels at the stretch's end. Pure.</summary>
internal static class Visibility
{
    /// <summary>
    /// Membership decides as of each event's place, not as of now: the user's own joins and leaves in the stretch are first undone from the end to
    /// find the channels at its beginning, then redone while filtering.
    /// </summary>
    public static TeamEvent[] Filter(IReadOnlyList<TeamEvent> stretch, UserId user, IReadOnlySet<ChannelId> channelsAtEnd)
    {
        var channels = new HashSet<ChannelId>(channelsAtEnd);
        for (var i = stretch.Count - 1; i >= 0; i--)
        {
            if (stretch[i].User != user)
                continue;
            if (stretch[i].Effect == EventEffect.Joined)
                channels.Remove(stretch[i].Channel!.Value);
            else if (stretch[i].Effect == EventEffect.Left)
                channels.Add(stretch[i].Channel!.Value);
        }
        var seen = new List<TeamEvent>(stretch.Count);
        foreach (var item in stretch)
        {
            if (item.User == user && item.Effect == EventEffect.Joined)
                channels.Add(item.Channel!.Value);
            if (item.Payload.Length > 0 && IsVisible(item, user, channels))
                seen.Add(item);
            if (item.User == user && item.Effect == EventEffect.Left)
                channels.Remove(item.Channel!.Value);
        }
        return [.. seen];
    }

    private static bool IsVisible(TeamEvent item, UserId user, HashSet<ChannelId> channels) => item.Audience switch
    {
        Audience.Team => true,
        Audience.Channel => channels.Contains(item.Channel!.Value),
        Audience.ChannelExceptUser => item.User != user && channels.Contains(item.Channel!.Value),
        Audience.User => item.User == user,
        _ => false,
    };
}
