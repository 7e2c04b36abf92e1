using System.Net;
using Chat.Unfurling;
using Xunit;

namespace Chat.Tests.Unfurling;

/// <summary>Where links must not lead the server. Nothing is asked on the way to a refusal.</summary>
public sealed class RefusalTests(Web web) : IClassFixture<Web>
{
    /// <summary>Without leave for loopback or any port.</summary>
    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://0/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://localhost/")]
    [InlineData("http://LOCALHOST./")]
    [InlineData("http://a.localhost/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://1.2.3.4.5/")]
    [InlineData("http://example.0x7f/")]
    [InlineData("http://public.example:22/")]
    [InlineData("http://public.example:8080/")]
    [InlineData("https://public.example:6379/")]
    [InlineData("http://user@public.example/")]
    [InlineData("http://user:secret@public.example/")]
    [InlineData("http://loopback.example/")]
    [InlineData("http://inside.example/")]
    [InlineData("http://mixed.example/")]
    [InlineData("http://mapped.example/")]
    [InlineData("https://metadata.example/")]
    public async Task Addresses_that_lead_inside_are_refused(string url)
    {
        var names = new Names
        {
            ["loopback.example"] = [IPAddress.Loopback],
            ["mixed.example"] = [IPAddress.Parse("93.184.216.34"), IPAddress.Loopback],
            ["mapped.example"] = [IPAddress.Parse("::ffff:127.0.0.1")],
            ["metadata.example"] = [IPAddress.Parse("169.254.169.254")],
            ["127.0.0.1"] = [IPAddress.Loopback],
        };
        await using var strict = Web.Compose([], names);
        if (!PageAddress.TryParse(url, out var address))
            return;
        var outcome = await ((PageLook)strict.GetService(typeof(PageLook))!).Look(address);
        // A host that the resolver does not even know cannot be reached either.
        Assert.Equal("unfurl_refused", outcome.Failure);
    }

    /// <summary>Whether they count as digits is the system's affair; they lead nowhere in any case.</summary>
    [Fact]
    public async Task Digits_of_other_scripts_are_no_way_in() =>
        Assert.NotNull((await web.Look.Look(new Uri($"http://１２７.０.０.１:{web.Site.Port}/plain"))).Failure);

    [Fact]
    public async Task A_name_that_turns_inside_after_it_was_judged_is_refused()
    {
        var names = new Turning();
        await using var parts = Web.Compose(Web.Settings(web.Site), names);
        var look = (PageLook)parts.GetService(typeof(PageLook))!;
        Assert.Equal("Only", (await look.Look(web.Site.Url("/title-only", "turning.example"))).Attachment?.Title);
        Assert.Equal("unfurl_refused", (await look.Look(web.Site.Url("/title-only", "turning.example"))).Failure);
        Assert.Equal(2, names.Asked);
    }

    [Theory]
    [InlineData("denied.example")]
    [InlineData("www.denied.example")]
    [InlineData("a.b.DENIED.example")]
    [InlineData("denied.example.")]
    public async Task A_domain_whose_previews_are_off_is_not_asked(string host)
    {
        web.Names[host.ToLowerInvariant()] = [IPAddress.Loopback];
        Assert.Equal("unfurl_refused", (await web.Look.Look(web.Site.Url("/title-only", host))).Failure);
        Assert.DoesNotContain(host.ToLowerInvariant(), web.Names.Asked);
    }

    [Fact]
    public async Task A_domain_that_only_ends_alike_is_asked()
    {
        web.Names["undenied.example"] = [IPAddress.Loopback];
        Assert.Equal("Only", (await web.Look.Look(web.Site.Url("/title-only", "undenied.example"))).Attachment?.Title);
    }

    [Theory]
    [InlineData("AllowedNetworks:0", "10.0.0.0/33")]
    [InlineData("AllowedNetworks:0", "everything")]
    [InlineData("AllowedPorts:0", "0")]
    [InlineData("DeniedDomains:0", "not a domain")]
    [InlineData("UserAgent", "bot\r\nX-Evil: 1")]
    [InlineData("TotalTime", "00:01:00")]
    [InlineData("FreshAtLeast", "2.00:00:00")]
    public async Task Settings_that_make_no_sense_are_refused(string name, string value)
    {
        await using var parts = Web.Compose(new() { [$"Chat:Unfurling:{name}"] = value }, new Names());
        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(
            () => ((Microsoft.Extensions.Options.IOptions<UnfurlingOptions>)parts.GetService(typeof(Microsoft.Extensions.Options.IOptions<UnfurlingOptions>))!).Value);
    }

    /// <summary>Public when first asked, inside from then on.</summary>
    private sealed class Turning : IHostResolver
    {
        public int Asked { get; private set; }

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult(Asked++ == 0 ? [IPAddress.Loopback] : new[] { IPAddress.Parse("10.0.0.1") });
    }
}
