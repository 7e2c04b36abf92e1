using System.Text.RegularExpressions;
using Xunit;

namespace Chat.Tests.Architecture;

/// <summary>What docs/security.md says that holds, and what it says that shows it, is there.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly string Folder = Path.Combine(Projects.Root, "docs");
    private static readonly string Text = File.ReadAllText(Path.Combine(Folder, "security.md"));

    [Fact]
    public void Every_file_that_it_names_exists()
    {
        var links = Link().Matches(Text).Select(match => match.Groups[1].Value).ToList();
        Assert.True(links.Count > 20, $"Only {links.Count} links were found.");
        Assert.DoesNotContain(links, link => !File.Exists(Path.GetFullPath(Path.Combine(Folder, link))));
    }

    [Fact]
    public void Every_test_that_it_names_exists()
    {
        var classes = Directory.EnumerateFiles(Path.Combine(Projects.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Class().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);
        var named = Text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => Test().Matches(line.TrimEnd(' ', '|').Split('|')[^1]).Select(match => match.Groups[1].Value)).Distinct().ToList();
        Assert.True(named.Count > 20, $"Only {named.Count} tests were found.");
        Assert.DoesNotContain(named, name => !classes.Contains(name));
    }

    [GeneratedRegex(@"\]\(([^)#:]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"\bclass ([A-Za-z]+)")]
    private static partial Regex Class();
}
