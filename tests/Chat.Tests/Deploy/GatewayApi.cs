using k8s;
using k8s.Models;

namespace Chat.Tests.Deploy;

/// <summary>The kind Gateway of the Gateway API; of this kind and the next what we use, other fields are faults.</summary>
public sealed class RouteGateway : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public RouteGatewaySpec Spec { get; set; } = new();
}

public sealed class RouteGatewaySpec
{
    public string GatewayClassName { get; set; } = "";

    public IList<RouteListener> Listeners { get; set; } = [];
}

public sealed class RouteListener
{
    public string Name { get; set; } = "";

    public string Protocol { get; set; } = "";

    public int Port { get; set; }

    public string Hostname { get; set; } = "";

    public RouteListenerTls Tls { get; set; } = new();
}

public sealed class RouteListenerTls
{
    public string Mode { get; set; } = "";

    public IList<RouteReference> CertificateRefs { get; set; } = [];
}

public sealed class RouteReference
{
    public string Name { get; set; } = "";

    public int? Port { get; set; }
}

public sealed class HttpRoute : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public HttpRouteSpec Spec { get; set; } = new();
}

public sealed class HttpRouteSpec
{
    public IList<RouteReference> ParentRefs { get; set; } = [];

    public IList<string> Hostnames { get; set; } = [];

    public IList<HttpRouteRule> Rules { get; set; } = [];
}

public sealed class HttpRouteRule
{
    public IList<HttpRouteMatch> Matches { get; set; } = [];

    public HttpRouteTimeouts Timeouts { get; set; } = new();

    public IList<HttpRouteFilter> Filters { get; set; } = [];

    public IList<RouteReference> BackendRefs { get; set; } = [];
}

public sealed class HttpRouteMatch
{
    public HttpRoutePath Path { get; set; } = new();
}

public sealed class HttpRoutePath
{
    public string Type { get; set; } = "";

    public string Value { get; set; } = "";
}

public sealed class HttpRouteTimeouts
{
    public string? Request { get; set; }
}

public sealed class HttpRouteFilter
{
    public string Type { get; set; } = "";

    public HttpRouteHeaders RequestHeaderModifier { get; set; } = new();
}

public sealed class HttpRouteHeaders
{
    public IList<string> Remove { get; set; } = [];
}
