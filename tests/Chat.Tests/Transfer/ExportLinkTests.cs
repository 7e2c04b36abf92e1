using System.Web;
using Chat.Transfer.Exporting;
using Xunit;

namespace Chat.Tests.Transfer;

public sealed class ExportLinkTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(static n => (byte)n)];
    private static readonly JobId Job = new(new TeamId(7), "J0000000001");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void A_link_is_valid_until_it_expires()
    {
        var (expires, signature) = Read(ExportLink.Of(Key, Job, 1_700_000_010));
        Assert.Equal(1_700_000_010, expires);
        Assert.True(ExportLink.IsValid(Key, Job, expires, signature, Now));
        Assert.False(ExportLink.IsValid(Key, Job, expires, signature, Now.AddSeconds(10)));
    }

    [Fact]
    public void A_link_opens_nothing_else()
    {
        var (expires, signature) = Read(ExportLink.Of(Key, Job, 1_700_000_010));
        Assert.False(ExportLink.IsValid(Key, Job, expires + 1, signature, Now), "a later time");
        Assert.False(ExportLink.IsValid(Key, Job with { Number = "J0000000002" }, expires, signature, Now), "another export");
        Assert.False(ExportLink.IsValid(Key, Job with { Team = new TeamId(8) }, expires, signature, Now), "another team");
        Assert.False(ExportLink.IsValid(new byte[32], Job, expires, signature, Now), "another key");
        Assert.False(ExportLink.IsValid(Key, Job, expires, signature[..^1] + (signature[^1] == '0' ? '1' : '0'), Now), "a forged signature");
        Assert.False(ExportLink.IsValid(Key, Job, expires, signature[..^1], Now), "a part of it");
        Assert.False(ExportLink.IsValid(Key, Job, expires, "", Now), "none");
    }

    private static (long Expires, string Signature) Read(string link)
    {
        Assert.StartsWith($"/admin/jobs/{Job}/file?", link);
        var query = HttpUtility.ParseQueryString(link[link.IndexOf('?', StringComparison.Ordinal)..]);
        return (long.Parse(query["expires"]!, System.Globalization.CultureInfo.InvariantCulture), query["signature"]!);
    }
}
