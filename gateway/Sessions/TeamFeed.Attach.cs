using Chat.Sockets;
using Chat.Teams;

namespace Chat.Sessions;

/// <summary>How a session enters and leaves the feed.</summary>
internal sealed partial class TeamFeed
{
    /// <summary>Events that are handed over under the lock when a session goes live.</summary>
    private const int HandOver = 64;

    /// <summary>
    /// Redeems a session's ticket and puts it into the stream: hello, what it missed, then what follows, without a gap or a repeat. The grain
    /// answers everything up to its head H; the feed has kept what passed here since before it asked; what of that is later than H closes the gap.
    /// </summary>
    /// <returns>False: the ticket was refused, or the feed lost its place; the socket is closed.</returns>
    public async Task<bool> Attach(RtmSession session, string ticket, string? offset, CancellationToken cancellationToken)
    {
        await EnsureLive(cancellationToken);
        int generation;
        Ts since;
        lock (_gate)
        {
            generation = _generation;
            since = _position!.Value.Ts;
            _attaching.Add(since);
        }
        try
        {
            // Not to be cancelled: the grain may have counted the session in, and must then hear of its end.
            var reply = await calls.Ask(() => grains.Team(team).Attach(new AttachRequest(subscriber, session.Id, ticket, offset)), CancellationToken.None);
            if (!reply.Accepted)
            {
                session.RefuseTicket();
                return false;
            }
            session.Begin(reply, reply.Resumed && Position.TryParse(offset, out var from) ? from : reply.Head);
            await Replay(session, reply, generation);
            return true;
        }
        finally
        {
            lock (_gate)
            {
                _attaching.Remove(since);
                ForgetRecent();
            }
        }
    }

    /// <summary>
    /// Sends what was missed no faster than it is read, then what has passed here meanwhile, until little enough is left to hand it over under the
    /// lock and let the session follow live.
    /// </summary>
    private async Task Replay(RtmSession session, AttachReply reply, int generation)
    {
        foreach (var item in reply.Missed)
        {
            await session.WhenReading();
            session.Deliver(new Delivery(item));
        }
        var channels = reply.Channels.ToHashSet();
        var given = reply.Head.Ts;
        while (true)
        {
            TeamEvent[] passed;
            lock (_gate)
            {
                passed = [.. _recent.Where(item => item.Ts > given)];
                if (generation != _generation || passed.Length <= HandOver)
                {
                    Enter(session, channels, passed, reply.Head, lostPlace: generation != _generation);
                    return;
                }
            }
            foreach (var item in passed)
            {
                await session.WhenReading();
                FeedAudience.DeliverTo(session, channels, item);
            }
            given = passed[^1].Ts;
        }
    }

    /// <summary>Keeps only what an attach that is still under way may have to be told.</summary>
    private void ForgetRecent()
    {
        if (_attaching.Count == 0)
        {
            _recent.Clear();
            return;
        }
        var oldest = _attaching.Min();
        var stale = _recent.FindIndex(item => item.Ts > oldest);
        _recent.RemoveRange(0, stale < 0 ? _recent.Count : stale);
    }

    private void Enter(RtmSession session, HashSet<ChannelId> channels, TeamEvent[] passed, Position head, bool lostPlace)
    {
        if (lostPlace)
            session.Close(CloseCodes.Resync, "resume from your last position");
        else
        {
            foreach (var item in passed)
                FeedAudience.DeliverTo(session, channels, item);
        }
        // What the grain knew may be ahead of what has passed here: the session skips it when it comes.
        session.SkipUntil = head.Ts;
        _audience.Add(session, channels);
        session.Started(PositionOf(session));
    }

    public void Detach(RtmSession session)
    {
        lock (_gate)
        {
            if (_audience.Remove(session))
                _ended.Add(new SessionMark(session.Id, session.Confirmed));
        }
    }

    /// <summary>Up to where a session was given everything: the feed's position, or the head of its attach while the feed is behind that.</summary>
    public Position PositionOf(RtmSession session)
    {
        lock (_gate)
            return _position is { } position && position.Ts >= session.SkipUntil ? position : session.Head;
    }

    /// <summary>Called every moment by one loop: sessions that were sent something are asked to prove that they have it.</summary>
    public void AskForProofs()
    {
        RtmSession[] due;
        lock (_gate)
            due = _audience.Unconfirmed();
        foreach (var session in due)
            session.AskForProof();
    }

    public void SayGoodbye()
    {
        lock (_gate)
        {
            foreach (var session in _audience.Sessions())
                session.Send(RtmFrames.Goodbye);
        }
    }
}
