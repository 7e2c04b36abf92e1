using Chat.Gateway;
using Chat.Rtm;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class PublicAddressTests
{
    private static readonly Position Offset = Parse("T0000001A-3-1700000000.000100");

    [Theory]
    [InlineData("http://127.0.0.1:8080", "ws://127.0.0.1:8080/rtm/abc-1?offset=T0000001A-3-1700000000.000100")]
    [InlineData("https://chat.example", "wss://chat.example/rtm/abc-1?offset=T0000001A-3-1700000000.000100")]
    public void A_socket_has_its_ticket_in_the_path_and_its_offset_in_the_query(string address, string expected) =>
        Assert.Equal(expected, PublicAddress.Socket(address, "abc-1", Offset));

    [Fact]
    public void The_address_is_the_one_that_the_client_used()
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("chat.local", 8080);
        Assert.Equal("http://chat.local:8080", PublicAddress.Of(http.Request, new GatewayOptions()));
    }

    [Fact]
    public void A_configured_address_wins()
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("10.0.0.1");
        Assert.Equal("https://chat.example", PublicAddress.Of(http.Request, new GatewayOptions { PublicUrl = "https://chat.example/" }));
    }

    private static Position Parse(string text)
    {
        Assert.True(Position.TryParse(text, out var position));
        return position;
    }
}
