using Chat.Sharding;
using Chat.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace Chat.Tests.Deploy;

/// <summary>Where the embedded server listens.</summary>
public sealed class ListenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chat-listen-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://0.0.0.0:80", "--urls=http://0.0.0.0:80")]
    [InlineData(null, "--http_ports=8080")]
    [InlineData(null, "--https_ports=8443")]
    public void On_the_loopback_unless_told_otherwise(string? urls, params string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        EmbeddedHosting.Configure(builder, new StorageOptions { Path = Path.Combine(_folder, "chat.db") });
        Assert.Equal(urls, builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey));
    }
}
