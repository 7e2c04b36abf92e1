using System.Diagnostics;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Sharding;

/// <summary>Teams of both parities, in each of which alice and bob talk; the shares of both masters.</summary>
internal sealed class PairRooms : IAsyncDisposable
{
    private readonly CancellationTokenSource enough = new();
    private Task talking = Task.CompletedTask;

    public List<(TestTeam Team, string Channel, Talker Alice, Talker Bob)> Even { get; } = [];

    public List<(TestTeam Team, string Channel, Talker Alice, Talker Bob)> Odd { get; } = [];

    public IEnumerable<(TestTeam Team, string Channel, Talker Alice, Talker Bob)> All => Even.Concat(Odd);

    /// <summary>The longest time in which one client had no ack.</summary>
    public TimeSpan LongestSilence => All.Max(r => Proof.Outage(r.Alice, r.Bob));

    public int Acked => All.Sum(r => r.Alice.Acks.Count + r.Bob.Acks.Count);

    /// <param name="each">Teams of each parity.</param>
    public static async Task<PairRooms> OpenAsync(PairCluster cluster, int each)
    {
        var rooms = new PairRooms();
        var apis = cluster.Apis;
        while (rooms.Even.Count < each || rooms.Odd.Count < each)
        {
            // Numbers are random.
            var team = await TestTeam.CreateAsync(apis[0], "alice", "bob");
            var side = PairCluster.IsEven(team.Id) ? rooms.Even : rooms.Odd;
            if (side.Count == each)
                continue;
            var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
            side.Add((team, channel, await Talker.StartAsync(team, "alice", channel, apis), await Talker.StartAsync(team, "bob", channel, [apis[1], apis[0]])));
        }
        return rooms;
    }

    public void StartTalking(int perSecond) =>
        talking = Task.WhenAll(All.SelectMany(r => new[] { r.Alice, r.Bob }).Select(t => t.TalkAsync(perSecond, enough.Token)));

    /// <summary>Until everybody has had a post acked that was first wanted from now on.</summary>
    public Task UntilAckedAsync()
    {
        var since = Stopwatch.GetTimestamp();
        return Eventually.True(
            () => All.All(r => new[] { r.Alice, r.Bob }.All(t => t.Acks.LastOrDefault().Asked > since)),
            TimeSpan.FromSeconds(60),
            () => $"everybody's posts to be acked; refusals: {string.Join(", ", All.SelectMany(r => r.Alice.Refusals.TakeLast(2)))}");
    }

    /// <summary>Ends the talk, waits until every post is acked, and proves that nothing was lost or doubled.</summary>
    public async Task ProveAsync()
    {
        await enough.CancelAsync();
        await talking;
        foreach (var (team, channel, alice, bob) in All)
            await Proof.NothingLostNothingTwice(team, channel, alice, bob);
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        foreach (var (_, _, alice, bob) in All)
        {
            await alice.DisposeAsync();
            await bob.DisposeAsync();
        }
        await Task.WhenAny(talking);
        enough.Dispose();
    }
}
