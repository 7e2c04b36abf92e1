using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Chat.Sockets;

/// <summary>
/// Sockets over TLS that Kestrel itself ends (<c>Kestrel:Endpoints:NAME</c> with an https address): its configuration adds TLS behind what was added before, where
/// only encrypted bytes are seen. Here TLS comes first. Endpoints with <c>Sni</c>, which choose their certificate by name, are left as they are: their sockets are
/// served inside HTTP (<see cref="SocketUpgrade"/>), as all are that come over HTTP/2.
/// </summary>
internal static class TlsEndpoints
{
    public static void UseSocketsBehindTls(this KestrelServerOptions kestrel)
    {
        if (kestrel.ConfigurationLoader is not { } loader)
            return;
        foreach (var endpoint in loader.Configuration.GetSection("Endpoints").GetChildren())
        {
            if (endpoint.GetSection("Sni").GetChildren().Any())
                continue;
            loader.Endpoint(endpoint.Key, static configured =>
            {
                if (!configured.IsHttps)
                    return;
                configured.ListenOptions.UseHttps(configured.HttpsOptions);
                configured.ListenOptions.UseSockets();
            });
        }
    }
}
