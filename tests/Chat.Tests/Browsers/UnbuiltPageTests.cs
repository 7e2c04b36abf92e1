using System.Net;
using Chat.Tests.WebApi;
using Xunit;

namespace Chat.Tests.Browsers;

public sealed class UnbuiltPageTests(UnbuiltPageTests.Server edge) : IClassFixture<UnbuiltPageTests.Server>
{
    public sealed class Server : Edge
    {
        protected override Dictionary<string, string?> Settings => new() { ["Chat:Web:ClientFolder"] = "/there/is/no/such/folder" };
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/client/T0000001A/C0GENERAL")]
    [InlineData("/join/code")]
    public async Task Without_a_client_pages_say_what_to_do(string path)
    {
        using var response = await edge.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.Contains("Content-Security-Policy"));
        Assert.Contains("SkipWeb", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_client_there_are_no_files()
    {
        using var response = await edge.Http.GetAsync("/assets/index.js", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
