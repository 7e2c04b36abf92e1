using System.Globalization;
using Chat.EndToEnd.Faults;
using Chat.EndToEnd.Harness;
using Chat.Tests.Storage;

namespace Chat.EndToEnd.Containers;

/// <summary>
/// The programs as in their containers: as a user who owns nothing and is nobody's, without a home, without any right of root's, on a file system that is
/// read-only but for one folder. Needs root, to become less.
/// </summary>
public sealed class ConfinedTests : IDisposable
{
    /// <summary>Of the images' user (deploy/containers).</summary>
    private const string User = "1654";

    /// <summary>Where the one folder is seen.</summary>
    private const string Data = "/mnt";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_embedded_server_serves_a_team()
    {
        await RequireRightsAsync();
        var settings = new Dictionary<string, string> { ["Chat__Operator__Key"] = EmbeddedServer.OperatorKey, ["Chat__Storage__Path"] = $"{Data}/chat.db" };
        await using var server = await ServerProcess.StartSiloAsync("embedded", settings, folder.Path, Place());
        await TalkAsync(new SlackApi(server.Address));
        Assert.True(File.Exists(folder.File("chat.db")));
        await server.StopAsync();
        Assert.Equal(["chat.db"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Where(name => name!.StartsWith("chat", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_silo_and_a_gateway_serve_a_team()
    {
        await RequireRightsAsync();
        await using var database = new MariaDbServer();
        await database.InitializeAsync();
        var directory = await database.CreateDatabaseAsync("directory");
        var ofSilo = new Dictionary<string, string>
        {
            ["Chat__Storage__Provider"] = "mysql",
            ["Chat__Storage__Directory"] = directory,
            ["Chat__Shards__s1__A"] = await database.CreateDatabaseAsync("s1"),
            ["Chat__Cluster__SiloPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
            ["Chat__Cluster__GatewayPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
            // As the manifests give them.
            ["POD_IP"] = "127.0.0.1",
            ["POD_NAME"] = "chat-silo-0",
        };
        await using var silo = await ServerProcess.StartSiloAsync("silo", ofSilo, folder.Path, Place());
        var ofGateway = new Dictionary<string, string> { ["Chat__Storage__Directory"] = directory, ["Chat__Operator__Key"] = EmbeddedServer.OperatorKey };
        await using var gateway = await ServerProcess.StartGatewayAsync("gateway", ofGateway, folder.Path, Place());
        await TalkAsync(new SlackApi(gateway.Address));
    }

    private static async Task TalkAsync(SlackApi api)
    {
        var team = await TestTeam.CreateAsync(api, "alice");
        var posted = await api.Ok("chat.postMessage", team["alice"].Token, ("channel", team.General), ("text", "hello"));
        var history = await api.Ok("conversations.history", team["alice"].Token, ("channel", team.General));
        Assert.Contains(history["messages"]!.AsArray(), message => SlackApi.Text(message!.AsObject(), "ts") == SlackApi.Text(posted, "ts"));
    }

    private ServerPlace Place() => new("127.0.0.1",
    [
        "unshare", "--mount", "bash", "-c",
        $"""
        set -e
        mount --bind "$0" {Data}
        chown {User}:{User} {Data}
        mount -o remount,ro,bind /
        cd /
        exec setpriv --reuid {User} --regid {User} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all env -u HOME TMPDIR={Data} "$@"
        """,
        folder.Path,
    ]);

    private static async Task RequireRightsAsync()
    {
        var (code, said) = await Shell.Try("unshare", "--mount", "mount", "-o", "remount,ro,bind", "/");
        Assert.SkipWhen(code != 0, $"NOT COVERED: a read-only file system of one's own cannot be had here: {said}");
        (code, _) = await Shell.Try("setpriv", "--reuid", User, "--clear-groups", "test", "-r", Repository.Assembly("silo", "Chat.Silo"));
        Assert.SkipWhen(code != 0, "NOT COVERED: other users may not read the built programs here.");
    }
}
