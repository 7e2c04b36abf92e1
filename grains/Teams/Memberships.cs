namespace Chat.Teams;

/// <summary>A user's channels at an earlier place in the log. Pure.</summary>
internal static class Memberships
{
    /// <summary>
    /// Membership decides as of each event's place, not as of now: the user's own joins and leaves after a place are undone, from the last to the
    /// first, to find the channels there. Who replays the stretch does them again.
    /// </summary>
    /// <param name="channels">At the stretch's end; at its beginning afterwards.</param>
    /// <param name="stretch">In order; others' events do nothing.</param>
    public static void Undo(HashSet<ChannelId> channels, UserId user, IEnumerable<OutlinedEvent> stretch)
    {
        foreach (var item in stretch.Where(item => item.User == user).Reverse())
        {
            if (item.Effect == EventEffect.Joined)
                channels.Remove(item.Channel!.Value);
            else if (item.Effect == EventEffect.Left)
                channels.Add(item.Channel!.Value);
        }
    }
}
