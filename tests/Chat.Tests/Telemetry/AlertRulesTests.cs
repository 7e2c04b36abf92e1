using System.ComponentModel;
using System.Text.RegularExpressions;
using Chat.Tests.Architecture;
using Chat.Tests.Deploy;
using Xunit;

namespace Chat.Tests.Telemetry;

/// <summary>The rules for alarms, judged by Prometheus' own tool where there is one.</summary>
public sealed partial class AlertRulesTests
{
    private static string File(string name) => Path.Combine(Projects.Root, "deploy/observability", name);

    [Theory]
    [InlineData("check", "alerts.yml")]
    [InlineData("test", "alerts.test.yml")]
    public void Prometheus_takes_the_rules_and_they_fire_when_they_should(string verb, string file)
    {
        try
        {
            Assert.Contains("SUCCESS", Manifests.Run("promtool", verb, "rules", File(file)), StringComparison.Ordinal);
        }
        catch (Win32Exception)
        {
            Assert.Skip("promtool is not installed (Debian: apt-get install prometheus).");
        }
    }

    /// <summary>A count of none is no figure, and less than nothing: the alarm would be silent when all are gone.</summary>
    [Fact]
    public void What_counts_processes_is_told_when_there_is_none()
    {
        var counts = Counts().Matches(System.IO.File.ReadAllText(File("alerts.yml")));
        Assert.NotEmpty(counts);
        Assert.All(counts, count => Assert.Contains($" or absent({count.Groups["processes"].Value})", count.Value, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"expr: .*\bcount\((?<processes>up\{[^}]*\} == 1)\) < .*")]
    private static partial Regex Counts();
}
