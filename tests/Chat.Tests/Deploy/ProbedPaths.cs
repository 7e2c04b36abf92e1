using Chat.Health;
using Chat.Sharding;
using Chat.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Chat.Tests.Deploy;

/// <summary>What silos and gateways answer of themselves, as they map it. Processes that run are asked in the end-to-end tests, which wait for all of them so.</summary>
internal static class ProbedPaths
{
    public const string Live = "/health/live";

    public const string Ready = "/health/ready";

    public static string[] OfSilo { get; } = Mapped(ClusterHosting.Map);

    public static string[] OfGateway { get; } = Mapped(HealthApi.Map);

    private static string[] Mapped(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder();
        // Looked for when the routes are made, and never asked.
        builder.Services.AddSingleton<ISiloStatusOracle>(static _ => null!).AddSingleton<ShardWatch>(static _ => null!);
        var app = builder.Build();
        map(app);
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText!)];
    }
}
