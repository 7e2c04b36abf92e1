using Chat.Tests.Architecture;
using k8s.Models;
using Xunit;

namespace Chat.Tests.Deploy;

/// <summary>What watches elsewhere watches on Kubernetes, too.</summary>
public sealed class MonitoringTests(Manifests manifests) : IClassFixture<Manifests>
{
    private const string Observability = "deploy/observability";

    [Fact]
    public void The_alarms_are_those_of_the_rules()
    {
        var deployed = manifests.Render("two-zones").Single(each => (string?)each["kind"] == "PrometheusRule")["spec"]!;
        var rules = Yaml.Read(File.ReadAllText(Path.Combine(Projects.Root, Observability, "alerts.yml"))).Single();
        Assert.True(rules.ToJsonString() == deployed.ToJsonString(), "two-zones/alerts.yaml has not what alerts.yml has; its first lines say how it is written anew.");
    }

    [Fact]
    public void Every_dashboard_is_loaded()
    {
        var deployed = Overlay.Read(manifests.Render("two-zones")).Of<V1ConfigMap>().Single(map => map.Metadata.Labels.ContainsKey("grafana_dashboard"));
        var files = Directory.GetFiles(Path.Combine(Projects.Root, Observability, "grafana")).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        Assert.Equal(files.OrderBy(file => file.Key, StringComparer.Ordinal), deployed.Data.OrderBy(file => file.Key, StringComparer.Ordinal));
    }

    /// <summary>By it the Prometheus of kube-prometheus-stack chooses what it reads.</summary>
    [Fact]
    public void Monitor_and_alarms_belong_to_the_same_release()
    {
        var overlay = Overlay.Read(manifests.Render("two-zones"));
        var release = Assert.Single(overlay.Of<ServiceMonitor>()).Metadata.Labels["release"];
        Assert.Equal(release, Assert.Single(overlay.Of<PrometheusRule>()).Metadata.Labels["release"]);
        Assert.Contains($"`release: {release}`", File.ReadAllText(Path.Combine(Projects.Root, "docs/operations.md")), StringComparison.Ordinal);
    }
}
