using System.Globalization;
using System.Text.RegularExpressions;
using Chat.Tests.Architecture;
using k8s.Models;
using Xunit;

namespace Chat.Tests.Deploy;

/// <summary>What docs/operations.md tells an operator to type, and where it then leads them.</summary>
public sealed partial class WalkThroughTests(Manifests manifests) : IClassFixture<Manifests>
{
    /// <summary>The operator key counts at one of the ports alone: without that one no first team can be made.</summary>
    [Fact]
    public void All_that_is_opened_on_the_way_to_the_first_team_was_forwarded()
    {
        var text = Section();
        var command = Forward().Match(text);
        Assert.True(command.Success, "No port is forwarded.");
        var forwarded = command.Groups["ports"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(port => int.Parse(port, CultureInfo.InvariantCulture)).ToArray();
        var overlay = Overlay.Read(manifests.Render("single"));
        var service = overlay.Find<V1Service>(command.Groups["service"].Value)!;
        Assert.Subset(service.Spec.Ports.Select(port => port.Port).ToHashSet(), forwarded.ToHashSet());

        var opened = Local().Matches(text).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().ToArray();
        Assert.Subset(forwarded.ToHashSet(), opened.ToHashSet());
        var environment = overlay.EnvironmentOf(overlay.Workloads.Single(workload => workload.Name == service.Metadata.Name).Pod.Containers.Single());
        Assert.Contains(new Uri(environment["Chat__Gateway__PublicUrl"]).Port, opened);
        Assert.Contains(int.Parse(environment["Chat__Operations__Url"].Split(':')[^1], CultureInfo.InvariantCulture), opened);
    }

    private static string Section()
    {
        var text = File.ReadAllText(Path.Combine(Projects.Root, "docs/operations.md"));
        text = text[text.IndexOf("\n## Kubernetes\n", StringComparison.Ordinal)..];
        return text[..text.IndexOf("\n## ", 1, StringComparison.Ordinal)];
    }

    [GeneratedRegex("^kubectl -n chat port-forward service/(?<service>[a-z-]+)(?<ports>( [0-9]+)+)", RegexOptions.Multiline)]
    private static partial Regex Forward();

    [GeneratedRegex("http://localhost:([0-9]+)")]
    private static partial Regex Local();
}
