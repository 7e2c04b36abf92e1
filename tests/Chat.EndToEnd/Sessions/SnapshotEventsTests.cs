using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;

namespace Chat.EndToEnd.Sessions;

/// <summary>
/// <c>old snapshot + events == fresh snapshot</c>, for every verb, for the actor, another member, one who is not in the channel and the
/// third of a group DM; for clients that listened all the time and for clients that were away while it happened.
/// </summary>
public sealed class SnapshotEventsTests(EmbeddedServer server)
{
    private static readonly string[] Watching = ["alice", "bob", "carol", "dave"];

    public static TheoryData<string> VerbNames => [.. Verbs.All.Keys];

    [Theory]
    [MemberData(nameof(VerbNames))]
    public async Task Old_snapshot_and_events_are_the_fresh_snapshot_after(string verb)
    {
        var scene = await Scene.MakeAsync(await server.NewTeamAsync(Watching));
        List<Observer> live = [];
        List<Observer> away = [];
        try
        {
            foreach (var user in Watching)
            {
                live.Add(await Observer.StartAsync(scene.Team, user));
                away.Add(await Observer.StartAsync(scene.Team, user));
            }
            foreach (var observer in away)
                await observer.Socket.DropAsync();

            await Verbs.All[verb](scene, live[0]);

            // In #general everyone is; the order is total, so that whoever has this has all that came before.
            var end = await scene.Team.PostAsync("admin", scene.Team.General, "end of the scene");
            foreach (var observer in away)
            {
                await observer.Socket.ResumeAsync();
                Assert.True(observer.Socket.Resumed, $"{observer.Name} should resume: {observer.Socket.Hello.ToJsonString()}");
            }
            foreach (var observer in live.Concat(away))
            {
                await observer.Socket.WaitUntil(end);
                await observer.MustAgreeWithFreshSnapshot(after: $"'{verb}' ({(live.Contains(observer) ? "live" : "resumed")})");
            }
        }
        finally
        {
            foreach (var observer in live.Concat(away))
                await observer.DisposeAsync();
        }
    }
}
