using Chat.Sharding;
using Chat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MySqlConnector;
using Xunit;

namespace Chat.Tests.Sharding;

/// <summary>What a silo knows of its shards' servers, for its readiness. The directory is nowhere: it is not asked.</summary>
public sealed class ShardWatchTests : IClassFixture<MariaDbServer>, IAsyncLifetime
{
    private readonly MariaDbServer _server = new();
    private readonly MariaDbServer _healthy;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<ShardMetrics>().BuildServiceProvider();
    private ShardMap? _map;
    private ShardWatch? _watch;

    public ShardWatchTests(MariaDbServer healthy) => _healthy = healthy;

    private static string Nowhere => new MySqlConnectionStringBuilder { Server = "127.0.0.1", Port = (uint)MariaDbServer.FreePort() }.ConnectionString;

    public async ValueTask InitializeAsync() => await _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        // A frozen server would not be left.
        await _server.KillAsync();
        if (_watch is not null)
            await _watch.StopAsync(CancellationToken.None);
        _watch?.Dispose();
        if (_map is not null)
            await _map.DisposeAsync();
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_dies_or_hangs_is_away_until_it_answers_again()
    {
        var watch = await WatchAsync(("s1", new() { A = _healthy.ConnectionString() }), ("s2", new() { A = _server.ConnectionString() }));
        await Polling.Until(() => watch.Away.Count == 0, "both servers to answer");
        await _server.KillAsync();
        await Polling.Until(() => watch.Away is ["s2"], "the dead server to be missed");
        await _server.StartAsync();
        await Polling.Until(() => watch.Away.Count == 0, "the server that was started again to be known");
        await _server.PauseAsync();
        await Polling.Until(() => watch.Away is ["s2"], "the server that hangs to be missed");
        await _server.ContinueAsync();
        await Polling.Until(() => watch.Away.Count == 0, "the server that goes on to be known");
    }

    [Fact]
    public async Task A_server_that_serves_nobody_is_not_missed()
    {
        var watch = await WatchAsync(("p1", new() { A = _healthy.ConnectionString(), B = Nowhere }));
        await Polling.Until(() => watch.Away is ["p1/B"], "A to answer");
        Assert.True(_map!.Shards["p1"].Serve(new ShardServing(ShardSide.A, ShardSide.A, 1, ShardSync.Solo)));
        Assert.Empty(watch.Away);
    }

    [Fact]
    public async Task Before_anybody_was_asked_everybody_is_missed()
    {
        var watch = await WatchAsync(("s1", new() { A = Nowhere }));
        Assert.Equal(["s1"], watch.Away);
    }

    private async Task<ShardWatch> WatchAsync(params (string Name, ShardServerOptions Servers)[] shards)
    {
        var options = new StorageOptions { Provider = "mysql", Directory = Nowhere };
        foreach (var (name, servers) in shards)
            options.Shards[name] = servers;
        _map = new ShardMap(Options.Create(options), _services.GetRequiredService<ShardMetrics>(), NullLogger<Database>.Instance);
        _watch = new ShardWatch(_map, new Hurried(), NullLogger<ShardWatch>.Instance);
        await _watch.StartAsync(CancellationToken.None);
        return _watch;
    }

    /// <summary>Four seconds pass in each, for whoever looks how long something took.</summary>
    private sealed class Hurried : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 4;
    }
}
