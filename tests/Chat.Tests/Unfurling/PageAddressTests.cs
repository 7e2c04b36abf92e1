using Chat.Unfurling;
using Xunit;

namespace Chat.Tests.Unfurling;

public sealed class PageAddressTests
{
    [Theory]
    [InlineData("http://a.example", "http://a.example/")]
    [InlineData("HTTPS://A.Example:443/Path?Q=1#part", "https://a.example/Path?Q=1")]
    [InlineData("http://a.example:8080/", "http://a.example:8080/")]
    [InlineData("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4")]
    [InlineData("http://2130706433/", "http://127.0.0.1/")]
    [InlineData("http://0x7f.1/", "http://127.0.0.1/")]
    [InlineData("http://0177.0.0.1/", "http://127.0.0.1/")]
    [InlineData("http://[::FFFF:7f00:1]/", "http://[::ffff:127.0.0.1]/")]
    [InlineData("http://a.example/../b/./c", "http://a.example/b/c")]
    [InlineData("http://user@a.example/", "http://user@a.example/")]
    public void Addresses_of_one_page_have_one_form(string written, string normalised)
    {
        Assert.True(PageAddress.TryParse(written, out var address));
        Assert.Equal(normalised, PageAddress.Normalise(address));
        Assert.True(PageAddress.TryParse(normalised, out var again));
        Assert.Equal(normalised, PageAddress.Normalise(again));
        Assert.Matches("^P[0-9a-f]{64}$", GrainKeys.ForPreview(normalised));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.example")]
    [InlineData("//a.example/")]
    [InlineData("http://")]
    [InlineData("http:///x")]
    [InlineData("http://a b.example/")]
    [InlineData("http://a.example/\n")]
    [InlineData("http://a.example:99999/")]
    [InlineData("ftp://a.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:6379/_INFO")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("mailto:a@b.example")]
    public void Other_texts_are_none(string? text) => Assert.False(PageAddress.TryParse(text, out _));

    /// <summary>Hosts that no registry gives: judged or not, without a fault.</summary>
    [Theory]
    [InlineData("http://xn--/")]
    [InlineData("http://xn--a\u0080/")]
    [InlineData("http://xn--zzzzzzzzzzzz99999/")]
    [InlineData("http://\u202e.example/")]
    [InlineData("http://\ud800.example/")]
    [InlineData("http://a..example/")]
    [InlineData("http://-a-.example/")]
    [InlineData("http://a_b.example/")]
    [InlineData("http://%31%32%37.0.0.1/")]
    [InlineData("http://[::1%25lo]/")]
    [InlineData("http://[v1.x]/")]
    public void Odd_hosts_are_no_fault(string text)
    {
        if (PageAddress.TryParse(text, out var address))
            Assert.NotEmpty(PageAddress.Normalise(address));
    }

    [Fact]
    public void Very_long_ones_are_none() => Assert.False(PageAddress.TryParse("http://a.example/" + new string('x', 2_048), out _));
}
