using k8s;
using k8s.Models;

namespace Chat.Tests.Deploy;

/// <summary>Of the Prometheus Operator's kind, what we use; other fields are faults.</summary>
public sealed class ServiceMonitor : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ServiceMonitorSpec Spec { get; set; } = new();
}

public sealed class ServiceMonitorSpec
{
    public V1LabelSelector Selector { get; set; } = new();

    public IList<ServiceMonitorEndpoint> Endpoints { get; set; } = [];
}

public sealed class ServiceMonitorEndpoint
{
    public string Port { get; set; } = "";

    public string Path { get; set; } = "";

    public string Interval { get; set; } = "";

    public ServiceMonitorAuthorization? Authorization { get; set; }
}

public sealed class ServiceMonitorAuthorization
{
    public V1SecretKeySelector Credentials { get; set; } = new();
}
