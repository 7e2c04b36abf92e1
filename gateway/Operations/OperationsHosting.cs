namespace Chat.Operations;

/// <summary>The operators' address as part of a host.</summary>
public static class OperationsHosting
{
    /// <summary>Has the host listen there too, and routes know of it. After everything else that says where it listens.</summary>
    public static void AddOperationsPort(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        Add(builder.Services, configuration);
        var options = configuration.GetSection(OperationsOptions.Section).Get<OperationsOptions>() ?? new OperationsOptions();
        if (string.IsNullOrWhiteSpace(options.Url))
            return;
        // Kestrel looks at one of the two.
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
            configuration["Kestrel:Endpoints:Operations:Url"] = options.Url;
        else
            builder.WebHost.UseUrls([.. UrlsOf(configuration), options.Url]);
    }

    /// <summary>Registers what decides by the port, once.</summary>
    internal static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(OperationsPort)))
            return;
        services.AddOptions<OperationsOptions>().Bind(configuration.GetSection(OperationsOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OperationsPort>();
        services.AddSingleton<MatcherPolicy, OperationsRoutes.Policy>();
    }

    /// <summary>Where the host would listen otherwise. Container images name ports alone.</summary>
    private static string[] UrlsOf(ConfigurationManager configuration)
    {
        if (configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
            return Split(urls);
        string[] ports =
        [
            .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}"),
            .. Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"),
        ];
        return ports is [] ? ["http://localhost:5000"] : ports;
    }

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
