using Chat.Sockets;
using Chat.Teams;
using Chat.Users;

namespace Chat.Sessions;

/// <summary>
/// One socket of a user: what it was given, what its client has confirmed, and how its frames are answered. This file: the stream to the client.
/// Delivery runs under the feed's lock; frames from the client come one at a time.
/// </summary>
internal sealed partial class RtmSession(string id, SocketConnection connection, TeamFeed feed, FrameHandler frames, SessionOptions options, TimeProvider time) : ISocketSession
{
    private const int BulkBytes = 128 * 1024;

    private readonly Lock _gate = new();
    private bool _presenceSub;
    private HashSet<UserId>? _watched;
    private Dictionary<string, long>? _awaiting;
    private FrameLimit? _frames;
    private FrameLimit? _typing;
    private int _previews;
    private bool _confirmedChanged;
    private long _pinged;
    private long _pingedAt;
    private volatile bool _unconfirmed;
    private Position _proving;
    private long _pingCount;

    public string Id => id;

    public TeamId Team => feed.Team;

    public TeamFeed Feed => feed;

    public Caller Caller { get; private set; } = null!;

    public UserId User => Caller.User;

    public string TokenKey => Caller.TokenKey;

    /// <summary>Where the log ended when the session was attached.</summary>
    public Position Head { get; private set; }

    /// <summary>Events up to here came with the attach.</summary>
    public Ts SkipUntil { get; set; }

    /// <summary>What the client has proven to have received.</summary>
    public Position Confirmed { get; private set; }

    /// <summary>Something was sent since the client last proved what it has.</summary>
    public bool IsUnconfirmed => _unconfirmed;

    /// <summary>Says hello: once, and before everything else.</summary>
    /// <param name="start">Where the client stands now; what follows moves it on.</param>
    public void Begin(AttachReply reply, Position start)
    {
        // Not the reply itself, which holds what was missed, for as long as the socket lives.
        Caller = reply.Caller!;
        Head = reply.Head;
        _presenceSub = reply.Options.PresenceSub;
        Confirmed = start;
        Send(RtmFrames.Hello(start, reply.Head, reply.Resumed));
    }

    /// <summary>The session is in the stream; what it was given so far awaits confirmation.</summary>
    public void Started(Position position) => _unconfirmed = position.Ts > Confirmed.Ts;

    public void Deliver(Delivery delivery)
    {
        if (delivery.First.IsEphemeral)
        {
            connection.Send(delivery.Frames(), ephemeral: true);
            return;
        }
        if (delivery.First.Ts <= SkipUntil || delivery.HasAuthor(id))
            DeliverOneByOne(delivery);
        else
            connection.Send(delivery.Frames(), ephemeral: false);
        if (delivery.Last.Ts > SkipUntil)
            _unconfirmed = true;
    }

    /// <summary>Some of the events are skipped here, or shown as acks; what lies between still goes out together.</summary>
    private void DeliverOneByOne(Delivery delivery)
    {
        var from = 0;
        for (var i = 0; i < delivery.Events.Length; i++)
        {
            var item = delivery.Events[i];
            if (item.Ts <= SkipUntil)
                from = i + 1;
            else if (item.Origin is { } origin && origin.StartsWith(id, StringComparison.Ordinal))
            {
                SendFrames(delivery, from, i);
                from = frames.Acknowledge(this, origin, item) ? i + 1 : i;
            }
        }
        SendFrames(delivery, from, delivery.Events.Length);
    }

    private void SendFrames(Delivery delivery, int from, int to)
    {
        if (from < to)
            connection.Send(delivery.Frames(from, to), ephemeral: false);
    }

    /// <summary>
    /// For what is sent in bulk: waits until the client has read most of what was sent. A client that reads nothing is closed by its socket.
    /// False: it is closed.
    /// </summary>
    public ValueTask<bool> WhenReading() => connection.WhenBelow(BulkBytes, CancellationToken.None);

    /// <summary>Whether <see cref="WhenReading"/> would not wait.</summary>
    public bool IsReading => connection.PendingBytes < BulkBytes;

    public void Send(byte[] json) => connection.Send(ServerFrame.Text(json), ephemeral: false);

    public void Close(int code, string reason) => connection.Close(code, reason);

