using System.Net;
using Chat.Unfurling;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Unfurling;

/// <summary>Which addresses are looked at.</summary>
public sealed class AddressTests
{
    private static readonly IPAddress Own = IPAddress.Parse("93.184.216.34");

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("2001:10::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a00:1::1")]
    [InlineData("3ffe::1")]
    [InlineData("3fff::1")]
    [InlineData("2606:4700::5efe:7f00:1")]
    [InlineData("2606:4700::200:5efe:a00:1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("2606:4700::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("ff0e::1")]
    [InlineData("93.184.216.34")]
    public void What_is_not_public_is_refused(string address) => Assert.False(Rules().Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:80b::200e")]
    public void What_is_public_is_looked_at(string address) => Assert.True(Rules().Allows(IPAddress.Parse(address)));

    [Fact]
    public void A_named_network_is_looked_at_and_its_neighbours_and_disguises_are_not()
    {
        var rules = Rules("10.1.0.0/16", "fd00:1::/32");
        Assert.All((string[])["10.1.0.1", "10.1.255.255", "fd00:1::5"], address => Assert.True(rules.Allows(IPAddress.Parse(address)), address));
        Assert.All(
            (string[])["10.2.0.1", "::ffff:10.1.0.1", "64:ff9b::a01:1", "2002:a01:1::", "fd00:2::5", "fd00:1::5%1", "127.0.0.1"],
            address => Assert.False(rules.Allows(IPAddress.Parse(address)), address));
    }

    [Fact]
    public void This_machines_own_addresses_are_known() => Assert.Contains(IPAddress.Loopback, new OwnAddresses(TimeProvider.System).Get());

    private static AddressRules Rules(params string[] allowed) =>
        new(Options.Create(new UnfurlingOptions { AllowedNetworks = allowed }), () => new HashSet<IPAddress> { Own });
}
