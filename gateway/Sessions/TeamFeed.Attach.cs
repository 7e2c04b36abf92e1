using Chat.Errors;
using Chat.Sockets;
using Chat.Teams;

namespace Chat.Sessions;

/// <summary>How a session enters and leaves the feed.</summary>
internal sealed partial class TeamFeed
{
    /// <summary>Events that are handed over under the lock when a session goes live.</summary>
    private const int HandOver = 64;

    /// <summary>Up to where a session was given what it may see, and the user's channels there.</summary>
    private sealed class Place(Ts given, HashSet<ChannelId> channels)
    {
        public Ts Given { get; set; } = given;
        public HashSet<ChannelId> Channels => channels;
    }

    /// <summary>
    /// Redeems a session's ticket and puts it into the stream: hello, what it missed, then what follows, without a gap or a repeat. The grain
    /// answers where the session begins and the first page of what came after; more pages are read as the client takes them. The feed holds what
    /// passes here since before each page was asked for; once the session has been given everything up to where that hold began, the held
    /// events close the gap.
    /// </summary>
    /// <returns>False: the ticket was refused; the socket is closed.</returns>
    public async Task<bool> Attach(RtmSession session, string ticket, string? offset, CancellationToken cancellationToken)
    {
        await EnsureLive(cancellationToken);
        var (since, generation) = Hold();
        AttachReply reply;
        Place place;
        var request = new AttachRequest(subscriber, session.Id, ticket, offset);
        var asked = 0;
        try
        {
            try
            {
                // Not to be cancelled: the grain may have counted the session in, and must then hear of its end. The ticket is good for this
                // session until then: whose answer is lost asks again.
                reply = await calls.AskIdempotent(Ask, CancellationToken.None);
            }
            catch
            {
                End(session);
                throw;
            }
            if (!reply.Accepted)
            {
                session.RefuseTicket();
                // Revoked between two attempts, the first of which may have counted the session in.
                if (asked > 1)
                    End(session);
                return false;
            }
            var start = reply.Resumed && Position.TryParse(offset, out var from) ? from : reply.Head;
            session.Begin(reply, start);
            place = new Place(start.Ts, [.. reply.Channels]);
            Give(session, place, reply.Missed.Select(item => new Delivery(item)));
            if (TryEnter(session, place, since, generation))
                return true;
        }
        finally
        {
            Release(since);
        }
        await Replay(session, place, reply.Epoch, generation);
        return true;

        Task<AttachReply> Ask()
        {
            asked++;
            return grains.Team(team).Attach(request);
        }
    }

    /// <summary>
    /// Reads on, no faster than the client does: nothing is read or held for one that is still busy with what it was sent. A session that cannot
    /// be brought to its place is closed, to resume from what it has.
    /// </summary>
    private async Task Replay(RtmSession session, Place place, long epoch, int generation)
    {
        using var replay = pages.Begin(team);
        try
        {
            while (await session.WhenReading())
            {
                var (since, present) = Hold();
                try
                {
                    if (present != generation || await replay.Read(epoch, place.Given) is not { } page)
                        break;
                    Give(session, place, page.Deliveries);
                    if (TryEnter(session, place, since, generation))
                        return;
                }
                finally
                {
                    Release(since);
                }
            }
        }
        catch (ChatException exception)
        {
            LogReplayFailed(team, exception.Code);
        }
        catch
        {
            End(session);
            throw;
        }
        session.Close(CloseCodes.Resync, "resume from your last position");
        End(session);
    }

    /// <summary>From here on what passes is kept, until the hold is released.</summary>
    private (Ts Since, int Generation) Hold()
    {
        lock (_gate)
        {
            var since = _position!.Value.Ts;
            _holds.Add(since);
            return (since, _generation);
        }
    }

    private void Release(Ts since)
    {
        lock (_gate)
        {
            _holds.Remove(since);
            if (_holds.Count == 0)
            {
                _recent.Clear();
                return;
            }
            var oldest = _holds.Min();
            var stale = _recent.FindIndex(item => item.Ts > oldest);
            _recent.RemoveRange(0, stale < 0 ? _recent.Count : stale);
        }
    }

    /// <summary>Sends what the session was not given yet, and stops when the client falls behind: the rest is read again when it has caught up.</summary>
    private void Give(RtmSession session, Place place, IEnumerable<Delivery> deliveries)
    {
        var given = 0;
        foreach (var delivery in deliveries)
        {
            if (delivery.First.Ts <= place.Given)
                continue;
            if (!session.IsReading)
                break;
            FeedAudience.DeliverTo(session, place.Channels, delivery);
            place.Given = delivery.First.Ts;
            given++;
        }
        metrics.Replayed(given);
    }

    /// <summary>
    /// Lets the session follow live, if what it has not been given has all passed here since the hold began, is little, and the grain's head, which
    /// its positions may name, is behind it.
    /// </summary>
    private bool TryEnter(RtmSession session, Place place, Ts since, int generation)
    {
        lock (_gate)
        {
            if (generation != _generation || place.Given < since || place.Given < session.Head.Ts)
                return false;
            TeamEvent[] passed = [.. _recent.Where(item => item.Ts > place.Given)];
            if (passed.Length > HandOver)
                return false;
            foreach (var item in passed)
                FeedAudience.DeliverTo(session, place.Channels, new Delivery(item));
            // It may be ahead of what has passed here: the session skips that when it comes.
            session.SkipUntil = place.Given;
            _audience.Add(session, place.Channels);
            session.Started(PositionOf(session));
            metrics.Began();
            return true;
        }
    }

    /// <summary>Reports the end of a session that is not in the audience, if the grain counted it in.</summary>
    private void End(RtmSession session)
    {
        lock (_gate)
            _ended.Add(new SessionMark(session.Id, session.Confirmed));
    }

    public void Detach(RtmSession session)
    {
        lock (_gate)
        {
            if (!_audience.Remove(session))
                return;
            metrics.Ended();
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
}
