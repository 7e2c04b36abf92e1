using System.Net;
using System.Net.Sockets;
using Chat.Errors;
using Chat.Operations;
using Chat.Tests.Browsers;
using Chat.Tests.WebApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Chat.Tests.Operations;

/// <summary>Where operators have a port of their own, their key is there alone; what the request says of its host moves nobody.</summary>
public sealed class OperationsPortTests(OperationsPortTests.TwoPorts edge) : IClassFixture<OperationsPortTests.TwoPorts>
{
    private Uri Everyones => edge.Addresses[0];

    private Uri Operators => edge.Addresses[1];

    [Fact]
    public async Task The_key_counts_at_the_operators_port_alone()
    {
        Assert.Equal(HttpStatusCode.OK, await Ask(Operators, "/admin/teams", Edge.OperatorKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(Everyones, "/admin/teams", Edge.OperatorKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(Everyones, "/admin/teams", Edge.OperatorKey, Operators.Authority));
    }

    [Fact]
    public async Task A_teams_admin_manages_it_at_either()
    {
        foreach (var address in new[] { Everyones, Operators })
            Assert.Equal(HttpStatusCode.OK, await Ask(address, "/admin/teams/T0000001A", Edge.AdminToken));
    }

    [Fact]
    public async Task A_browser_becomes_an_operators_there_alone_and_its_cookie_is_nothing_elsewhere()
    {
        var (refused, answer) = await edge.Send(BrowserRequest.OfScript(HttpMethod.Post, new Uri(Everyones, "/web/operator").ToString(), null, KeyBody));
        Assert.Equal((ErrorCodes.OperatorsElsewhere, 0), (answer.GetProperty("error").GetString(), BrowserRequest.CookiesOf(refused).Length));
        var (opened, _) = await edge.Send(BrowserRequest.OfScript(HttpMethod.Post, new Uri(Operators, "/web/operator").ToString(), null, KeyBody));
        var cookie = Assert.Single(BrowserRequest.CookiesOf(opened)).Split(';')[0];
        foreach (var (address, status, isOperator) in new[] { (Operators, HttpStatusCode.OK, true), (Everyones, HttpStatusCode.Unauthorized, false) })
        {
            var (teams, _) = await edge.Send(BrowserRequest.OfScript(HttpMethod.Get, new Uri(address, "/admin/teams").ToString(), cookie));
            Assert.Equal(status, teams.StatusCode);
            var (_, session) = await edge.Send(BrowserRequest.OfScript(HttpMethod.Get, new Uri(address, "/web/session").ToString(), cookie));
            Assert.Equal(isOperator, session.GetProperty("is_operator").GetBoolean());
        }
    }

    [Theory]
    [InlineData("here")]
    [InlineData("http://127.0.0.1:0")]
    public async Task An_address_that_is_none_stops_the_start(string url)
    {
        await using var wrong = new TwoPorts { Url = url };
        var e = await Assert.ThrowsAnyAsync<Exception>(async () => await wrong.InitializeAsync());
        Assert.Contains("Chat:Operations:Url", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urls", "http://*:80;http://*:81", "http://*:80;http://*:81")]
    [InlineData("http_ports", "8080", "http://*:8080")]
    [InlineData("https_ports", "8443", "https://*:8443")]
    [InlineData("nothing", "", "http://localhost:5000")]
    public void Where_it_listens_anyway_it_listens_still(string setting, string value, string expected) =>
        Assert.Equal($"{expected};http://127.0.0.1:9090", ConfiguredWith(setting, value)["urls"]);

    [Fact]
    public void Endpoints_of_the_configuration_get_one_more()
    {
        var configuration = ConfiguredWith("Kestrel:Endpoints:Http:Url", "http://*:80");
        Assert.Equal("http://127.0.0.1:9090", configuration["Kestrel:Endpoints:Operations:Url"]);
        Assert.Null(configuration["urls"]);
    }

    private static ConfigurationManager ConfiguredWith(string setting, string value)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection([new(setting, value), new("Chat:Operations:Url", "http://127.0.0.1:9090")]);
        builder.AddOperationsPort();
        return builder.Configuration;
    }

    private static string KeyBody => $$"""{"key":"{{Edge.OperatorKey}}"}""";

    private async Task<HttpStatusCode> Ask(Uri address, string path, string key, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path)) { Headers = { Host = host } };
        request.Headers.Authorization = new("Bearer", key);
        using var response = await edge.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>An edge with a port for operators.</summary>
    public sealed class TwoPorts : Edge
    {
        internal string Url { get; init; } = $"http://127.0.0.1:{FreePort()}";

        protected override Dictionary<string, string?> Settings => new() { ["Chat:Operations:Url"] = Url };

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
