using Chat.Sockets;
using Chat.Teams;

namespace Chat.Sessions;

/// <summary>How a session enters and leaves the feed.</summary>
internal sealed partial class TeamFeed
{
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
        AttachReply? reply = null;
        try
        {
            // Not to be cancelled: the grain may have counted the session in, and must then hear of its end.
            reply = await calls.Ask(() => grains.Team(team).Attach(new AttachRequest(gateway.Id, session.Id, ticket, offset)), CancellationToken.None);
        }
        finally
        {
            lock (_gate)
            {
                _attaching.Remove(since);
                if (reply is { Accepted: true })
                    Enter(session, reply, offset, generation);
                ForgetRecent();
            }
        }
        if (!reply.Accepted)
            session.RefuseTicket();
        return reply.Accepted;
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

    private void Enter(RtmSession session, AttachReply reply, string? offset, int generation)
    {
        var start = reply.Resumed && Position.TryParse(offset, out var from) ? from : reply.Head;
        session.Begin(reply, start);
        if (generation != _generation)
        {
            session.Close(CloseCodes.Resync, "resume from your last position");
            _ended.Add(new SessionMark(session.Id, start));
            return;
        }
        foreach (var item in reply.Missed)
            session.Deliver(new Delivery(item));
        var channels = reply.Channels.ToHashSet();
        foreach (var item in _recent)
        {
            if (item.Ts > reply.Head.Ts)
                FeedAudience.DeliverTo(session, channels, item);
        }
        // What the grain knew may be ahead of what has passed here: the session skips it when it comes.
        session.SkipUntil = reply.Head.Ts;
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
