using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Chat.Tests.Deploy;

/// <summary>
/// Renders a folder as <c>kubectl kustomize</c> does, so that the check needs no kubectl: those fields that our kustomizations use, and an error for any other.
/// Where there is a kubectl, <see cref="KubernetesTests"/> compares the two.
/// </summary>
internal sealed class Kustomization
{
    private static readonly string[] Fields =
        ["apiVersion", "kind", "namespace", "labels", "resources", "configMapGenerator", "secretGenerator", "images", "patches"];

    private readonly string _folder;
    private readonly JsonObject _file;
    private readonly List<JsonObject> _objects = [];

    /// <summary>What generators made, also of folders below, by kind and by the name that was given.</summary>
    private readonly Dictionary<(string Kind, string Name), Generated> _generated = [];

    private Kustomization(string folder)
    {
        _folder = folder;
        _file = Yaml.Read(File.ReadAllText(Path.Combine(folder, "kustomization.yaml"))).Single();
        Require(_file, Fields);
    }

    /// <exception cref="InvalidDataException">Something is not as Kustomize, or this, wants it.</exception>
    public static List<JsonObject> Render(string folder)
    {
        var built = new Kustomization(folder).Build();
        built.Name();
        return built._objects;
    }

    private Kustomization Build()
    {
        foreach (var resource in List("resources").Select(node => Path.Combine(_folder, node!.GetValue<string>())))
        {
            if (!Directory.Exists(resource))
            {
                _objects.AddRange(Yaml.Read(File.ReadAllText(resource)));
                continue;
            }
            var below = new Kustomization(resource).Build();
            _objects.AddRange(below._objects);
            foreach (var (given, made) in below._generated)
                _generated.Add(given, made);
        }
        Generate("configMapGenerator", "ConfigMap");
        Generate("secretGenerator", "Secret");
        foreach (var twice in _objects.GroupBy(Id).Where(group => group.Count() > 1))
            throw new InvalidDataException($"{twice.Key} is there twice.");
        foreach (var patch in List("patches"))
            Patch(patch!.AsObject());
        foreach (var each in _objects)
        {
            SetImages(each);
            Label(each["metadata"]!.AsObject());
        }
        return this;
    }

    private static string Id(JsonObject each) => $"{each["kind"]} {each["metadata"]!["name"]}";

    private JsonArray List(string field) => _file[field]?.AsArray() ?? [];

