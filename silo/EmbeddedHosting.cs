using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Chat.Admin;
using Chat.Gateway;
using Chat.Jobs;
using Chat.Logging;
using Chat.Operations;
using Chat.Sharding;
using Chat.Sharding.Overview;
using Chat.Teams;
using Chat.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Chat.Silo;

/// <summary>The embedded default: one process, one SQLite file, no other server.</summary>
internal static class EmbeddedHosting
{
    private const string OperatorKeySetting = OperatorOptions.Section + ":Key";
    private const string OperatorKeysSetting = OperatorOptions.Section + ":Keys";

    private const string DefaultAddress = "http://127.0.0.1:8080";

    public static void Configure(WebApplicationBuilder builder, StorageOptions storage)
    {
        // ASP.NET's container images name a port (ASPNETCORE_HTTP_PORTS): there the loopback would be an address that nobody reaches.
        string[] addresses = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (addresses.All(key => string.IsNullOrEmpty(builder.Configuration[key])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultAddress);
        var keyFile = EnsureOperatorKey(builder.Configuration, storage);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: "chat", clusterId: "chat");
            // One process: nobody else probes it, and a laptop that slept must not be voted dead by its own clock.
            silo.Configure<ClusterMembershipOptions>(options => options.LivenessEnabled = false);
            silo.AddSqliteGrainStorageAsDefault();
            // Reminders resume long jobs on another silo; here a restarted process finds them by the queue.
            silo.UseInMemoryReminderService();
            if (TelemetryHosting.IsCollected(builder.Configuration))
                silo.AddActivityPropagation();
            silo.AddJobStreams();
            silo.Services.AddTeamPlacement();
            silo.Services.AddShardOverview();
            if (Dashboard.IsOn(builder.Configuration))
                silo.AddDashboard(Dashboard.Configure);
        });
        builder.Services.AddChatGateway(builder.Configuration);
        builder.AddOperationsPort();
        builder.Services.AddSingleton(provider => new Banner(
            Path.GetFullPath(storage.Path), keyFile, provider.GetRequiredService<IOptions<OperationsOptions>>().Value.GetPort()));
    }

    public static void Map(WebApplication app, StorageOptions storage)
    {
        app.MapChatGateway();
        app.MapDashboard();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var banner = app.Services.GetRequiredService<Banner>();
            if (ChatLogging.IsJson(app.Configuration))
                banner.Log(app.Logger, app.Urls);
            else
                banner.Print(app.Urls);
        });
    }

    /// <summary>The configured operator keys, else the one beside the database, made when there is none.</summary>
    /// <returns>The file, or null if the key is configured.</returns>
    private static string? EnsureOperatorKey(ConfigurationManager configuration, StorageOptions storage)
    {
        if (!string.IsNullOrEmpty(configuration[OperatorKeySetting]) || configuration.GetSection(OperatorKeysSetting).GetChildren().Any())
            return null;
        var folder = Path.GetDirectoryName(Path.GetFullPath(storage.Path))!;
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "operator.key");
        if (!File.Exists(file))
        {
            // Readable by its owner alone; Windows keeps such files in the user's own folders.
            var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var stream = new FileStream(file, mode);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(48, lowercase: true)));
        }
        configuration[OperatorKeySetting] = File.ReadAllText(file).Trim();
        return file;
    }

    /// <summary>Orleans wants a port even when no other silo will call: any free one, on loopback.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
