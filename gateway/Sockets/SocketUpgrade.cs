using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Chat.Sockets;

/// <summary>
/// Sockets that are asked for inside HTTP: by a later request of a connection that is kept alive, behind TLS that was added outside of our
/// reach, or by HTTP/2's extended CONNECT. Costs some 7 KB more a socket than <see cref="SocketMiddleware"/>; the rest is the same code.
/// </summary>
internal sealed class SocketUpgrade(SocketHost host, SocketServices services)
{
    public async Task OnRequestAsync(HttpContext context, ISocketEndpoint endpoint)
    {
        var connect = context.Features.Get<IHttpExtendedConnectFeature>();
        var isConnect = connect is { IsExtendedConnect: true, Protocol: "websocket" };
        var refusal = Judge(context, isConnect, out var handshake);
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }
        LiftLimits(context);
        Stream stream;
        try
        {
            stream = isConnect ? await connect!.AcceptAsync() : await UpgradeAsync(context, handshake!);
        }
        catch (InvalidOperationException) when (!context.Response.HasStarted)
        {
            // The server's own limit on upgraded connections.
            await RefuseAsync(context, HandshakeRefusal.Full);
            return;
        }
        await using var opened = stream;
        var carrier = new HttpCarrier(context, stream);
        try
        {
            await host.RunAsync(carrier, endpoint, handshake);
        }
        finally
        {
            carrier.Release();
        }
    }

    private HandshakeRefusal? Judge(HttpContext context, bool isConnect, out SocketHandshake? handshake)
    {
        handshake = null;
        if (!isConnect && !HttpMethods.IsGet(context.Request.Method))
            return HandshakeRefusal.NotGet;
        var request = new HandshakeRequest();
        foreach (var (name, values) in context.Request.Headers)
        {
            foreach (var value in values)
                request.Add(name, value ?? "");
        }
        var allowed = services.Options.OriginAllowed;
        var refusal = isConnect
            ? request.JudgeConnect(TargetOf(context), allowed, out handshake)
            : request.Judge(TargetOf(context), allowed, out handshake);
        // The server's own view comes last: it says only that something is wrong.
        if (refusal is null && !isConnect && context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
            return HandshakeRefusal.NotUpgrade;
        return refusal ?? host.Refusal;
    }

    /// <summary>Path and query as sent, so that both ways in show an endpoint the same.</summary>
    private static string TargetOf(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return raw is ['/', ..] ? raw : context.Request.Path.ToUriComponent() + context.Request.QueryString.Value;
    }

    private static Task<Stream> UpgradeAsync(HttpContext context, SocketHandshake handshake)
    {
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = handshake.AcceptKey;
        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    /// <summary>What HTTP demands of one request's bytes and time does not suit a socket, which has its own limits.</summary>
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } reading)
            reading.MinDataRate = null;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } writing)
            writing.MinDataRate = null;
        context.Features.Get<Microsoft.AspNetCore.Http.Timeouts.IHttpRequestTimeoutFeature>()?.DisableTimeout();
    }

    private async Task RefuseAsync(HttpContext context, HandshakeRefusal refusal)
    {
        services.Metrics.Refused(refusal.Status);
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = "text/plain";
        var isHttp1 = HttpProtocol.IsHttp11(context.Request.Protocol);
        foreach (var line in refusal.Headers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            // HTTP/2 has no Upgrade header.
            if (isHttp1 || !line.StartsWith("Upgrade:", StringComparison.Ordinal))
                context.Response.Headers[line[..colon]] = line[(colon + 2)..];
        }
        if (isHttp1)
            context.Response.Headers.Connection = refusal.Status == 426 ? "upgrade, close" : "close";
        await context.Response.WriteAsync(refusal.Reason, context.RequestAborted);
    }
}
