using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Cluster;

/// <summary>One team's channel in which alice and bob talk.</summary>
public sealed record Room(TestTeam Team, string Channel, Talker Alice, Talker Bob)
{
    public TimeSpan Outage => Proof.Outage(Alice, Bob);
}

/// <summary>Several teams that talk at once.</summary>
public sealed class Rooms : IAsyncDisposable
{
    private readonly CancellationTokenSource enough = new();
    private Task talking = Task.CompletedTask;

    public List<Room> All { get; } = [];

    /// <param name="alices">Gateways that the alices go to in turn, beginning with the first.</param>
    /// <param name="bobs">The same for the bobs.</param>
    public static async Task<Rooms> OpenAsync(ClusterServers cluster, int count, int[] alices, int[] bobs)
    {
        var apis = cluster.Apis;
        var rooms = new Rooms();
        for (var n = 0; n < count; n++)
        {
            var team = await TestTeam.CreateAsync(apis[1], "alice", "bob");
            var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
            rooms.All.Add(new Room(
                team,
                channel,
                await Talker.StartAsync(team, "alice", channel, [.. alices.Select(a => apis[a])]),
                await Talker.StartAsync(team, "bob", channel, [.. bobs.Select(b => apis[b])])));
        }
        return rooms;
    }

    /// <param name="perSecond">Messages of each of the two in each room; of several numbers, one for each room in turn.</param>
    public void StartTalking(params int[] perSecond) => talking = Task.WhenAll(
        All.SelectMany((r, n) => new[] { r.Alice, r.Bob }.Select(t => t.TalkAsync(perSecond[n % perSecond.Length], enough.Token))));

    /// <summary>Ends the talk, waits until every post is acked, and proves that nothing was lost or doubled.</summary>
    public async Task ProveAsync()
    {
        await enough.CancelAsync();
        await talking;
        foreach (var room in All)
            await Proof.NothingLostNothingTwice(room.Team, room.Channel, room.Alice, room.Bob);
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        foreach (var room in All)
        {
            await room.Alice.DisposeAsync();
            await room.Bob.DisposeAsync();
        }
        // A test that failed has said why; what its talkers met after that adds nothing.
        await Task.WhenAny(talking);
        enough.Dispose();
    }
}
