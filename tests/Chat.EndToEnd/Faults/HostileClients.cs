using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>Clients that do harm, each in a team of its own: the others are to notice nothing.</summary>
internal static class HostileClients
{
    public const int ShortFlood = 50_000;
    public const int LongFlood = 1_000_000;

    /// <summary>What a server shows of one user's typing at most: its limit, with room for the bounds of a second.</summary>
    private const int ShownPerSecond = 20;

    private const long MostMemory = 192L * 1024 * 1024;
    private static readonly TimeSpan FloodBound = TimeSpan.FromSeconds(12);

    /// <summary>One of those that are over soon, beside another fault.</summary>
    public static Task AnyAsync(FaultCluster cluster, Random random) =>
        random.Next(2) == 0 ? GarbageAsync(cluster, random) : TypingAsync(cluster, ShortFlood);

    /// <summary>Random bytes, giant frames, half frames, half handshakes, wrong opcodes and text that is none, over many connections at once.</summary>
    public static Task GarbageAsync(FaultCluster cluster, Random random) => GarbageAsync(cluster, random, TimeSpan.Zero);

    /// <param name="pause">Between two connections of one of twelve attackers: those that share the machine with whom they attack must leave it something.</param>
    public static async Task GarbageAsync(FaultCluster cluster, Random random, TimeSpan pause)
    {
        var gateway = cluster.Gateways[random.Next(cluster.Gateways.Length)];
        var team = await GatherAsync(new SlackApi(gateway.Address), "mallory");
        var before = gateway.ResidentBytes;
        var seeds = Enumerable.Range(0, 12).Select(_ => random.Next()).ToList();
        var halves = await Task.WhenAll(seeds.Select(seed => MisbehaveAsync(team, gateway.Address, new Random(seed), pause)));
        Assert.InRange(gateway.ResidentBytes - before, long.MinValue, MostMemory);
        foreach (var half in halves)
            half.Dispose();
    }

    /// <summary>
    /// A client that does not read while its team is flooded: it is cut off, and the gateway holds no more than its bound for it. Its user
    /// resumes from where it stopped and misses nothing.
    /// </summary>
    public static async Task StopReadingAsync(FaultCluster cluster, Random random)
    {
        const int posts = 600;
        var gateway = cluster.Gateways[random.Next(cluster.Gateways.Length)];
        var team = await GatherAsync(new SlackApi(gateway.Address), "mallory", "writer");
        await using var other = await RtmClient.ConnectAsync(team, "mallory");
        using var idle = await RawSocket.OpenAsync(team, "mallory", receiveBuffer: 4096);
        var start = other.Position;
        var before = gateway.ResidentBytes;
        var text = new string('x', 12_000);
        var last = "";
        for (var n = 0; n < posts; n++)
            last = await PostUntilTakenAsync(team, "writer", text, $"flood-{n}");
        await other.WaitUntil(last);
        Assert.InRange(gateway.ResidentBytes - before, long.MinValue, MostMemory);
        var read = await idle.DrainAsync().Within(TimeSpan.FromSeconds(40), "a client that did not read to be cut off");
        Assert.InRange(read, 0, (long)posts * text.Length);
        await using var late = await RtmClient.ConnectAtAsync(team, "mallory", start);
        await late.WaitUntil(last);
        Assert.Equal(posts, late.Frames.Count(f => f.Type == "message" && f.Text.Length == text.Length));
        Assert.Empty(late.Disorder);
    }

