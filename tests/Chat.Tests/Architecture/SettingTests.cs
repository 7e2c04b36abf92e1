using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Chat.Tests.Architecture;

/// <summary>docs/operations.md names every setting with its default, and no setting that there is not.</summary>
public sealed partial class SettingTests
{
    /// <summary>A dictionary stands in the table as <c>NAME:KEY</c>; what has no value by itself may be explained in words.</summary>
    internal sealed record Setting(string Name, object? Default);

    private sealed record Row(string Name, string Default);

    [Fact]
    public void Every_setting_stands_in_the_table()
    {
        var missing = Settings().Select(setting => setting.Name).Except(Rows().Select(row => row.Name));
        Assert.True(!missing.Any(), $"docs/operations.md lacks {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Every_row_is_a_setting()
    {
        var unknown = Rows().Select(row => row.Name).Except(Settings().Select(setting => setting.Name));
        Assert.True(!unknown.Any(), $"docs/operations.md tells of {string.Join(", ", unknown)}, which no options class has.");
    }

    [Fact]
    public void Every_default_is_the_one_in_the_table()
    {
        var rows = Rows().GroupBy(row => row.Name).ToDictionary(group => group.Key, group => group.First().Default);
        foreach (var setting in Settings())
        {
            if (!rows.TryGetValue(setting.Name, out var told) || setting.Default is null or 0 && !told.Any(char.IsAsciiDigit))
                continue;
            var same = Equals(setting.Default, Read(told, setting.Default!.GetType()));
            Assert.True(same, $"{setting.Name} is {setting.Default} by default; the table says '{told}'.");
        }
    }

    /// <summary>Also as a variable of the environment, and of a table or a shard all settings together (<c>Chat:Operator:Keys</c>).</summary>
    [Fact]
    public void Every_setting_that_is_named_anywhere_exists()
    {
        var known = Settings().Select(setting => setting.Name.Split(':')).ToArray();
        var files = ((string[])["docs", "deploy"]).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Projects.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => !file.EndsWith(".png", StringComparison.Ordinal));
        foreach (var file in files.Append(Path.Combine(Projects.Root, "README.md")))
        {
            foreach (var name in Named().Matches(File.ReadAllText(file)).Select(match => match.Value))
            {
                var parts = name.Split(["__", ":"], StringSplitOptions.RemoveEmptyEntries);
                Assert.True(known.Any(setting => Begins(setting, parts)), $"{Path.GetRelativePath(Projects.Root, file)} names {name}, which is no setting.");
            }
        }
    }

    private static bool Begins(string[] setting, string[] parts) =>
        parts.Length <= setting.Length && setting.Zip(parts).All(part => part.First == "NAME" || part.First == part.Second);

    internal static List<Setting> Settings()
    {
        var found = new List<Setting>();
        foreach (var type in Projects.All.SelectMany(assembly => assembly.GetTypes()).Where(type => type is { IsClass: true, IsAbstract: false }))
        {
            if (!type.Name.EndsWith("Options", StringComparison.Ordinal) || type.GetField("Section")?.GetRawConstantValue() is not string section)
                continue;
            var defaults = Activator.CreateInstance(type);
            foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
            {
                // What code alone can set is no setting.
                if (property.PropertyType.IsAssignableTo(typeof(Delegate)))
                    continue;
                var isTable = property.PropertyType == typeof(Dictionary<string, string>);
                found.Add(new Setting($"{section}:{property.Name}{(isTable ? ":NAME" : "")}", isTable ? null : property.GetValue(defaults)));
            }
        }
        return [.. found.DistinctBy(setting => setting.Name)];
    }

    /// <summary>Rows name their settings in full, or by the last part when the heading or the setting before names the section.</summary>
    private static List<Row> Rows()
    {
        var rows = new List<Row>();
        string? heading = null;
        foreach (var line in File.ReadLines(Path.Combine(Projects.Root, "docs/operations.md")))
        {
            if (line.StartsWith('#'))
            {
                heading = Quoted().Match(line) is { Success: true } match ? match.Groups[1].Value : null;
                continue;
            }
            if (!line.StartsWith("| `", StringComparison.Ordinal))
                continue;
            var cells = line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
            var names = Quoted().Matches(cells[0]).Select(match => match.Groups[1].Value).ToArray();
            if (heading is null && !names[0].StartsWith("Chat:", StringComparison.Ordinal))
                continue;
            var defaults = cells[1].Split(", ");
            var section = heading;
            for (var i = 0; i < names.Length; i++)
            {
                var name = names[i];
                if (name.StartsWith("Chat:", StringComparison.Ordinal))
                    section = name[..name.LastIndexOf(':')];
                else
                    name = $"{section}:{name}";
                rows.Add(new Row(name, names.Length == defaults.Length ? defaults[i].Trim('`') : cells[1].Trim('`')));
            }
        }
        return rows;
    }

    private static object? Read(string text, Type type)
    {
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        if (type == typeof(string))
            return text;
        if (type.IsEnum)
            return Enum.TryParse(type, text, out var value) ? value : null;
        var parts = text.Split(' ');
        if (!decimal.TryParse(parts[0], NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return null;
        var unit = parts.ElementAtOrDefault(1);
        if (type == typeof(TimeSpan))
            return TimeSpan.FromTicks((long)(number * TicksOf(unit)));
        return Convert.ChangeType(number * (unit switch { "KiB" => 1024, "MiB" => 1024 * 1024, "GiB" => 1024L * 1024 * 1024, _ => 1 }), type, CultureInfo.InvariantCulture);
    }

    private static long TicksOf(string? unit) => unit switch
    {
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "min" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "days" or "day" => TimeSpan.TicksPerDay,
        _ => 0,
    };

    [GeneratedRegex("Chat(?<split>:|__)[A-Za-z0-9]+(?:\\k<split>[A-Za-z0-9]+)+")]
    private static partial Regex Named();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