    private void Generate(string field, string kind)
    {
        foreach (var node in List(field))
        {
            var generator = node!.AsObject();
            Require(generator, "name", "envs", "files", "options", "behavior");
            var values = new Dictionary<string, string>();
            foreach (var file in generator["files"]?.AsArray() ?? [])
                values.Add(Path.GetFileName(file!.GetValue<string>()), ReadOwn(file.GetValue<string>()));
            foreach (var file in generator["envs"]?.AsArray() ?? [])
            {
                foreach (var line in ReadOwn(file!.GetValue<string>()).Split('\n').Where(line => line.Trim() is not ("" or ['#', ..])))
                    values.Add(line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..]);
            }
            var data = ValuesOf(kind, generator);
            foreach (var (key, value) in values)
                data[key] = kind == "Secret" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) : value;
        }
    }

    /// <summary>The values of a new object, or of the one that a folder below made and that this one adds to.</summary>
    private JsonObject ValuesOf(string kind, JsonObject generator)
    {
        var name = generator["name"]!.GetValue<string>();
        switch ((string?)generator["behavior"])
        {
            case "merge":
                return _generated.TryGetValue((kind, name), out var below)
                    ? below.Object["data"]!.AsObject()
                    : throw new InvalidDataException($"There is no {kind} {name} to be merged into.");
            case null:
                break;
            case { } other:
                throw new InvalidDataException($"The behavior '{other}' is not rendered here: teach it, or do without.");
        }
        var map = new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = new JsonObject() };
        if (kind == "Secret")
            map["type"] = "Opaque";
        var options = generator["options"]?.AsObject() ?? [];
        Require(options, "disableNameSuffixHash", "labels");
        if (options["labels"] is { } labels)
            map["metadata"]!["labels"] = labels.DeepClone();
        if (!_generated.TryAdd((kind, name), new Generated(map, options["disableNameSuffixHash"]?.GetValue<bool>() != true)))
            throw new InvalidDataException($"{kind} {name} is generated twice.");
        _objects.Add(map);
        return map["data"]!.AsObject();
    }

    /// <summary>Gives what was generated the name of its values, which overlays may have added to until now, and leads references there.</summary>
    private void Name()
    {
        var made = new Dictionary<(string Kind, string Name), string>();
        foreach (var ((kind, name), (map, _)) in _generated.Where(each => each.Value.IsNamedByItsValues))
            map["metadata"]!["name"] = made[(kind, name)] = $"{name}-{HashOf(map["data"]!.AsObject())}";
        foreach (var each in _objects)
            Refer(each, made);
    }

    /// <summary>Kustomize reads generators' files in its own folder and below it only.</summary>
    private string ReadOwn(string file) =>
        file.Contains("..", StringComparison.Ordinal) ? throw new InvalidDataException($"{file} is not below {_folder}.") : File.ReadAllText(Path.Combine(_folder, file));

    private static string HashOf(JsonObject values) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', values.Select(value => $"{value.Key}\0{value.Value}").Order(StringComparer.Ordinal)))))[..10];

    private void Patch(JsonObject entry)
    {
        Require(entry, "path");
        foreach (var patch in Yaml.Read(File.ReadAllText(Path.Combine(_folder, entry["path"]!.GetValue<string>()))))
        {
            var patched = _objects.Find(each => Id(each) == Id(patch)) ?? throw new InvalidDataException($"There is no {Id(patch)} to be patched.");
            if ((string?)patch["$patch"] == "delete")
                _objects.Remove(patched);
            else
                Merge(patched, patch);
        }
    }

    /// <summary>A strategic merge, for lists whose items are known by their names.</summary>
    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
                into.Remove(key);
            else if (value is JsonObject below && into[key] is JsonObject old)
                Merge(old, below);
            else if (value is JsonArray items && into[key] is JsonArray olds && items.Concat(olds).All(item => item is JsonObject named && named.ContainsKey("name")))
                MergeByName(olds, items);
            else
                into[key] = value.DeepClone();
        }
    }

    private static void MergeByName(JsonArray into, JsonArray patch)
    {
        foreach (var item in patch.Select(item => item!.AsObject()))
        {
            if (into.FirstOrDefault(old => (string?)old!["name"] == (string?)item["name"]) is JsonObject old)
                Merge(old, item);
            else
                into.Insert(0, item.DeepClone());
        }
    }

    /// <summary>Leads references to what the generators have made. Kustomize knows the fields of Kubernetes' own kinds only.</summary>
    private static void Refer(JsonNode? node, Dictionary<(string Kind, string Name), string> names)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Refer(item, names);
        }
        if (node is not JsonObject fields || (string?)fields["kind"] == "ServiceMonitor")
            return;
        foreach (var (key, value) in fields)
        {
            var (kind, name) = key switch
            {
                "configMapRef" or "configMapKeyRef" or "configMap" => ("ConfigMap", "name"),
                "secretRef" or "secretKeyRef" => ("Secret", "name"),
                "secret" => ("Secret", value is JsonObject source && source.ContainsKey("secretName") ? "secretName" : "name"),
                _ => ("", ""),
            };
            if (kind != "" && value is JsonObject reference && (string?)reference[name] is { } given && names.TryGetValue((kind, given), out var made))
                reference[name] = made;
            Refer(value, names);
        }
    }

    private void SetImages(JsonObject each)
    {
        var pod = each["spec"]?["template"]?["spec"];
        foreach (var container in (pod?["initContainers"]?.AsArray() ?? []).Concat(pod?["containers"]?.AsArray() ?? []))
        {
            foreach (var image in List("images").Where(image => (string?)image!["name"] == (string?)container!["image"]))
            {
                Require(image!.AsObject(), "name", "newName", "newTag");
                container!["image"] = $"{image["newName"]}:{image["newTag"]}";
            }
        }
    }

    private void Label(JsonObject metadata)
    {
        if (_file["namespace"] is { } space)
            metadata["namespace"] = space.DeepClone();
        foreach (var entry in List("labels"))
        {
            Require(entry!.AsObject(), "pairs");
            var labels = metadata["labels"] as JsonObject ?? [];
            metadata["labels"] = labels;
            foreach (var (key, value) in entry["pairs"]!.AsObject())
                labels[key] = value!.DeepClone();
        }
    }

    private static void Require(JsonObject fields, params string[] known)
    {
        if (fields.FirstOrDefault(field => !known.Contains(field.Key)).Key is { } unknown)
            throw new InvalidDataException($"'{unknown}' is not rendered here: teach it, or do without.");
    }

    /// <param name="Object">A ConfigMap or Secret.</param>
    /// <param name="IsNamedByItsValues">Whether its name ends with their hash.</param>
    private sealed record Generated(JsonObject Object, bool IsNamedByItsValues);
}
