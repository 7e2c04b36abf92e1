using Chat.Logging;
using Chat.Sharding;
using Chat.Telemetry;

namespace Chat.Silo;

/// <summary>
/// A node. With SQLite (the default) it is a whole chat server: grains, edge and storage in one process. With MySQL it is one silo of a cluster,
/// whose edge are gateway processes.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddChatLogging();
        var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        var embedded = string.Equals(storage.Provider, StorageOptions.Sqlite, StringComparison.OrdinalIgnoreCase);
        builder.AddChatTelemetry(embedded ? "chat" : "chat-silo");
        if (embedded)
            EmbeddedHosting.Configure(builder, storage);
        else
            ClusterHosting.Configure(builder, storage);
        builder.Services.AddChatGrains(builder.Configuration);

        var app = builder.Build();
        // First, because it begins to listen: counters that are made before would not be shown until they have counted.
        app.MapMetrics();
        if (embedded)
            EmbeddedHosting.Map(app, storage);
        else
            ClusterHosting.Map(app);
        try
        {
            await StorageStartup.MigrateAsync(app.Services);
        }
        catch (TimeoutException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        await app.RunAsync();
        return 0;
    }
}
