using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;

namespace Chat.EndToEnd.Sessions;

/// <summary>A server whose limits are small enough to be met: what lies beyond them is refused openly.</summary>
public sealed class TightLimitsTests : IAsyncLifetime
{
    private const int ResumeEvents = 20;
    private static readonly TimeSpan TicketAge = TimeSpan.FromSeconds(1);

    private readonly TempFolder folder = new();
    private ServerProcess server = null!;
    private SlackApi api = null!;

    public async ValueTask InitializeAsync()
    {
        server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["Chat__Teams__TicketAge"] = TicketAge.ToString(),
            ["Chat__Teams__ResumeEvents"] = ResumeEvents.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Chat__Teams__BufferAge"] = "00:00:01",
            ["Chat__Teams__BufferBytes"] = "65536",
            ["Chat__Teams__ServerSideResume"] = "false",
        });
        api = new SlackApi(server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_ticket_expires()
    {
        var team = await TestTeam.CreateAsync(api, "alice");
        var tickets = new Queue<Uri>();
        for (var n = 0; n < 20; n++)
            tickets.Enqueue(await RtmClient.TicketAsync(api, team["alice"].Token));
        // Each try uses up a ticket; those that are left grow old together.
        await Eventually.True(
            async () =>
            {
                await Task.Delay(TicketAge / 10);
                return await IsRefused(team, tickets.Dequeue());
            },
            TimeSpan.FromSeconds(10),
            () => "a ticket to be too old");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
    }

    [Fact]
    public async Task An_absence_too_long_to_be_filled_starts_afresh_and_the_snapshot_goes_on()
    {
        var scene = await Scene.MakeAsync(await TestTeam.CreateAsync(api, "alice", "bob", "carol", "dave"));
        await using var alice = await RtmClient.ConnectAsync(scene.Team, "alice");
        await alice.DropAsync();
        // More than the buffer holds, and more than may be read from the log.
        for (var n = 0; n < 2 * ResumeEvents; n++)
            await scene.Team.PostAsync("bob", scene.Public, $"{n} {new string('x', 4000)}");
        await alice.ResumeAsync();
        Assert.False(alice.Resumed, alice.Hello.ToJsonString());

        await using var fresh = await Observer.StartAsync(scene.Team, "alice");
        var end = await scene.Team.PostAsync("bob", scene.Public, "live");
        await Task.WhenAll(alice.WaitUntil(end), fresh.Socket.WaitUntil(end));
        Assert.Equal(["live"], alice.Frames.Where(f => f.Type == "message").Select(f => f.Text));
        await fresh.MustAgreeWithFreshSnapshot("a fresh start");
    }

    [Fact]
    public async Task With_server_side_resume_switched_off_a_new_address_begins_at_the_present()
    {
        var team = await TestTeam.CreateAsync(api, "alice");
        await using (var alice = await RtmClient.ConnectAsync(team, "alice"))
            await alice.WaitUntil(await team.PostAsync("admin", team.General, "seen"));
        await team.PostAsync("admin", team.General, "missed");
        await using var again = await RtmClient.ConnectAsync(team, "alice");
        await again.WaitUntil(await team.PostAsync("admin", team.General, "live"));
        Assert.Equal(["live"], again.Frames.Where(f => f.Type == "message").Select(f => f.Text));
    }

    private static async Task<bool> IsRefused(TestTeam team, Uri address)
    {
        try
        {
            await using var client = await RtmClient.ConnectAsync(team, "alice", address);
            return false;
        }
        catch (SocketLostException)
        {
            return true;
        }
    }
}