    public void EndFor(EventEffect effect)
    {
        switch (effect)
        {
            case EventEffect.TokenRevoked:
                Close(CloseCodes.TokenRevoked, "token_revoked");
                break;
            case EventEffect.StartAfresh:
                Close(CloseCodes.Resync, "start_afresh");
                break;
            default:
                Close(CloseCodes.AccountInactive, "account_inactive");
                break;
        }
    }

    /// <summary>Slack's answer to a used or expired address; the client asks for a new one.</summary>
    public void RefuseTicket()
    {
        Send(RtmFrames.Error(1, Errors.ErrorCodes.TicketExpired));
        Close(CloseCodes.TicketRefused, "ticket_expired");
    }

    public bool Watches(UserId user) => !_presenceSub || Volatile.Read(ref _watched)?.Contains(user) == true;

    /// <returns>The users that were not watched before.</returns>
    public UserId[] Watch(HashSet<UserId> users)
    {
        var former = _watched;
        Volatile.Write(ref _watched, users);
        return [.. users.Where(user => former?.Contains(user) != true)];
    }

    /// <summary>
    /// Asks for a proof of receipt if something was sent since the last one: a ping, since the pong comes after everything before it. At most
    /// one is outstanding. Called by one loop for all sessions.
    /// </summary>
    public void AskForProof()
    {
        if (Volatile.Read(ref _pinged) != 0 || !_unconfirmed || time.GetElapsedTime(_pingedAt) < options.ConfirmPeriod)
            return;
        // In this order: what is sent after the flag is taken down raises it again, so that nothing goes without a proof.
        _unconfirmed = false;
        var proving = feed.PositionOf(this);
        _pingedAt = time.GetTimestamp();
        lock (_gate)
        {
            _proving = proving;
            _pinged = ++_pingCount;
        }
        connection.Ping(_pingCount);
    }

    public void OnPong(long token)
    {
        lock (_gate)
        {
            if (token != _pinged || _pinged == 0)
                return;
            _pinged = 0;
            if (_proving.Ts <= Confirmed.Ts)
                return;
            Confirmed = _proving;
            _confirmedChanged = true;
        }
    }

    /// <summary>Malformed frames since the last good one.</summary>
    public int BadFrames { get; set; }

    /// <summary>False: more typing than is passed on.</summary>
    public bool MayType() => (_typing ??= new FrameLimit(options.TypingPerSecond, options.TypingPerSecond, time)).TryTake();

    /// <summary>False: more frames than are answered.</summary>
    public bool MaySend() => (_frames ??= new FrameLimit(options.FramesPerSecond, options.FrameBurst, time)).TryTake();

    /// <summary>False: as many previews are being looked for as one session may.</summary>
    public bool TryBeginPreview()
    {
        if (Interlocked.Increment(ref _previews) <= options.MaxPreviews)
            return true;
        EndPreview();
        return false;
    }

    public void EndPreview() => Interlocked.Decrement(ref _previews);

    /// <summary>The channel of the last post. Making a reference costs microseconds, and people mostly go on where they are.</summary>
    public (ChannelId Id, Channels.IChannelGrain Grain)? LastChannel { get; set; }

    /// <summary>A frame's message is posted or being posted, and its ack has not come by.</summary>
    public void Await(string frameId)
    {
        lock (_gate)
            (_awaiting ??= [])[frameId] = time.GetTimestamp();
    }

    /// <param name="frameId">Which.</param>
    /// <param name="waited">Since it came.</param>
    /// <returns>False: it was answered already.</returns>
    public bool StopAwaiting(string frameId, out TimeSpan waited)
    {
        waited = default;
        lock (_gate)
        {
            if (_awaiting?.Remove(frameId, out var came) != true)
                return false;
            waited = time.GetElapsedTime(came);
            return true;
        }
    }

    public bool TakeConfirmedChange()
    {
        lock (_gate)
        {
            var changed = _confirmedChanged;
            _confirmedChanged = false;
            return changed;
        }
    }

    public ValueTask OnText(ReadOnlyMemory<byte> utf8) => frames.Handle(this, utf8);

    public ValueTask OnRejected(SocketFault fault)
    {
        Send(RtmFrames.Error(1, fault switch
        {
            SocketFault.MessageTooLarge => "frame is larger than 16 KB; post long messages by chat.postMessage",
            SocketFault.Binary => "binary frames are not understood",
            SocketFault.InvalidUtf8 => "frame is not valid UTF-8",
            _ => "frame breaks RFC 6455",
        }));
        return ValueTask.CompletedTask;
    }

    public void OnClosed() => feed.Detach(this);
}
