using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Chat.Tests.Transfer;

/// <summary>
/// Compares two archives in Slack's layout: people and conversations by their ids, messages by conversation, day and ts; JSON whatever the order of its keys.
/// </summary>
/// <param name="ignored">Members, of any object at any depth, that may differ: the team's id is another one after an import.</param>
public sealed class ArchiveComparison(params string[] ignored)
{
    private const int MaxDifferences = 50;

    private readonly HashSet<string> _ignored = [.. ignored];
    private readonly List<string> _differences = [];
    private bool _allowsMore;

    /// <summary>What differs, as sentences; empty: nothing.</summary>
    /// <param name="a">An archive.</param>
    /// <param name="b">Another one.</param>
    /// <param name="allowMore">The second may have more: people and conversations of a team that was not empty, and its people in the first's conversations.</param>
    public IReadOnlyList<string> Compare(ZipArchive a, ZipArchive b, bool allowMore = false)
    {
        _differences.Clear();
        _allowsMore = allowMore;
        var (entries, others) = (Named(a), Named(b));
        CompareKeys("entries", entries.Keys, others.Keys, allowMore);
        foreach (var name in entries.Keys.Intersect(others.Keys).Order(StringComparer.Ordinal))
            CompareArrays(name, Read(entries[name]), Read(others[name]), allowMore);
        return [.. _differences];
    }

    private void CompareArrays(string name, JsonArray a, JsonArray b, bool allowMore)
    {
        // Lists at the root: by id; days: by ts.
        var key = name.Contains('/', StringComparison.Ordinal) ? "ts" : "id";
        var (items, others) = (Keyed(name, a, key), Keyed(name, b, key));
        CompareKeys(name, items.Keys, others.Keys, allowMore && key == "id");
        foreach (var (id, item) in items)
        {
            if (others.TryGetValue(id, out var other))
                CompareNodes($"{name} {id}", item, other);
        }
        if (key == "ts" && !items.Keys.SequenceEqual(items.Keys.Order(StringComparer.Ordinal)))
            Differ($"{name} is not in the order of time");
    }

    private void CompareKeys(string what, IEnumerable<string> a, IEnumerable<string> b, bool allowMore)
    {
        foreach (var key in a.Except(b))
            Differ($"{what}: {key} is missing in the second");
        if (allowMore)
            return;
        foreach (var key in b.Except(a))
            Differ($"{what}: {key} is missing in the first");
    }

    private void CompareNodes(string path, JsonNode? a, JsonNode? b)
    {
        switch (a, b)
        {
            case (JsonObject first, JsonObject second):
                foreach (var name in first.Select(static m => m.Key).Union(second.Select(static m => m.Key)).Except(_ignored))
                    CompareNodes($"{path}.{name}", first[name], second[name]);
                break;
            case (JsonArray first, JsonArray second) when _allowsMore && path.EndsWith(".members", StringComparison.Ordinal):
                CompareKeys(path, first.Select(static id => id!.GetValue<string>()), second.Select(static id => id!.GetValue<string>()), allowMore: true);
                break;
            case (JsonArray first, JsonArray second) when first.Count == second.Count:
                for (var i = 0; i < first.Count; i++)
                    CompareNodes($"{path}[{i}]", first[i], second[i]);
                break;
            default:
                if (!JsonNode.DeepEquals(a, b))
                    Differ($"{path}: {Show(a)} and {Show(b)}");
                break;
        }
    }

    private Dictionary<string, JsonNode> Keyed(string name, JsonArray items, string key)
    {
        var keyed = new Dictionary<string, JsonNode>();
        foreach (var item in items)
        {
            var id = item?[key]?.GetValue<string>() ?? "";
            if (!keyed.TryAdd(id, item!))
                Differ($"{name} has {id} twice");
        }
        return keyed;
    }

    private void Differ(string sentence)
    {
        if (_differences.Count < MaxDifferences)
            _differences.Add(sentence);
    }

    private static string Show(JsonNode? node) => node?.ToJsonString() is { } text ? text.Length > 120 ? text[..120] + "…" : text : "nothing";

    private static Dictionary<string, ZipArchiveEntry> Named(ZipArchive archive) => archive.Entries.ToDictionary(static e => e.FullName);

    /// <summary>One entry's array.</summary>
    public static JsonArray Read(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        return JsonNode.Parse(content)!.AsArray();
    }
}
