using System.Globalization;
using Chat.Errors;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Chat.Unfurling;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using Xunit;

namespace Chat.Tests.Unfurling;

/// <summary>A silo with the real grain, which looks at the site over real sockets, and storage whose calls are counted and can fail.</summary>
public sealed class PreviewGrainTests : IAsyncLifetime
{
    private readonly FixtureSite site = new();
    private readonly Names names = new();
    private readonly WatchedStorage storage = new();
    private readonly ShiftedClock clock = new();
    private InProcessTestCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = Web.Settings(site, new() { ["Chat:Unfurling:AtOncePerHost"] = "100" });
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(clock);
            silo.Services.AddSingleton<IHostResolver>(names);
            Web.AddGrains(silo.Services, settings);
            silo.Services.AddGrainStorage(Orleans.Providers.ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (_, _) => storage);
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        await site.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_who_ask_at_once_cause_one_fetch()
    {
        var release = new TaskCompletionSource();
        site.Serve("/shared", async (request, stream, ct) =>
        {
            await release.Task;
            await FixtureAnswers.Html("<title>Shared</title>")(request, stream, ct);
        });
        var url = site.Url("/shared").AbsoluteUri;
        var asking = Enumerable.Range(0, 1000).Select(_ => Get(url)).ToArray();
        await Polling.Until(() => site.Count("/shared") == 1, "the page to be asked for");
        release.SetResult();
        Assert.All(await Waiting.For(Task.WhenAll(asking), "a thousand previews"), preview => Assert.Equal("Shared", preview.Attachment?.Title));
        Assert.Equal(1, site.Count("/shared"));
        Assert.Equal(1, storage.Writes);
    }

    [Fact]
    public async Task A_preview_is_kept_over_the_grains_life_and_no_longer_than_the_page_says()
    {
        var url = site.Url("/max-age").AbsoluteUri;
        Assert.Equal("Sent", (await Get(url)).Attachment?.Title);
        await cluster.DeactivateAsync(Grain(url));
        Assert.Equal("Sent", (await Get(url)).Attachment?.Title);
        Assert.Equal((1, 1), (site.Count("/max-age"), storage.Writes));
        clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal("Sent", (await Get(url)).Attachment?.Title);
        // The same as before: nothing is written.
        Assert.Equal((2, 1), (site.Count("/max-age"), storage.Writes));
        clock.Advance(TimeSpan.FromHours(3));
        site.Serve("/max-age", FixtureAnswers.Html("<title>New</title>"));
        Assert.Equal("New", (await Get(url)).Attachment?.Title);
        Assert.Equal(2, storage.Writes);
    }

    [Fact]
    public async Task What_must_not_be_stored_is_not_and_is_kept_for_the_shortest_time()
    {
        var url = site.Url("/no-store").AbsoluteUri;
        await Get(url);
        await Get(url);
        Assert.Equal((1, 0), (site.Count("/no-store"), storage.Writes));
        clock.Advance(TimeSpan.FromMinutes(5));
        await Get(url);
        Assert.Equal(2, site.Count("/no-store"));
    }

    [Fact]
    public async Task A_failure_is_kept_for_a_minute()
    {
        var url = site.Url("/404").AbsoluteUri;
        for (var i = 0; i < 3; i++)
            Assert.Equal(ErrorCodes.UnfurlFailed, (await Assert.ThrowsAsync<ChatException>(() => Get(url))).Code);
        Assert.Equal(1, site.Count("/404"));
        clock.Advance(TimeSpan.FromMinutes(1));
        site.Serve("/404", FixtureAnswers.Html("<title>Found</title>"));
        Assert.Equal("Found", (await Get(url)).Attachment?.Title);
    }

