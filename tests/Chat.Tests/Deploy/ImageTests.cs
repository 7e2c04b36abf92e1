using System.Text.RegularExpressions;
using System.Xml.Linq;
using Chat.Tests.Architecture;
using k8s.Models;
using Xunit;

namespace Chat.Tests.Deploy;

/// <summary>The two ways in which images are made, and the manifests that run them, say the same.</summary>
public sealed partial class ImageTests(Manifests manifests) : IClassFixture<Manifests>
{
    private static readonly string Dockerfile = Read("deploy/containers/Dockerfile");
    private static readonly XDocument Shared = XDocument.Parse(Read("deploy/containers/Container.props"));

    public static TheoryData<string, string> Programs => new() { { "silo", "Chat.Silo" }, { "gateway", "Chat.Gateway" } };

    [Fact]
    public void Both_images_have_the_base_and_the_user_that_pods_have()
    {
        Assert.Contains($"FROM {Value(Shared, "ContainerBaseImage")} AS program", Dockerfile, StringComparison.Ordinal);
        var user = Value(Shared, "ContainerUser");
        Assert.Contains($"USER {user}\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"--chown={user}:{user}", Dockerfile, StringComparison.Ordinal);
        var overlay = Overlay.Read(manifests.Render("two-zones"));
        Assert.All(overlay.Of<V1Deployment>(), deployment => Assert.Equal(user, $"{deployment.Spec.Template.Spec.SecurityContext.RunAsUser}"));
    }

    /// <summary>Of the chiseled images those that are called extra alone have the system's time zones, by which people's are known.</summary>
    [Fact]
    public void The_base_has_time_zones() => Assert.EndsWith("-chiseled-extra", Value(Shared, "ContainerBaseImage"), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Programs))]
    public void An_image_has_the_ports_and_the_name_that_its_pods_have(string folder, string assembly)
    {
        var project = XDocument.Parse(Read($"{folder}/{assembly}.csproj"));
        var stage = Dockerfile[Dockerfile.IndexOf($" AS {folder}\n", StringComparison.Ordinal)..].Split("\nFROM ")[0];
        Assert.Contains($"ENTRYPOINT [\"dotnet\", \"{assembly}.dll\"]", stage, StringComparison.Ordinal);

        var ports = Includes(Shared, "ContainerPort").Concat(Includes(project, "ContainerPort")).ToArray();
        var common = Dockerfile[Dockerfile.IndexOf(" AS program\n", StringComparison.Ordinal)..].Split("\nFROM ")[0];
        Assert.Equal(ports, Exposed().Matches(common + "\n" + stage).SelectMany(match => match.Groups[1].Value.Split(' ')));

        var deployment = Overlay.Read(manifests.Render("single")).Of<V1Deployment>().Single(each => each.Metadata.Name == Value(project, "ContainerRepository"));
        var container = deployment.Spec.Template.Spec.Containers.Single();
        Assert.Equal($"{Value(project, "ContainerRepository")}:{Value(Shared, "ContainerImageTag")}", container.Image);
        Assert.Subset(container.Ports.Select(port => $"{port.ContainerPort}").ToHashSet(), ports.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void An_image_has_the_environment_of_the_other(string folder, string assembly)
    {
        var project = XDocument.Parse(Read($"{folder}/{assembly}.csproj"));
        foreach (var variable in Shared.Descendants("ContainerEnvironmentVariable").Concat(project.Descendants("ContainerEnvironmentVariable")))
            Assert.Contains($"\nENV {(string?)variable.Attribute("Include")}={(string?)variable.Attribute("Value")}\n", Dockerfile, StringComparison.Ordinal);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Projects.Root, file));

    private static string? Value(XDocument file, string property) => file.Descendants(property).Single().Value;

    private static IEnumerable<string> Includes(XDocument file, string item) => file.Descendants(item).Select(each => (string)each.Attribute("Include")!);

    [GeneratedRegex("^EXPOSE (.+)$", RegexOptions.Multiline)]
    private static partial Regex Exposed();
}
