using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Model;

/// <summary>A user's client that began with a snapshot and has listened since.</summary>
public sealed class Observer : IAsyncDisposable
{
    private readonly TestTeam team;
    private readonly ClientState start;

    private Observer(TestTeam team, string name, ClientState start, RtmClient socket)
    {
        this.team = team;
        this.start = start;
        Name = name;
        Socket = socket;
    }

    public string Name { get; }

    public RtmClient Socket { get; }

    public static async Task<Observer> StartAsync(TestTeam team, string user)
    {
        var taken = await Snapshot.TakeAsync(team, user);
        return new Observer(team, user, taken.State, await RtmClient.ConnectAsync(team, user, taken.Address));
    }

    /// <summary>What the old snapshot and the events since then say.</summary>
    public ClientState State => Socket.Frames.Aggregate(start, ClientEvents.Apply);

    /// <summary>Fails unless <c>old snapshot + events == fresh snapshot</c>.</summary>
    public async Task MustAgreeWithFreshSnapshot(string after)
    {
        var fresh = await Snapshot.TakeAsync(team, Name);
        var differences = Differences.Between(State, fresh.State);
        if (differences.Count > 0 || Socket.Disorder.Length > 0)
        {
            Assert.Fail($"After {after}, {Name}'s old snapshot and its events are not the fresh snapshot:\n  {string.Join("\n  ", differences.Concat(Socket.Disorder))}\n"
                + $"its frames:\n{Socket.LastFrames()}");
        }
    }

    public ValueTask DisposeAsync() => Socket.DisposeAsync();
}
