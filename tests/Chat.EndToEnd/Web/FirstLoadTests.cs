using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>What has to be fetched before one can write.</summary>
public sealed class FirstLoadTests(WebServer server, Chromium chromium)
{
    private const int MostScriptBytes = 150 * 1024;

    [Fact]
    public async Task The_first_load_of_scripts_is_small_and_the_second_is_none()
    {
        var team = await server.NewTeamAsync("ann");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await Expect(ann.Composer("#general")).ToBeVisibleAsync();

        var scripts = await ann.Page.EvaluateAsync<Resource[]>("""
            () => performance.getEntriesByType('resource').filter(r => /\.js$/.test(new URL(r.name).pathname))
              .map(r => ({ name: r.name, bytes: r.encodedBodySize, plain: r.decodedBodySize }))
            """);
        Assert.NotEmpty(scripts);
        Assert.All(scripts.Where(script => script.Plain > 1024), script => Assert.True(script.Bytes < script.Plain, $"{script.Name} is not compressed."));
        var total = scripts.Sum(script => script.Bytes);
        TestContext.Current.TestOutputHelper?.WriteLine($"{scripts.Length} scripts, {total} bytes over the wire");
        Assert.InRange(total, 10_000, MostScriptBytes);
        Assert.DoesNotContain(scripts, script => script.Name.Contains("anage", StringComparison.Ordinal) || script.Name.Contains("perate", StringComparison.Ordinal));

        await ann.Page.ReloadAsync();
        await Expect(ann.Composer("#general")).ToBeVisibleAsync();
        var again = await ann.Page.EvaluateAsync<int>("performance.getEntriesByType('resource').filter(r => /\\.js$/.test(new URL(r.name).pathname)).reduce((sum, r) => sum + r.transferSize, 0)");
        Assert.Equal(0, again);
        ann.NoErrors("the first load");
    }

    private sealed class Resource
    {
        public string Name { get; set; } = "";

        public int Bytes { get; set; }

        public int Plain { get; set; }
    }
}
