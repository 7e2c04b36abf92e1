using Chat.Clustering;
using Chat.Logging;
using Chat.Operations;
using Chat.Telemetry;

namespace Chat.Gateway;

/// <summary>
/// The edge as a process of its own: an Orleans client that terminates HTTP and sockets and holds no truth. A named class and not
/// top-level statements, because the embedded silo references this assembly and has an entry point too.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddChatLogging();
        builder.AddChatTelemetry("chat-gateway");
        builder.AddChatClusterClient();
        builder.Services.AddChatGateway(builder.Configuration);
        builder.AddOperationsPort();
        var app = builder.Build();
        // First, because it begins to listen: counters that are made before would not be shown until they have counted.
        app.MapMetrics();
        app.MapChatGateway();
        app.MapDashboard();
        await app.RunAsync();
    }
}
