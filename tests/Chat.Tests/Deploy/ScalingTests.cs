using System.Globalization;
using System.Text.RegularExpressions;
using Chat.Sharding;
using Chat.Silo;
using Chat.Tests.Architecture;
using Chat.Tests.Sizing;
using k8s.Models;
using Xunit;

namespace Chat.Tests.Deploy;

/// <summary>Manifests, documents and formulae agree about how many of which size there may be.</summary>
public sealed partial class ScalingTests(Manifests manifests) : IClassFixture<Manifests>
{
    /// <summary>A row of the table below "Scaling" in docs/operations.md.</summary>
    private sealed record Size(double Connected, Part Gateways, double Sessions, Part Silos);

    /// <param name="Cores">That one requests.</param>
    /// <param name="Bytes">That one requests.</param>
    private sealed record Part(double Cores, double Bytes, int Min, int Max);

    [Fact]
    public void Two_zones_is_the_first_row()
    {
        var overlay = Overlay.Read(manifests.Render("two-zones"));
        var first = Sizes()[0];
        Assert.Equal(first.Gateways, PartOf(overlay, "chat-gateway"));
        Assert.Equal(first.Silos, PartOf(overlay, "chat-silo"));
        Assert.Equal(first.Sessions, Target(overlay, "chat-gateway").Pods.Target.AverageValue.ToDouble());
    }

    [Fact]
    public void Every_row_has_room_for_its_people()
    {
        var costs = SizingTests.Given();
        var overlay = Overlay.Read(manifests.Render("two-zones"));
        var sockets = double.Parse(overlay.EnvironmentOf(Containers(overlay, "chat-gateway"))["Chat__Sockets__MaxSockets"], CultureInfo.InvariantCulture);
        Assert.All(Sizes(), size =>
        {
            var busy = SizingTests.Busy(size.Connected, costs);
            var gateways = Math.Ceiling(size.Connected / size.Sessions);
            Assert.True(gateways <= size.Gateways.Max, "more sessions than gateways may have");
            Assert.True(size.Connected <= Math.Floor(gateways / 2) * sockets, "no room when a zone is lost");
            Assert.True(busy.Gateways <= gateways * size.Gateways.Cores * Share(overlay, "chat-gateway"), "gateways are busier than they request");
            Assert.True(busy.Silos <= size.Silos.Max * size.Silos.Cores * Share(overlay, "chat-silo"), "silos are busier than they request");
            Assert.True(costs["Mg"] * 1e9 + size.Sessions * costs["M"] * 1e3 <= size.Gateways.Bytes, "sessions need more memory than gateways request");
        });
    }

    [Fact]
    public void Servers_take_the_connections_of_all_that_there_may_be()
    {
        var overlay = Overlay.Read(manifests.Render("two-zones"));
        var allowed = int.Parse(Allowed().Match(File.ReadAllText(Path.Combine(Projects.Root, "deploy/kubernetes/database/prepare.sh"))).Groups[1].Value, CultureInfo.InvariantCulture);
        var pool = (int)MySqlDatabase.Complete("Server=a").MaximumPoolSize;
        var (silos, gateways) = (PartOf(overlay, "chat-silo").Max, PartOf(overlay, "chat-gateway").Max);
        var document = File.ReadAllText(Path.Combine(Projects.Root, "docs/operations.md"));
        Assert.Contains($"`{pool}·s + 16`", document, StringComparison.Ordinal);
        Assert.Contains($"`({pool} + ProviderPoolSize)·s + 2·g + 16`", document, StringComparison.Ordinal);
        Assert.Contains(
            $"With {silos} silos and {gateways} gateways these are {OfShard(silos)} and {OfDirectory(silos, gateways)} (an upgrade's: {OfShard(silos + 1)} and {OfDirectory(silos + 1, gateways + 1)})",
            document, StringComparison.Ordinal);
        Assert.InRange(OfDirectory(silos + 1, gateways + 1), 0, allowed);
        Assert.InRange(OfShard(silos + 1), 0, allowed);

        int OfShard(int s) => pool * s + 16;
        int OfDirectory(int s, int g) => (pool + new ClusterOptions().ProviderPoolSize) * s + 2 * g + 16;
    }

    private static Part PartOf(Overlay overlay, string name)
    {
        var requests = Containers(overlay, name).Resources.Requests;
        var scaler = overlay.Find<V2HorizontalPodAutoscaler>(name)!.Spec;
        return new Part(requests["cpu"].ToDouble(), requests["memory"].ToDouble(), scaler.MinReplicas!.Value, scaler.MaxReplicas);
    }

    private static V1Container Containers(Overlay overlay, string name) => overlay.Workloads.Single(workload => workload.Name == name).Pod.Containers.Single();

    private static V2MetricSpec Target(Overlay overlay, string name) => overlay.Find<V2HorizontalPodAutoscaler>(name)!.Spec.Metrics.Single(metric => metric.Pods is not null);

    /// <summary>Of what is requested, from which on there are to be more.</summary>
    private static double Share(Overlay overlay, string name) =>
        overlay.Find<V2HorizontalPodAutoscaler>(name)!.Spec.Metrics.Single(metric => metric.Resource is not null).Resource.Target.AverageUtilization!.Value / 100.0;

    private static List<Size> Sizes()
    {
        var rows = Rows().Matches(File.ReadAllText(Path.Combine(Projects.Root, "docs/operations.md")))
            .Select(row => row.Value.Trim('|').Split('|').Select(cell => new ResourceQuantity(cell.Trim().Replace(",", "", StringComparison.Ordinal)).ToDouble()).ToArray()).ToList();
        Assert.Equal(3, rows.Count);
        return [.. rows.Select(row => new Size(row[0], new Part(row[1], row[2], 2, (int)row[4]), row[3], new Part(row[5], row[6], (int)row[7], (int)row[8])))];
    }

    [GeneratedRegex(@"^\| [\d,]+ \| \d+m \| \d+[GM]i \| \d+k \|.*$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^max_connections = (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Allowed();
}
