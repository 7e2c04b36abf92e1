using Chat.Json;
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

    private readonly Lock _confirming = new();
    private AttachReply _reply = null!;
    private HashSet<UserId>? _watched;
    private bool _confirmedChanged;
    private long _pinged;
    private long _pingedAt;
    private volatile bool _unconfirmed;
    private Position _proving;
    private long _pingCount;

    public string Id => id;

    public TeamId Team => feed.Team;

    public TeamFeed Feed => feed;

    public Caller Caller => _reply.Caller!;

    public UserId User => Caller.User;

    public string TokenKey => Caller.TokenKey;

    /// <summary>Where the log ended when the session was attached.</summary>
    public Position Head => _reply.Head;

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
        _reply = reply;
        Confirmed = start;
        Send(WireJson.Encode(json =>
        {
            json.WriteString("type", "hello");
            json.WriteString("position", start.ToString());
            json.WriteString("head", reply.Head.ToString());
            json.WriteBoolean("resumed", reply.Resumed);
        }));
    }

    /// <summary>The session is in the stream; what it was given so far awaits confirmation.</summary>
    public void Started(Position position) => _unconfirmed = position.Ts > Confirmed.Ts;

    public void Deliver(Delivery delivery)
    {
        var item = delivery.Event;
        if (!item.IsEphemeral && item.Ts <= SkipUntil)
            return;
        if (item.Origin is { } origin && frames.Acknowledge(this, origin, item))
        {
            _unconfirmed = true;
            return;
        }
        connection.Send(delivery.Frame, item.IsEphemeral);
        if (!item.IsEphemeral)
            _unconfirmed = true;
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
        if (effect == EventEffect.TokenRevoked)
            Close(CloseCodes.TokenRevoked, "token_revoked");
        else
            Close(CloseCodes.AccountInactive, "account_inactive");
    }

    /// <summary>Slack's answer to a used or expired address; the client asks for a new one.</summary>
    public void RefuseTicket()
    {
        Send(RtmFrames.Error(1, Errors.ErrorCodes.TicketExpired));
        Close(CloseCodes.TicketRefused, "ticket_expired");
    }

    public bool Watches(UserId user) => !_reply.Options.PresenceSub || Volatile.Read(ref _watched)?.Contains(user) == true;

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
        lock (_confirming)
        {
            _proving = proving;
            _pinged = ++_pingCount;
        }
        connection.Ping(_pingCount);
    }

    public void OnPong(long token)
    {
        lock (_confirming)
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

    public bool TakeConfirmedChange()
    {
        lock (_confirming)
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
