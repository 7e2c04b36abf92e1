using System.Net;
using Chat.Sharding;
using Chat.Unfurling;
using Chat.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Xunit;

namespace Chat.Tests.Storage;

/// <summary>Grain state through Orleans' own interface, in a silo that is configured as ours is.</summary>
public abstract class GrainStateSpec<TStorage>(TStorage storage) : IAsyncLifetime
    where TStorage : StorageFixture
{
    private readonly List<IHost> _hosts = [];

    protected TStorage Storage => storage;

    [Fact]
    public async Task State_is_written_read_and_cleared()
    {
        var provider = (await StartSiloAsync()).GetRequiredKeyedService<IGrainStorage>("Default");
        var id = GrainId.Create("user", "T0000001A/Uünï😀Code");
        var fresh = new GrainState<UserProfile>(new UserProfile());
        await provider.ReadStateAsync("note", id, fresh);
        Assert.Equal((false, null, ""), (fresh.RecordExists, fresh.ETag, fresh.State!.Title));
        var text = new string('漢', 70_000);
        await provider.WriteStateAsync("note", id, With(fresh, text));
        Assert.Equal(text, (await ReadAsync(provider, id)).State!.Title);
        await provider.WriteStateAsync("note", id, With(fresh, "second"));
        Assert.Equal((true, "second"), ((await ReadAsync(provider, id)).RecordExists, (await ReadAsync(provider, id)).State!.Title));
        Assert.False((await ReadAsync(provider, GrainId.Create("user", "T0000001A/uünï😀code"))).RecordExists);
        await provider.ClearStateAsync("note", id, fresh);
        Assert.Equal((false, ""), ((await ReadAsync(provider, id)).RecordExists, (await ReadAsync(provider, id)).State!.Title));
        await provider.WriteStateAsync("note", id, With(fresh, "third"));
        Assert.Equal("third", (await ReadAsync(provider, id)).State!.Title);
    }

    [Fact]
    public async Task A_writer_that_does_not_know_the_present_state_is_refused()
    {
        var provider = (await StartSiloAsync()).GetRequiredKeyedService<IGrainStorage>("Default");
        var id = GrainId.Create("user", $"T0000001A/U{Guid.NewGuid():N}");
        var writers = Enumerable.Range(0, 6).Select(i => new GrainState<UserProfile>(new UserProfile { Title = $"{i}" })).ToArray();
        var won = await Waiting.For(Task.WhenAll(writers.Select(w => TryWriteAsync(provider, id, w))), "six first writers");
        Assert.Single(won, w => w);
        var first = await ReadAsync(provider, id);
        var second = await ReadAsync(provider, id);
        await provider.WriteStateAsync("note", id, With(first, "wins"));
        Assert.False(await TryWriteAsync(provider, id, With(second, "loses")));
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.ClearStateAsync("note", id, second));
        Assert.Equal("wins", (await ReadAsync(provider, id)).State!.Title);
    }

    [Fact]
    public async Task Previews_that_nobody_would_be_shown_any_more_go_by_themselves_and_nothing_else()
    {
        var provider = (await StartSiloAsync()).GetRequiredKeyedService<IGrainStorage>("Default");
        var (old, young, note) = (GrainId.Create("preview", "https://example.org/old"), GrainId.Create("preview", "https://example.org/young"), GrainId.Create("user", "T0000001A/old"));
        var (oldState, youngState, noteState) = (new GrainState<PreviewState>(new PreviewState()), new GrainState<PreviewState>(new PreviewState()), new GrainState<UserProfile>(new UserProfile()));
        await provider.WriteStateAsync("preview", old, oldState);
        await provider.WriteStateAsync("preview", young, youngState);
        await provider.WriteStateAsync("note", note, noteState);
        var options = new UnfurlingOptions { SweepPeriod = TimeSpan.FromMilliseconds(50), FreshAtMost = TimeSpan.FromHours(2), StaleFor = TimeSpan.FromHours(1) };
        Assert.Equal(2, await storage.Map.Directory.ExecuteAsync(MakeOld, TestContext.Current.CancellationToken, ("@seconds", 3 * 3_600 + 60)));

        using var keeper = new PreviewKeeper(storage.Map, Options.Create(options), TimeProvider.System, NullLogger<PreviewKeeper>.Instance);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        await Polling.Until(async () => !await ExistsAsync(old), "the old preview to be gone");
        await keeper.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(await ExistsAsync(young));
        Assert.True((await ReadAsync(provider, note)).RecordExists);

        // Who remembers it is told so, and writes a new one.
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.WriteStateAsync("preview", old, oldState));
        await provider.ReadStateAsync("preview", old, oldState);
        await provider.WriteStateAsync("preview", old, oldState);
        Assert.True(await ExistsAsync(old));

        async Task<bool> ExistsAsync(GrainId id)
        {
            var state = new GrainState<PreviewState>(new PreviewState());
            await provider.ReadStateAsync("preview", id, state);
            return state.RecordExists;
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes all states whose key ends with "old" so many <c>@seconds</c> older.</summary>
    protected abstract string MakeOld { get; }

    protected abstract void Configure(ISiloBuilder silo);

    protected async Task<IServiceProvider> StartSiloAsync()
    {
        var host = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        host.Services.AddSingleton(storage.Map);
        host.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("test", "chat"));
            silo.ConfigureEndpoints(IPAddress.Loopback, MariaDbServer.FreePort(), MariaDbServer.FreePort());
            Configure(silo);
        });
        var built = host.Build();
        _hosts.Add(built);
        await built.StartAsync();
        return built.Services;
    }

    private static GrainState<UserProfile> With(GrainState<UserProfile> state, string text)
    {
        state.State = new UserProfile { Title = text };
        return state;
    }

    private static async Task<GrainState<UserProfile>> ReadAsync(IGrainStorage provider, GrainId id)
    {
        var state = new GrainState<UserProfile>(new UserProfile());
        await provider.ReadStateAsync("note", id, state);
        return state;
    }

    private static async Task<bool> TryWriteAsync(IGrainStorage provider, GrainId id, GrainState<UserProfile> state)
    {
        try
        {
            await Task.Yield();
            await provider.WriteStateAsync("note", id, state);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}

public sealed class GrainStateOnSqlite(SqliteStorage storage) : GrainStateSpec<SqliteStorage>(storage), IClassFixture<SqliteStorage>
{
    protected override string MakeOld => "UPDATE grain_state SET modified = modified - @seconds WHERE grain_id LIKE '%old'";

    protected override void Configure(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(MariaDbServer.FreePort(), MariaDbServer.FreePort());
        silo.AddSqliteGrainStorageAsDefault();
    }
}

public sealed class GrainStateOnMariaDb(MariaDbStorage storage) : GrainStateSpec<MariaDbStorage>(storage), IClassFixture<MariaDbStorage>
{
    private const string Invariant = "MySql.Data.MySqlConnector";

    [Fact]
    public async Task Two_silos_find_each_other_and_keep_reminders()
    {
        var first = await StartSiloAsync();
        await StartSiloAsync();
        var management = first.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await Polling.Until(async () => (await management.GetHosts(onlyActive: true)).Count == 2, "two silos to be active");
        var table = first.GetRequiredService<IReminderTable>();
        var cancellation = TestContext.Current.CancellationToken;
        var id = GrainId.Create("job", "T0000001A/Jé😀");
        var etag = await table.UpsertRow(
            new ReminderEntry { GrainId = id, ReminderName = "wake", StartAt = DateTime.UnixEpoch.AddYears(60), Period = TimeSpan.FromMinutes(2) }, cancellation);
        Assert.Equal(TimeSpan.FromMinutes(2), Assert.Single((await table.ReadRows(id, cancellation)).Reminders).Period);
        Assert.Single((await table.ReadRows(0, 0, cancellation)).Reminders);
        Assert.False(await table.RemoveRow(id, "wake", "77", cancellation));
        Assert.True(await table.RemoveRow(id, "wake", etag!, cancellation));
        Assert.Empty((await table.ReadRows(id, cancellation)).Reminders);
    }

    protected override string MakeOld => "UPDATE orleans_state SET modified = modified - INTERVAL @seconds SECOND WHERE key_text LIKE '%old'";

    protected override void Configure(ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Invariant, Storage.DirectoryConnection));
        silo.AddAdoNetGrainStorageAsDefault(o => (o.Invariant, o.ConnectionString) = (Invariant, Storage.DirectoryConnection));
        silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = (Invariant, Storage.DirectoryConnection));
    }
}
