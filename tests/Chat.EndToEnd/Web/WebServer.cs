using System.Globalization;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Web;
using Chat.Tests.Unfurling;

[assembly: AssemblyFixture(typeof(WebServer))]

namespace Chat.EndToEnd.Web;

/// <summary>The embedded server as tests of the client share it, each with its own team; and a site that it may look at. Started by the first that asks.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<Task<ServerProcess>> _server;

    public WebServer() => _server = new Lazy<Task<ServerProcess>>(() => EmbeddedServer.StartAsync(_folder, Settings()));

    public FixtureSite Site { get; } = new();

    public async Task<Uri> AddressAsync() => (await _server.Value).Address;

    /// <summary>A team whose people have the names given and can be <see cref="ChatPage.SignedInAsync"/>.</summary>
    public async Task<TestTeam> NewTeamAsync(params string[] people) => await TestTeam.CreateAsync(new SlackApi(await AddressAsync()), people);

    public string Url(string path) => $"http://127.0.0.1:{Site.Port}{path}";

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully)
            await (await _server.Value).DisposeAsync();
        await Site.DisposeAsync();
        _folder.Dispose();
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["Chat__Unfurling__AllowedNetworks__0"] = "127.0.0.0/8",
        ["Chat__Unfurling__AllowedPorts__0"] = Site.Port.ToString(CultureInfo.InvariantCulture),
        // Slow enough that a bar is seen, and that pages are looked at meanwhile.
        ["Chat__Transfer__ImportMessagesPerSecond"] = "500",
        // All people of all tests come from one address.
        ["Chat__Limits__ConnectBurst"] = "1000",
    };
}
