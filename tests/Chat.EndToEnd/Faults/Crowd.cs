using System.Diagnostics;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>
/// Several teams, each with two clients that post and read at different gateways, over many rounds. Their records, and so what the checker
/// compares, go back to the crowd's beginning.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan ServedBound = TimeSpan.FromSeconds(90);
    private const int Served = 3;
    private readonly List<(TestTeam Team, string Channel, Talker[] Talkers)> rooms = [];
    private CancellationTokenSource enough = new();
    private Task talking = Task.CompletedTask;

    private IEnumerable<Talker> Talkers => rooms.SelectMany(r => r.Talkers);

    public static async Task<Crowd> GatherAsync(FaultCluster cluster, int teams)
    {
        var crowd = new Crowd();
        var apis = cluster.Apis;
        for (var n = 0; n < teams; n++)
        {
            var team = await TestTeam.CreateAsync(apis[n % 2], "alice", "bob");
            var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
            crowd.rooms.Add((team, channel,
                [await Talker.StartAsync(team, "alice", channel, apis), await Talker.StartAsync(team, "bob", channel, [apis[1], apis[0]])]));
        }
        return crowd;
    }

    /// <summary>Everybody begins to post at this rate, each.</summary>
    public void StartTalking(int perSecond)
    {
        enough = new CancellationTokenSource();
        var until = enough.Token;
        talking = Task.WhenAll(Talkers.Select(t => t.TalkAsync(perSecond, until)));
    }

    public IEnumerable<string> Teams => rooms.Select(r => r.Team.Id);

    /// <summary>
    /// Until every client has had several posts acked that it first wanted after <paramref name="since"/> (Stopwatch ticks): it is served, not
    /// only answered once.
    /// </summary>
    public Task UntilServedAsync(long since, Func<string> logs) => Eventually.True(
        () => Talkers.All(t => t.Acks.Reverse().TakeWhile(a => a.At > since).Count(a => a.Asked > since) >= Served),
        ServedBound,
        () => $"every client to be served again; unserved: {string.Join("; ", Unserved(since))}; logs:\n{logs()}");

    /// <summary>Everybody stops, and everything posted is acked.</summary>
    public async Task StopTalkingAsync()
    {
        await enough.CancelAsync();
        await talking;
    }

    /// <summary>The longest time without an ack of any client between the two times (Stopwatch ticks), in which all were talking.</summary>
    public TimeSpan LongestSilence(long from, long to) => Talkers.Max(talker =>
    {
        long[] times = [from, .. talker.Acks.Select(a => a.At).Where(at => at > from && at < to).Order(), to];
        return TimeSpan.FromSeconds((double)times.Zip(times.Skip(1), (a, b) => b - a).Max() / Stopwatch.Frequency);
    });

    /// <summary>Times from post to ack of the posts that were first wanted between the two times.</summary>
    public IEnumerable<TimeSpan> Latencies(long from, long to) => Talkers.SelectMany(t => t.Acks).Where(a => a.Asked >= from && a.Asked < to).Select(a => a.Took);

    public async Task<Verdict> CheckAsync()
    {
        var verdict = Verdict.Clean;
        foreach (var (team, channel, talkers) in rooms)
        {
            var end = await team.PostAsync("alice", channel, "the end of the round");
            foreach (var talker in talkers)
                await talker.Client.WaitUntil(end);
            var history = await team.HistoryAsync("bob", channel);
            history.Reverse();
            verdict += Checker.Compare([.. history.Select(m => (SlackApi.Text(m, "ts"), SlackApi.Text(m, "client_msg_id")))], talkers);
        }
        return verdict;
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        foreach (var talker in Talkers)
            await talker.DisposeAsync();
        // A test that failed has said why; what its talkers met after that adds nothing.
        await Task.WhenAny(talking);
        enough.Dispose();
    }

    private IEnumerable<string> Unserved(long since) => rooms.SelectMany(room => room.Talkers
        .Where(t => t.Acks.LastOrDefault().Asked <= since)
        .Select(t => $"{t.Client.User.Name} of {room.Team.Id} ({string.Join(", ", t.Refusals.TakeLast(4))})"));
}
