using System.Globalization;
using System.Reflection;
using System.Text;

namespace Chat.Sharding;

/// <summary>What a database is for; each role has its own numbered migrations.</summary>
internal static class DatabaseRole
{
    public const string Directory = "directory";
    public const string Shard = "shard";

    /// <summary>Orleans' own state: its ADO.NET catalogue, or in SQLite the table of grain states.</summary>
    public const string Orleans = "orleans";
}

/// <summary>One numbered file of statements, embedded in this assembly as <c>Migrations/DIALECT/ROLE/NNNN_name.sql</c>.</summary>
internal sealed record MigrationScript(int Number, string Name, string Text)
{
    private const string Folder = "Chat.Sharding.Migrations.";

    /// <summary>In the order of their numbers.</summary>
    public static IReadOnlyList<MigrationScript> Of(string dialect, string role)
    {
        var assembly = typeof(MigrationScript).Assembly;
        var prefix = $"{Folder}{dialect}.{role}.";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => Load(assembly, name, name[prefix.Length..^".sql".Length]))
                .OrderBy(static script => script.Number),
        ];
    }

    /// <summary>
    /// The single statements. One ends at a line that ends with a semicolon, outside quotes and comments; from a line <c>BEGIN</c> to a line <c>END;</c>
    /// semicolons belong to a stored procedure's body. So the files run in any client that knows procedures, and through a driver.
    /// </summary>
    public IEnumerable<string> Statements()
    {
        var statement = new StringBuilder();
        var inQuotes = false;
        var inBody = false;
        foreach (var line in Text.Split('\n'))
        {
            var code = line.TrimEnd();
            if (!inQuotes && (code.Length == 0 || code.TrimStart().StartsWith("--", StringComparison.Ordinal)))
                continue;
            statement.AppendLine(code);
            inBody |= !inQuotes && code == "BEGIN";
            // A doubled quote inside a text ends it and begins it again.
            inQuotes ^= code.Count(static c => c == '\'') % 2 == 1;
            if (inQuotes || !code.EndsWith(';') || (inBody && code != "END;"))
                continue;
            inBody = false;
            yield return statement.ToString().TrimEnd().TrimEnd(';');
            statement.Clear();
        }
        if (statement.Length > 0)
            throw new FormatException($"Migration {Number} '{Name}' ends inside a statement.");
    }

    private static MigrationScript Load(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var number = int.Parse(file.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        return new MigrationScript(number, file[5..], reader.ReadToEnd());
    }
}
