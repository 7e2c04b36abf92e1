using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chat.Silo;
using Chat.Unfurling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chat.Tests.Unfurling;

/// <summary>The parts of a silo that look at pages, composed as a silo composes them, and the site that they look at.</summary>
public sealed class Web : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public Web()
        : this(new Dictionary<string, string?>())
    {
    }

    internal Web(Dictionary<string, string?> settings)
    {
        services = Compose(Settings(Site, settings), Names);
    }

    internal FixtureSite Site { get; } = new();

    internal Names Names { get; } = new();

    internal PageLook Look => services.GetRequiredService<PageLook>();

    internal T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Settings that let the site be looked at.</summary>
    internal static Dictionary<string, string?> Settings(FixtureSite site, Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Chat:Unfurling:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Chat:Unfurling:AllowedPorts:0"] = site.Port.ToString(CultureInfo.InvariantCulture),
            ["Chat:Unfurling:DeniedDomains:0"] = "denied.example",
        };
        foreach (var (name, value) in more ?? [])
            settings[name] = value;
        return settings;
    }

    internal static ServiceProvider Compose(Dictionary<string, string?> settings, IHostResolver names, Action<ILoggingBuilder>? logging = null)
    {
        var services = new ServiceCollection().AddLogging(logging ?? (_ => { })).AddSingleton(names);
        AddGrains(services, settings);
        return services.BuildServiceProvider();
    }

    internal static void AddGrains(IServiceCollection services, Dictionary<string, string?> settings) =>
        services.AddChatGrains(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Site.DisposeAsync();
    }
}

/// <summary>A resolver that knows what tests tell it; everything else does not exist.</summary>
internal sealed class Names : IHostResolver
{
    private readonly ConcurrentDictionary<string, IPAddress[]> known = new()
    {
        [FixtureSite.Host] = [IPAddress.Loopback],
        ["inside.example"] = [IPAddress.Parse("10.0.0.1")],
        ["www.denied.example"] = [IPAddress.Loopback],
    };

    public ConcurrentQueue<string> Asked { get; } = new();

    public IPAddress[] this[string host]
    {
        set => known[host] = value;
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Asked.Enqueue(host);
        return known.TryGetValue(host, out var addresses) ? Task.FromResult(addresses) : throw new SocketException((int)SocketError.HostNotFound);
    }
}
