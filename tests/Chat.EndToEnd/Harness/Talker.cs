using System.Collections.Concurrent;
using System.Diagnostics;

namespace Chat.EndToEnd.Harness;

/// <summary>
/// A client that posts at a steady rate and does what a good client does when things break: it reconnects from its own position, at the
/// next address, and sends again what was not acked, with the same <c>client_msg_id</c>.
/// </summary>
public sealed class Talker : IAsyncDisposable
{
    private static readonly TimeSpan AnswerBound = TimeSpan.FromSeconds(30);
    private readonly SlackApi[] addresses;
    private readonly string channel;
    private readonly ConcurrentDictionary<string, Task> posts = new();
    private readonly ConcurrentQueue<Ack> acks = new();
    private readonly ConcurrentQueue<string> refusals = new();
    private readonly CancellationTokenSource ending = new();
    private Task connected = Task.CompletedTask;
    private Task keeping = Task.CompletedTask;
    private int address;
    private int said;

    private Talker(RtmClient client, SlackApi[] addresses, string channel)
    {
        Client = client;
        this.addresses = addresses;
        this.channel = channel;
        StartTs = client.LastTs;
    }

    public RtmClient Client { get; }

    /// <summary>Where this client's record begins.</summary>
    public string StartTs { get; }

    /// <summary>Acked posts in the order of their acks.</summary>
    public IReadOnlyCollection<Ack> Acks => acks;

    /// <summary>Error codes of nacks, and lost sockets; each was retried.</summary>
    public IReadOnlyCollection<string> Refusals => refusals;

    public int Resumes { get; private set; }

    /// <param name="addresses">Servers to connect to: the first at first, the next one after each loss.</param>
    public static async Task<Talker> StartAsync(TestTeam team, string user, string channel, params SlackApi[] addresses)
    {
        var client = await RtmClient.ConnectAsync(team.Through(addresses[0]), user);
        var talker = new Talker(client, addresses, channel);
        talker.keeping = talker.KeepConnected();
        return talker;
    }

    /// <summary>Posts <paramref name="perSecond"/> messages a second until cancelled, then waits until every one is acked.</summary>
    public async Task TalkAsync(int perSecond, CancellationToken until)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        try
        {
            while (await timer.WaitForNextTickAsync(until))
            {
                var id = $"{Client.User.Name}-{++said}";
                posts[id] = PostUntilAcked(id);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough said.
        }
        await Task.WhenAll(posts.Values).Within(TimeSpan.FromSeconds(90), () => $"all {said} posts of {Client.User.Name} to be acked ({acks.Count} were); last refusals: {string.Join(", ", refusals.TakeLast(10))}");
    }

    /// <summary>The ts of the channel's messages in the order in which this client was shown them, by event or by ack.</summary>
    public List<string> Shown(out List<string> faults)
    {
        List<string> shown = [];
        faults = [.. Client.Disorder];
        var last = StartTs;
        var known = new HashSet<string>();
        foreach (var frame in Client.Frames)
        {
            if (frame.Order is not { Length: 17 } at)
                continue;
            var isMessage = frame.IsAck || (frame.Type == "message" && frame.Channel == channel && !frame.Json.ContainsKey("hidden"));
            if (string.CompareOrdinal(at, last) > 0)
            {
                last = at;
                if (isMessage && known.Add(at))
                    shown.Add(at);
            }
            else if (frame.IsAck && !known.Contains(at))
            {
                faults.Add($"acked behind the order and never shown: {frame.Json.ToJsonString()}");
            }
        }
        return shown;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Client.DisposeAsync();
        await keeping;
        ending.Dispose();
    }

    private async Task PostUntilAcked(string id)
    {
        var asked = Stopwatch.GetTimestamp();
        while (!ending.IsCancellationRequested)
        {
            await connected;
            try
            {
                var answer = await PostOnce(id);
                if (answer["ok"]!.GetValue<bool>())
                {
                    acks.Enqueue(new Ack(id, SlackApi.Text(answer, "ts"), asked, Stopwatch.GetTimestamp()));
                    return;
                }
                refusals.Enqueue(SlackApi.Text(answer["error"], "msg"));
            }
            catch (SocketLostException)
            {
                refusals.Enqueue("socket lost");
            }
            catch (TimeoutException)
            {
                refusals.Enqueue("no answer");
            }
            await Task.Delay(200);
        }
    }

    private Task<System.Text.Json.Nodes.JsonObject> PostOnce(string id) => Client.Request(
        new System.Text.Json.Nodes.JsonObject { ["type"] = "message", ["channel"] = channel, ["text"] = id, ["client_msg_id"] = id },
        AnswerBound);

    private async Task KeepConnected()
    {
        while (true)
        {
            await Client.Closed;
            if (ending.IsCancellationRequested)
                return;
            var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            connected = again.Task;
            await Reconnect();
            again.SetResult();
        }
    }

    private async Task Reconnect()
    {
        while (!ending.IsCancellationRequested)
        {
            address = (address + 1) % addresses.Length;
            try
            {
                await Client.ResumeAsync(addresses[address]);
                Resumes++;
                if (!Client.Resumed)
                    refusals.Enqueue("not resumed: " + Client.Hello.ToJsonString());
                return;
            }
            catch (Exception e) when (e is HttpRequestException or SocketLostException or System.Net.WebSockets.WebSocketException
                or TimeoutException or TaskCanceledException or InvalidOperationException or IOException or Xunit.Sdk.XunitException)
            {
                await Task.Delay(100);
            }
        }
    }
}

/// <summary>An acked post: its client_msg_id, its ts, and when it was first wanted and at last acked, in Stopwatch ticks.</summary>
public readonly record struct Ack(string Id, string Ts, long Asked, long At)
{
    public TimeSpan Took => Stopwatch.GetElapsedTime(Asked, At);
}