    /// <summary>A team of the attack's own. It may be made while something fails: then another one is.</summary>
    private static async Task<TestTeam> GatherAsync(SlackApi api, params string[] people)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TestTeam.CreateAsync(api, people);
            }
            catch (Exception e) when (attempt < 10 && e is HttpRequestException or TaskCanceledException or Xunit.Sdk.XunitException)
            {
                await Task.Delay(500);
            }
        }
    }

    /// <summary>Posts; sends again what is refused because of the fault that is under way. Answers the ts.</summary>
    private static async Task<string> PostUntilTakenAsync(TestTeam team, string author, string text, string id)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var answer = await team.Api.Call(
                    "chat.postMessage", team[author].Token, ("channel", team.General), ("text", text), ("client_msg_id", id));
                if (answer["ok"]!.GetValue<bool>())
                    return SlackApi.Text(answer, "ts");
                Assert.Equal("service_unavailable", SlackApi.Text(answer, "error"));
            }
            catch (HttpRequestException)
            {
                // The gateway was killed; it comes back at the same address.
            }
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 90);
            await Task.Delay(200);
        }
    }

    /// <summary>One user types this often, as quickly as the server takes it, or is cut off.</summary>
    public static async Task TypingAsync(FaultCluster cluster, int frames)
    {
        var team = await GatherAsync(cluster.Apis[0], "mallory", "listener");
        await using var listener = await RtmClient.ConnectAsync(team, "listener");
        using var flood = await RawSocket.OpenAsync(team, "mallory");
        using var bound = new CancellationTokenSource(FloodBound);
        // The server handles a session's frames one after the other: the answer to the last one says that all were.
        var handled = flood.ReadUntilAsync("\"reply_to\":987654", bound.Token);
        var frame = RawSocket.Frame(0x81, Encoding.UTF8.GetBytes($$"""{"type":"typing","channel":"{{team.General}}","id":1}"""));
        var block = Enumerable.Repeat(frame, 500).SelectMany(b => b).ToArray();
        var began = Stopwatch.StartNew();
        var sent = 0;
        string end;
        try
        {
            for (; sent < frames; sent += 500)
                await flood.SendAsync(block, bound.Token);
            await flood.SendAsync(RawSocket.Frame(0x81, """{"type":"ping","id":987654}"""u8), bound.Token);
            end = await handled ? "handled" : "cut off";
        }
        catch (SocketException)
        {
            end = "cut off";
        }
        catch (OperationCanceledException)
        {
            end = "still held back";
        }
        var took = began.Elapsed;
        var shown = listener.Frames.Count(f => f.Type == "user_typing");
        Proof.Report($"  typing: {sent:N0} of {frames:N0} frames taken, {end} after {took.TotalSeconds:0.0} s; {shown:N0} shown to another");
        flood.Dispose();
        await Task.WhenAny(handled);
        Assert.InRange(shown, 0, (int)((took.TotalSeconds + 1) * ShownPerSecond));
    }

    /// <summary>Posts large messages until the full disk is felt: what is written in between is small, and tables have room for it.</summary>
    public static async Task GrowTablesAsync(TestTeam team, SmallDisk disk)
    {
        var text = new string('y', 30_000);
        var felt = Stopwatch.StartNew();
        for (var n = 0; felt.Elapsed < TimeSpan.FromSeconds(15); n++)
        {
            disk.Fill();
            var answer = await team.Api.Call("chat.postMessage", team["writer"].Token, ("channel", team.General), ("text", text));
            if (answer["ok"]!.GetValue<bool>())
                continue;
            Proof.Report($"  disk full: felt after {n} posts of 30 KB: {answer["error"]}");
            return;
        }
        Proof.Report("  disk full: not felt in 15 s");
    }

    /// <summary>Some rounds of misbehaviour; answers a connection that stays half-said until the caller closes it.</summary>
    private static async Task<RawSocket> MisbehaveAsync(TestTeam team, Uri gateway, Random random, TimeSpan pause)
    {
        for (var n = 0; n < 20; n++)
        {
            await Task.Delay(pause * 2 * random.NextDouble());
            // A fresh ticket for few of them: one user may not connect without end.
            using var socket = n % 10 == 0 ? await RawSocket.OpenAsync(team, "mallory") : await RawSocket.DialAsync(gateway);
            try
            {
                foreach (var part in Nonsense(random))
                    await socket.SendAsync(part);
            }
            catch (SocketException)
            {
                // Cut off in the middle, which is as it should be.
            }
        }
        var half = await RawSocket.OpenAsync(team, "mallory");
        await half.SendAsync(RawSocket.Frame(0x81, "{\"type\":"u8, claimedLength: 9_000));
        return half;
    }

    private static IEnumerable<byte[]> Nonsense(Random random)
    {
        var bytes = new byte[random.Next(1, 40_000)];
        random.NextBytes(bytes);
        switch (random.Next(8))
        {
            case 0:
                yield return bytes;
                break;
            case 1:
                yield return RawSocket.Frame(0x81, bytes, claimedLength: long.MaxValue);
                break;
            case 2:
                for (var n = 0; n < 40; n++)
                    yield return RawSocket.Frame((byte)(n == 0 ? 0x01 : 0x00), bytes);
                break;
            case 3:
                yield return RawSocket.Frame(0x81, bytes);
                break;
            case 4:
                yield return RawSocket.Frame((byte)random.Next(256), bytes.AsSpan(0, Math.Min(bytes.Length, 100)));
                break;
            case 5:
                for (var n = 0; n < 500; n++)
                    yield return RawSocket.Frame(0x89, bytes.AsSpan(0, Math.Min(bytes.Length, 125)));
                break;
            case 6:
                for (var n = 0; n < 100; n++)
                    yield return RawSocket.Frame(0x81, "{\"type\":\"message\",\"channel\":[[[[[[[["u8);
                break;
            default:
                yield return Encoding.ASCII.GetBytes("GET /websocket/" + new string('a', random.Next(1, 9_000)));
                break;
        }
    }
}
