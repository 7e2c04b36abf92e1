using Chat.Sockets;

namespace Chat.Browsers;

/// <summary>Registers and maps the web client: its files, and <c>/web</c>, by which a browser gets its cookies.</summary>
internal static class WebHosting
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<WebOrigin>();
        services.AddSingleton<OperatorSession>();
        services.AddSingleton<WebCredentials>();
        services.AddSingleton<FirstRun>();
        services.AddSingleton<WebEndpoint>();
        services.AddSingleton<WebSessionApi>();
        services.AddSingleton<WebOperatorApi>();
        services.AddSingleton<ClientFiles>();
        services.AddOptions<SocketOptions>().Configure<WebOrigin>((sockets, origin) => sockets.OriginAllowed ??= origin.Admits);
    }

    public static void Map(WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<WebEndpoint>();
        var session = app.Services.GetRequiredService<WebSessionApi>();
        app.MapGet("/web/session", endpoint.Of(session.Show));
        app.MapPost("/web/session", endpoint.Of(session.SignIn));
        app.MapDelete("/web/session", endpoint.Of(session.SignOut));
        var operators = app.Services.GetRequiredService<WebOperatorApi>();
        app.MapPost("/web/operator", endpoint.Of(operators.SignIn));
        app.MapDelete("/web/operator", endpoint.Of(operators.SignOut));
        ClientPages.Map(app);
    }
}
