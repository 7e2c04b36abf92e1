using System.Text.Json;
using Chat.Channels;
using Chat.Errors;
using Chat.Limits;
using Chat.Messages;
using Chat.Resilience;
using Chat.Teams;
using Chat.Telemetry;
using Chat.Unfurling;
using Chat.WebApi;
using Microsoft.Extensions.Options;

namespace Chat.Sessions;

/// <summary>
/// What a client's frame means. Frames of a session are handled one after the other, each until it is answered, so that its messages keep their
/// order. Holds nothing of a session.
/// </summary>
internal sealed partial class FrameHandler(ChatGrains grains, GrainCalls calls, PreviewFrames previews, IOptions<SessionOptions> options, SessionMetrics metrics, LimitMetrics limits, TimeProvider time,
    ILogger<FrameHandler> logger)
{
    /// <summary>Slack's codes where it has them (2: no text; -1: too fast); 1 stands for a frame that cannot be read, 3 for every refusal.</summary>
    private const int BadFrame = 1, NoText = 2, Refused = 3, TooManyFrames = -1;

    /// <summary>Slack's own words, by which clients know it.</summary>
    private const string SlowDown = "slow down, too many messages...";

    private static readonly TimeSpan DuplicateWait = TimeSpan.FromSeconds(5);

    public async ValueTask Handle(RtmSession session, ReadOnlyMemory<byte> utf8)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException)
        {
            BadFrameCame(session, null, "frame is not JSON");
            return;
        }
        using (document)
        {
            var frame = document.RootElement;
            if (frame.ValueKind != JsonValueKind.Object)
            {
                BadFrameCame(session, null, "frame is not a JSON object");
                return;
            }
            if (!session.MaySend())
            {
                TooFast(session, FrameId(frame));
                return;
            }
            // Half of a surrogate pair is JSON, but no text.
            if (!JsonBounds.IsWellFormed(frame))
                BadFrameCame(session, FrameId(frame), "text is not Unicode");
            else
                await Handle(session, frame, FrameId(frame));
        }
    }

    private async Task Handle(RtmSession session, JsonElement frame, string? frameId)
    {
        switch (Text(frame, "type"))
        {
            case "message" or "rtm_message":
                session.BadFrames = 0;
                await Post(session, frame, frameId);
                break;
            case "ping":
                session.BadFrames = 0;
                session.Send(RtmFrames.Pong(frame));
                break;
            case "typing" or "user_typing":
                await Typing(session, frame, frameId);
                break;
            case "presence_sub":
                await SubscribePresence(session, frame, frameId);
                break;
            case "presence_query":
                await QueryPresence(session, frame, frameId);
                break;
            case "unfurl_preview":
                session.BadFrames = 0;
                previews.Begin(session, frame, frameId);
                break;
            case null:
                BadFrameCame(session, frameId, "frame has no type");
                break;
            default:
                BadFrameCame(session, frameId, "unknown frame type");
                break;
        }
    }

    /// <summary>The channel shows the ack in the event's place: called by the feed, under its lock, when the event comes by.</summary>
    /// <returns>False: not this session's, or its frame was answered already (a nack after a time-out): then the event is shown like any other.</returns>
    public bool Acknowledge(RtmSession session, string origin, TeamEvent item)
    {
        if (!origin.StartsWith(session.Id, StringComparison.Ordinal) || origin.Length <= session.Id.Length || origin[session.Id.Length] != ':')
            return false;
        var frameId = origin[(session.Id.Length + 1)..];
        if (!session.StopAwaiting(frameId, out var waited))
            return false;
        metrics.Answered("ok", waited);
        session.Send(RtmFrames.Ack(frameId, item));
        return true;
    }

    private async Task Post(RtmSession session, JsonElement frame, string? frameId)
    {
        if (!ChannelId.TryParse(Text(frame, "channel"), out var channel))
        {
            session.Send(RtmFrames.Nack(frameId, Refused, ErrorCodes.ChannelNotFound));
            return;
        }
        if (Text(frame, "text") is not { Length: > 0 } text)
        {
            session.Send(RtmFrames.Nack(frameId, NoText, "message text is missing"));
            return;
        }
        Ts? thread = null;
        if (Text(frame, "thread_ts") is { } threadText)
        {
            if (!Ts.TryParse(threadText, out var threadTs))
            {
                session.Send(RtmFrames.Nack(frameId, Refused, ErrorCodes.ThreadNotFound));
                return;
            }
            thread = threadTs;
        }
        var clientMsgId = Text(frame, "client_msg_id");
        if (clientMsgId is { Length: 0 or > 128 })
        {
            session.Send(RtmFrames.Nack(frameId, Refused, ErrorCodes.InvalidArguments));
            return;
        }
        var broadcast = Flag(frame, "reply_broadcast", otherwise: false);
        // A frame without an id is answered too, though its client cannot tell to what.
        var origin = frameId is null ? null : $"{session.Id}:{frameId}";
        var retryKey = clientMsgId ?? $"{session.Id}:{frameId ?? Guid.NewGuid().ToString()}";
        await Post(session, frameId, channel, new PostRequest(
            text, retryKey, clientMsgId, thread, broadcast, Origin: origin,
            // Somebody typed it: all links are shown, unless the composer's cross was clicked.
            UnfurlLinks: Flag(frame, "unfurl_links", otherwise: true), UnfurlMedia: Flag(frame, "unfurl_media", otherwise: true)));
    }

    private async Task Post(RtmSession session, string? frameId, ChannelId channel, PostRequest request)
    {
        var came = time.GetTimestamp();
        using var span = MessageTrace.Begin(MessageTrace.Frame);
        span?.SetTag("chat.team", session.Team.ToString()).SetTag("chat.session", session.Id);
        if (frameId is not null)
            session.Await(frameId);
        try
        {
            var grain = ChannelOf(session, channel);
            var result = await calls.AskIdempotent(() => grain.Post(session.Caller, request), CancellationToken.None);
            if (frameId is null)
            {
                metrics.Answered(result.IsDuplicate ? "duplicate" : "ok", time.GetElapsedTime(came));
                session.Send(RtmFrames.Ack("null", result.Message.Ts.ToString(), result.Message.Text));
            }
            else if (result.IsDuplicate)
                await AcknowledgeDuplicate(session, frameId, result.Message);
            else
                session.Feed.Expect(result.Message.Ts);
        }
        catch (Exception exception)
        {
            if (exception is not ChatException)
                LogPostFailed(session.Team, session.Id, exception);
            if (frameId is not null && !session.StopAwaiting(frameId, out _))
                return;
            metrics.Answered(exception is ChatException { Code: not ErrorCodes.ServiceUnavailable } ? "refused" : "failed", time.GetElapsedTime(came));
            session.Send(RtmFrames.Nack(frameId, Refused, exception is ChatException refusal ? refusal.Code : ErrorCodes.InternalError));
        }
    }

    private IChannelGrain ChannelOf(RtmSession session, ChannelId channel)
    {
        if (session.LastChannel is { } last && last.Id == channel)
            return last.Grain;
        var grain = grains.Channel(session.Team, channel);
        session.LastChannel = (channel, grain);
        return grain;
    }

    /// <summary>
    /// A message that was posted before: its event may have been shown long ago, or be on its way after a failure. The ack waits until it cannot
    /// come any more, so that an ack never overtakes an event that is older than it.
    /// </summary>
    private async Task AcknowledgeDuplicate(RtmSession session, string frameId, Message message)
    {
        session.Feed.Expect(message.Ts);
        try
        {
            await session.Feed.WhenReached(message.Ts).WaitAsync(DuplicateWait);
        }
        catch (TimeoutException)
        {
            session.Close(Sockets.CloseCodes.Resync, "resume from your last position");
            return;
        }
        if (!session.StopAwaiting(frameId, out var waited))
            return;
        metrics.Answered("duplicate", waited);
        session.Send(RtmFrames.Ack(frameId, message.Ts.ToString(), message.Text));
    }

    private async Task Typing(RtmSession session, JsonElement frame, string? frameId)
    {
        if (!ChannelId.TryParse(Text(frame, "channel"), out var channel))
            session.Send(RtmFrames.Nack(frameId, Refused, ErrorCodes.ChannelNotFound));
        else if (session.MayType())
            await Try(session, () => grains.Team(session.Team).Typing(session.User, channel));
    }

    private async Task SubscribePresence(RtmSession session, JsonElement frame, string? frameId)
    {
        if (Users(frame) is not { } users || users.Count > options.Value.MaxPresenceSubscriptions)
        {
            session.Send(RtmFrames.Nack(frameId, Refused, ErrorCodes.InvalidArguments));
            return;
        }
        await TellPresence(session, session.Watch(users));
    }

    private async Task QueryPresence(RtmSession session, JsonElement frame, string? frameId)
    {
        if (Users(frame) is not { Count: <= 500 } users)
            session.Send(RtmFrames.Nack(frameId, Refused, ErrorCodes.InvalidArguments));
        else
            await TellPresence(session, [.. users]);
    }

    private Task TellPresence(RtmSession session, UserId[] users) => users.Length == 0 ? Task.CompletedTask : Try(session, async () =>
    {
        foreach (var presence in await grains.Team(session.Team).GetPresence(users))
            session.Send(RtmFrames.Presence(presence.User, presence.Wire));
    });

    /// <summary>For what may be lost: a failure is noted and the session goes on.</summary>
    private async Task Try(RtmSession session, Func<Task> call)
    {
        try
        {
            await calls.Ask(call, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogSignalFailed(session.Team, session.Id, exception);
        }
    }

    private void TooFast(RtmSession session, string? frameId)
    {
        limits.Refused("frames");
        session.Send(frameId is null ? RtmFrames.Error(TooManyFrames, SlowDown) : RtmFrames.Nack(frameId, TooManyFrames, SlowDown));
    }

    private void BadFrameCame(RtmSession session, string? frameId, string message)
    {
        session.Send(frameId is null ? RtmFrames.Error(BadFrame, message) : RtmFrames.Nack(frameId, BadFrame, message));
        if (++session.BadFrames >= options.Value.MaxBadFrames)
            session.Close(Sockets.CloseCodes.TooManyBadFrames, "too many frames that cannot be read");
    }

    /// <summary>The id as written, if it is a number.</summary>
    private static string? FrameId(JsonElement frame) =>
        frame.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetRawText() : null;

    private static string? Text(JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement frame, string name, bool otherwise) =>
        frame.TryGetProperty(name, out var value) && value.ValueKind is (JsonValueKind.True or JsonValueKind.False) ? value.GetBoolean() : otherwise;

    private static HashSet<UserId>? Users(JsonElement frame)
    {
        if (!frame.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array)
            return null;
        var users = new HashSet<UserId>();
        foreach (var id in ids.EnumerateArray())
        {
            if (id.ValueKind == JsonValueKind.String && UserId.TryParse(id.GetString(), out var user))
                users.Add(user);
        }
        return users;
    }
}
