using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace Chat.EndToEnd.Harness;

/// <summary>
/// A client that speaks the socket protocol by itself: keeps its own position, resumes from it, and records every frame that it was sent,
/// over all its connections. It checks the one rule that holds always: what is lasting comes in strictly increasing order, each once.
/// </summary>
public sealed class RtmClient : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<RtmFrame> frames = [];
    private readonly List<string> disorder = [];
    private readonly List<(Func<RtmFrame, bool> Wanted, TaskCompletionSource<RtmFrame> Found)> waiting = [];
    private readonly Dictionary<long, (JsonObject Frame, TaskCompletionSource<JsonObject> Answer)> unanswered = [];
    private readonly SemaphoreSlim sending = new(1);
    private SlackApi api;
    private ClientWebSocket socket = new();
    private Task reading = Task.CompletedTask;
    private long lastId;
    private int connection;

    private RtmClient(SlackApi api, TestUser user)
    {
        this.api = api;
        User = user;
    }

    public TestUser User { get; }

    /// <summary>The last hello.</summary>
    public JsonObject Hello { get; private set; } = [];

    public bool Resumed => Hello["resumed"]!.GetValue<bool>();

    /// <summary>Everything up to here was received: the hello's position, moved on by every lasting frame.</summary>
    public string Position { get; private set; } = "";

    /// <summary>The ts in <see cref="Position"/>.</summary>
    public string LastTs => Position.Length < 17 ? "" : Position[^17..];

    /// <summary>Ends when the present socket does.</summary>
    public Task Closed => reading;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public RtmFrame[] Frames
    {
        get
        {
            lock (gate)
                return [.. frames];
        }
    }

    /// <summary>What came out of order or twice; empty unless the server is at fault.</summary>
    public string[] Disorder
    {
        get
        {
            lock (gate)
                return [.. disorder];
        }
    }

    /// <summary>A new session that begins at the present position.</summary>
    public static async Task<RtmClient> ConnectAsync(TestTeam team, string user)
    {
        var client = new RtmClient(team.Api, team[user]);
        await client.OpenAsync(await client.TicketAddress());
        return client;
    }

    /// <summary>A session at an address that the test made itself.</summary>
    public static async Task<RtmClient> ConnectAsync(TestTeam team, string user, Uri address)
    {
        var client = new RtmClient(team.Api, team[user]);
        await client.OpenAsync(address);
        return client;
    }

    /// <summary>A session with a ticket of its own and the given offset.</summary>
    public static async Task<RtmClient> ConnectAtAsync(TestTeam team, string user, string offset)
    {
        var client = new RtmClient(team.Api, team[user]);
        await client.OpenAsync(WithOffset(await client.TicketAddress(), offset));
        return client;
    }

    /// <summary>Opens a new socket from this client's own position, at another gateway if one is given. The old socket must be gone.</summary>
    public async Task ResumeAsync(SlackApi? at = null)
    {
        api = at ?? api;
        await ResumeAsync(await TicketAddress());
    }

    /// <summary>The same with a ticket that the test got itself.</summary>
    public async Task ResumeAsync(Uri address)
    {
        socket.Dispose();
        socket = new ClientWebSocket();
        await OpenAsync(WithOffset(address, Position));
    }

    /// <summary>The address that rtm.connect answers, with its ticket.</summary>
    public static async Task<Uri> TicketAsync(SlackApi api, string token) =>
        new((await api.Ok("rtm.connect", token))["url"]!.GetValue<string>());

    public static Uri WithOffset(Uri address, string offset) =>
        new UriBuilder(address) { Query = "offset=" + Uri.EscapeDataString(offset) }.Uri;

    /// <summary>Sends a frame that is answered (message, ping) and returns the answer: ack, nack or pong.</summary>
    public async Task<JsonObject> Request(JsonObject frame, TimeSpan? bound = null)
    {
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        long id;
        lock (gate)
        {
            id = ++lastId;
            frame["id"] = id;
            unanswered[id] = (frame, answer);
        }
        try
        {
            await SendText(frame.ToJsonString());
        }
        catch (Exception e) when (IsLost(e))
        {
            lock (gate)
                unanswered.Remove(id);
            throw new SocketLostException("closed before the frame was sent", e);
        }
        return await answer.Task.Within(bound ?? Eventually.Usual, $"the answer to {frame.ToJsonString()}");
    }

    /// <summary>Sends a frame that nothing answers (typing, presence_sub).</summary>
    public Task Tell(JsonObject frame)
    {
        lock (gate)
            frame["id"] = ++lastId;
        return SendText(frame.ToJsonString());
    }

    /// <summary>Posts by the socket and returns the ack or nack.</summary>
    public Task<JsonObject> Post(string channel, string text, string? clientMsgId = null, string? thread = null, bool broadcast = false)
    {
        var frame = new JsonObject { ["type"] = "message", ["channel"] = channel, ["text"] = text };
        if (clientMsgId is not null)
            frame["client_msg_id"] = clientMsgId;
        if (thread is not null)
            frame["thread_ts"] = thread;
        if (broadcast)
            frame["reply_broadcast"] = true;
        return Request(frame);
    }

    public Task SendText(string text) => SendRaw(Encoding.UTF8.GetBytes(text));

    public async Task SendRaw(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        // ClientWebSocket takes one send at a time.
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The first frame, past or coming, that fits.</summary>
    public Task<RtmFrame> WaitFor(Func<RtmFrame, bool> wanted, string what, TimeSpan? bound = null)
    {
        var found = new TaskCompletionSource<RtmFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (frames.Find(f => wanted(f)) is { } past)
                return Task.FromResult(past);
            waiting.Add((wanted, found));
        }
        return Awaited();

        async Task<RtmFrame> Awaited()
        {
            try
            {
                return await found.Task.Within(bound ?? Eventually.Usual, what);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{User.Name}: {e.Message} Last frames:\n{LastFrames()}", e);
            }
        }
    }

    /// <summary>Until everything up to the given ts has come: the order is total, so that what precedes it has come too.</summary>
    public Task WaitUntil(string ts) =>
        string.CompareOrdinal(LastTs, ts) >= 0 ? Task.CompletedTask : WaitFor(f => string.CompareOrdinal(f.Order, ts) >= 0, $"the event at {ts}");

    /// <summary>Cuts the connection without a close handshake, as a lost network does.</summary>
    public async Task DropAsync()
    {
        socket.Abort();
        await reading;
    }

    public async Task CloseAsync()
    {
        if (socket.State == WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await reading.Within(Eventually.Usual, "the server's part of the close handshake");
    }

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await reading;
        socket.Dispose();
        sending.Dispose();
    }

    public string LastFrames() => string.Join('\n', Frames.TakeLast(15).Select(f => f.Json.ToJsonString()));

    private Task<Uri> TicketAddress() => TicketAsync(api, User.Token);

    private async Task OpenAsync(Uri address)
    {
        connection++;
        if (Position.Length == 0)
            Position = HttpUtility.ParseQueryString(address.Query)["offset"] ?? "";
        await socket.ConnectAsync(address, CancellationToken.None).Within(Eventually.Usual, $"the socket at {address} to open");
        var hello = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        reading = Read(socket, connection, hello);
        await hello.Task.Within(Eventually.Usual, "hello");
    }

    private async Task Read(ClientWebSocket from, int number, TaskCompletionSource hello)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        try
        {
            while (true)
            {
                var part = await from.ReceiveAsync(buffer.GetMemory(4096), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                buffer.Advance(part.Count);
                if (!part.EndOfMessage)
                    continue;
                Take(JsonNode.Parse(buffer.WrittenSpan)!.AsObject(), number, hello);
                buffer.ResetWrittenCount();
            }
            if (from.State == WebSocketState.CloseReceived)
                await from.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (IsLost(e))
        {
            // The connection is gone; whoever waits learns it below.
        }
        finally
        {
            hello.TrySetException(new SocketLostException($"closed with {from.CloseStatus} {from.CloseStatusDescription} before hello"));
            FailUnanswered(from);
        }
    }

    private static bool IsLost(Exception e) =>
        e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException;

    private void Take(JsonObject json, int number, TaskCompletionSource hello)
    {
        List<TaskCompletionSource<RtmFrame>> found = [];
        TaskCompletionSource<JsonObject>? answer = null;
        RtmFrame frame;
        lock (gate)
        {
            JsonObject? request = null;
            if (json["reply_to"] is { } replyTo && unanswered.Remove(replyTo.GetValue<long>(), out var asked))
                (request, answer) = asked;
            frame = new RtmFrame(json, Stopwatch.GetTimestamp(), number, request);
            if (frame.Type == "hello")
            {
                Hello = json;
                StartFrom(json);
            }
            Advance(frame);
            frames.Add(frame);
            for (var i = waiting.Count - 1; i >= 0; i--)
            {
                if (!waiting[i].Wanted(frame))
                    continue;
                found.Add(waiting[i].Found);
                waiting.RemoveAt(i);
            }
        }
        answer?.TrySetResult(json);
        found.ForEach(f => f.TrySetResult(frame));
        if (frame.Type == "hello")
            hello.TrySetResult();
        else if (frame.Type == "error" && frame.Json.ContainsKey("error"))
            hello.TrySetException(new SocketLostException(json.ToJsonString()));
    }

    /// <summary>Hello says where the client stands: at the offset that it gave, or, if that could not be resumed, at the present.</summary>
    private void StartFrom(JsonObject hello)
    {
        var position = SlackApi.Text(hello, "position");
        if (hello["resumed"]?.GetValue<bool>() == true && Position.Length > 17 && position[^17..] != LastTs)
            disorder.Add($"resumed from {Position}, but hello says {position}");
        Position = position;
    }

    private void Advance(RtmFrame frame)
    {
        if (frame.Order is not { Length: 17 } at || Position.Length < 17)
            return;
        if (string.CompareOrdinal(at, LastTs) > 0)
            Position = Position[..^17] + at;
        // The ack of a repeated post names the first one's place again; anything else must be new.
        else if (!frame.IsAck)
            disorder.Add($"connection {frame.Connection}, after {LastTs}: {frame.Json.ToJsonString()}");
    }

    private void FailUnanswered(ClientWebSocket from)
    {
        TaskCompletionSource<JsonObject>[] lost;
        lock (gate)
        {
            lost = [.. unanswered.Values.Select(u => u.Answer)];
            unanswered.Clear();
        }
        foreach (var answer in lost)
            answer.TrySetException(new SocketLostException($"closed with {from.CloseStatus} {from.CloseStatusDescription}"));
    }
}

/// <summary>The socket ended while something was awaited from it.</summary>
public sealed class SocketLostException(string message, Exception? inner = null) : Exception(message, inner);
