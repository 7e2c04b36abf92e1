using Chat.EndToEnd.Harness;

[assembly: AssemblyFixture(typeof(EmbeddedServer))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace Chat.EndToEnd.Harness;

/// <summary>The embedded default as one real process that most tests share, each with its own team. Started by the first that asks.</summary>
public sealed class EmbeddedServer : IAsyncDisposable
{
    public const string OperatorKey = "an-operator-key-of-the-tests-0123456789";

    private readonly TempFolder folder = new();
    private readonly Lazy<Task<ServerProcess>> server;

    public EmbeddedServer() => server = new Lazy<Task<ServerProcess>>(() => StartAsync(folder));

    /// <summary>An embedded server that keeps its file in <paramref name="folder"/>; for tests that stop it.</summary>
    public static Task<ServerProcess> StartAsync(TempFolder folder, IReadOnlyDictionary<string, string>? more = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["Chat__Operator__Key"] = OperatorKey,
            ["Chat__Storage__Path"] = folder.File("chat.db"),
            // All tests come from one address, and the load program's clients post as fast as they are answered.
            ["Chat__Sessions__FramesPerSecond"] = "100000",
            ["Chat__SignIn__PerAddressPerMinute"] = "10000",
        };
        foreach (var (key, value) in more ?? new Dictionary<string, string>())
            settings[key] = value;
        return ServerProcess.StartSiloAsync("embedded", settings, folder.Path);
    }

    public Task<ServerProcess> Process => server.Value;

    public async Task<SlackApi> ApiAsync() => new((await Process).Address);

    public async Task<TestTeam> NewTeamAsync(params string[] people) => await TestTeam.CreateAsync(await ApiAsync(), people);

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
        {
            var process = await server.Value;
            await process.DisposeAsync();
        }
        folder.Dispose();
    }
}