    [Fact]
    public async Task While_a_page_is_away_its_old_preview_is_shown_and_not_for_ever()
    {
        var url = site.Url("/news").AbsoluteUri;
        var title = (await Get(url)).Attachment?.Title;
        site.Serve("/news", FixturePages.Missing);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(title, (await Get(url)).Attachment?.Title);
        clock.Advance(TimeSpan.FromDays(2));
        await Assert.ThrowsAsync<ChatException>(() => Get(url));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Previews_go_on_while_storage_is_away(bool hangs)
    {
        (storage.Fails, storage.Hangs) = (!hangs, hangs);
        var url = site.Url("/github").AbsoluteUri;
        Assert.Equal("GitHub", (await Waiting.For(Get(url), "a preview without storage")).Attachment?.ServiceName);
        Assert.Equal("GitHub", (await Get(url)).Attachment?.ServiceName);
        Assert.Equal(1, site.Count("/github"));
        (storage.Fails, storage.Hangs) = (false, false);
        clock.Advance(TimeSpan.FromHours(2));
        site.Serve("/github", FixtureAnswers.Html("<title>Changed</title>"));
        Assert.Equal("Changed", (await Get(url)).Attachment?.Title);
        await cluster.DeactivateAsync(Grain(url));
        Assert.Equal("Changed", (await Get(url)).Attachment?.Title);
        Assert.Equal(2, site.Count("/github"));
    }

    [Fact]
    public async Task Each_asker_finds_the_address_as_it_wrote_it_and_one_page_is_asked_for()
    {
        string[] urls = [site.Url("/og").AbsoluteUri, site.Url("/og").AbsoluteUri + "#part", site.Url("/og").AbsoluteUri.Replace("http://site", "HTTP://SITE", StringComparison.Ordinal)];
        foreach (var url in urls)
            Assert.Equal(url, (await Get(url)).Attachment?.Url);
        Assert.Equal(1, site.Count("/og"));
    }

    [Fact]
    public async Task A_grain_answers_for_its_own_page_alone()
    {
        var grain = Grain(site.Url("/og").AbsoluteUri);
        Assert.Equal(ErrorCodes.InvalidUrl, (await Assert.ThrowsAsync<ChatException>(() => grain.Get(site.Url("/plain").AbsoluteUri))).Code);
        Assert.Equal(ErrorCodes.InvalidUrl, (await Assert.ThrowsAsync<ChatException>(() => grain.Get("nonsense"))).Code);
        Assert.Empty(site.Requests);
    }

    private Task<Preview> Get(string url) => Grain(url).Get(url);

    private IPreviewGrain Grain(string url) => cluster.Client.GetGrain<IPreviewGrain>(GrainKeys.ForPreview(PageAddress.Normalise(new Uri(url))));

    /// <summary>Memory that counts what is written, and can be away.</summary>
    private sealed class WatchedStorage : IGrainStorage
    {
        private readonly Dictionary<string, (object State, int Version)> rows = [];
        private readonly Lock gate = new();

        public bool Fails { get; set; }

        public bool Hangs { get; set; }

        public int Writes { get; private set; }

        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await BeAway();
            lock (gate)
            {
                grainState.RecordExists = rows.TryGetValue($"{stateName}/{grainId}", out var row);
                grainState.State = grainState.RecordExists ? (T)row.State : Activator.CreateInstance<T>();
                grainState.ETag = grainState.RecordExists ? row.Version.ToString(CultureInfo.InvariantCulture) : null;
            }
        }

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await BeAway();
            lock (gate)
            {
                var version = rows.GetValueOrDefault($"{stateName}/{grainId}").Version;
                if (grainState.ETag != (version == 0 ? null : version.ToString(CultureInfo.InvariantCulture)))
                    throw new InconsistentStateException("written by another");
                rows[$"{stateName}/{grainId}"] = (grainState.State!, version + 1);
                grainState.ETag = (version + 1).ToString(CultureInfo.InvariantCulture);
                Writes++;
            }
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

        private Task BeAway() => Fails ? throw new IOException("The directory is away.") : Hangs ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
    }
}
