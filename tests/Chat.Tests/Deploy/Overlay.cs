using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using YamlDotNet.Core;

namespace Chat.Tests.Deploy;

/// <summary>A rendered overlay in Kubernetes' own types.</summary>
internal sealed class Overlay
{
    private static readonly Dictionary<string, Type> Own = new()
    {
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
        ["gateway.networking.k8s.io/v1/Gateway"] = typeof(RouteGateway),
        ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(HttpRoute),
    };

    private Overlay(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> all) => All = all;

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> All { get; }

    public IReadOnlyList<Workload> Workloads =>
    [
        .. Of<V1Deployment>().Select(each => new Workload(each.Metadata.Name, each.Spec.Selector, each.Spec.Template, [])),
        .. Of<V1StatefulSet>().Select(each => new Workload(each.Metadata.Name, each.Spec.Selector, each.Spec.Template, each.Spec.VolumeClaimTemplates ?? [])),
    ];

    /// <summary>Unknown fields, values of the wrong type, and kinds that do not exist are errors.</summary>
    /// <exception cref="YamlException">There is one.</exception>
    public static Overlay Read(IEnumerable<JsonObject> objects)
    {
        var text = new StringBuilder();
        foreach (var each in objects)
            text.Append("---\n").Append(each.ToJsonString()).Append('\n');
        return new Overlay([.. KubernetesYaml.LoadAllFromString(text.ToString(), Own, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()]);
    }

    public IEnumerable<T> Of<T>() => All.OfType<T>();

    public T? Find<T>(string? name)
        where T : class, IKubernetesObject<V1ObjectMeta> => Of<T>().FirstOrDefault(each => each.Metadata.Name == name);

    public IEnumerable<Workload> PodsOf(IDictionary<string, string>? labels) => Workloads.Where(workload => labels is { Count: > 0 } && labels.All(workload.Labels.Contains));

    public IEnumerable<Workload> PodsOf(V1LabelSelector selector) => Workloads.Where(workload => Matches(selector, workload.Labels));

    public static bool Matches(V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(labels.Contains)
        && (selector.MatchExpressions ?? []).All(term => term.OperatorProperty switch
        {
            "In" => labels.TryGetValue(term.Key, out var value) && term.Values.Contains(value),
            "Exists" => labels.ContainsKey(term.Key),
            _ => throw new NotSupportedException($"The operator {term.OperatorProperty} is not read here."),
        });

    /// <summary>The values of a ConfigMap or Secret, or null.</summary>
    public IReadOnlyDictionary<string, string>? ConfigMap(string? name) => Find<V1ConfigMap>(name)?.Data.AsReadOnly();

    public IReadOnlyDictionary<string, string>? Secret(string? name) =>
        Find<V1Secret>(name)?.Data.ToDictionary(value => value.Key, value => Encoding.UTF8.GetString(value.Value));

    /// <summary>What a container's processes find in their environment, except for fields of the pod.</summary>
    public Dictionary<string, string> EnvironmentOf(V1Container container)
    {
        var found = new Dictionary<string, string>();
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (key, value) in ConfigMap(source.ConfigMapRef?.Name) ?? Secret(source.SecretRef?.Name) ?? new Dictionary<string, string>())
                found[key] = value;
        }
        foreach (var variable in container.Env ?? [])
            found[variable.Name] = variable.Value ?? "";
        return found;
    }
}

/// <summary>What runs pods.</summary>
internal sealed record Workload(string Name, V1LabelSelector Selector, V1PodTemplateSpec Template, IList<V1PersistentVolumeClaim> Claims)
{
    public V1PodSpec Pod => Template.Spec;

    public IDictionary<string, string> Labels => Template.Metadata.Labels;

    public IEnumerable<V1Container> Containers => (Pod.InitContainers ?? []).Concat(Pod.Containers);

    /// <summary>The number of a port that is named, or is one of the pod's numbers; null: there is none.</summary>
    public int? PortOf(IntOrString port) => Pod.Containers.SelectMany(container => container.Ports ?? [])
        .FirstOrDefault(own => own.Name == port.Value || $"{own.ContainerPort}" == port.Value)?.ContainerPort;
}
