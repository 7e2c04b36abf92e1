namespace Chat.Messages;

/// <summary>A thread as its channel's grain follows it: the root, and the summary that the next reply adds to. Pure.</summary>
internal sealed class MessageThread(Message root)
{
    public Message Root { get; private set; } = root;

    /// <summary>The root after one more reply, whose ts is the one that the change's first step gets.</summary>
    public Message Reply(UserId? author)
    {
        var before = Root.Thread ?? new ThreadSummary(0, [], 0, Ts.None);
        var users = before.ReplyUsers;
        var count = before.ReplyUsersCount;
        if (author is { } user && !users.Contains(user))
        {
            // Beyond the named users, one who replied before cannot be told from a new one without the database; a recount at the next
            // deletion sets it right.
            if (users.Length < ThreadSummary.MaxUsers)
                users = [.. users, user];
            count++;
        }
        return Root with { ThreadTs = Root.Ts, Thread = new ThreadSummary(before.ReplyCount + 1, users, count, Ts.OfFirstStep) };
    }

    /// <summary>The reply is decided (not yet committed): the next one counts from here.</summary>
    public void Stage(Message root) => Root = root;
}
