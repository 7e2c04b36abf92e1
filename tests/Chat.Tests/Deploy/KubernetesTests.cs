using System.Text.Json.Nodes;
using Xunit;
using YamlDotNet.Core;

namespace Chat.Tests.Deploy;

/// <summary>
/// The manifests without a cluster: every overlay is rendered and read in Kubernetes' own types, and what refers to something, asks for it, or goes there finds it.
/// </summary>
public sealed class KubernetesTests(Manifests manifests) : IClassFixture<Manifests>
{
    /// <summary>What to break of <c>two-zones</c>, and how it is told.</summary>
    private static readonly Dictionary<string, (Action<Rendered> Break, string Fault)> Mistakes = new()
    {
        ["an unknown field"] = (all => all["Deployment chat-silo"]["spec"]!["replica"] = 2, "replica"),
        ["an unknown field of a ServiceMonitor"] = (all => all["ServiceMonitor chat"]["spec"]!["endpoints"]![0]!["scheme"] = "http", "scheme"),
        ["a number that is a text"] = (all => all["Ingress chat"]["metadata"]!["annotations"]!["nginx.ingress.kubernetes.io/proxy-read-timeout"] = 3600, "proxy-read-timeout is not a text"),
        ["a text that is a number"] = (all => all.Container("chat-silo")["ports"]![0]!["containerPort"] = "many", "many"),
        ["two of a name"] = (all => all.Objects.Add(all["Service chat-silo"].DeepClone().AsObject()), "Service chat-silo is there twice"),
        ["another namespace"] = (all => all["Service s1"]["metadata"]!["namespace"] = "default", "Service s1 is in the namespace 'default'"),
        ["a Service of nobody"] = (all => all["Service chat-gateway"]["spec"]!["selector"]!["app.kubernetes.io/name"] = "gateway", "Service chat-gateway selects no pod"),
        ["a selector of others' pods"] = (all => all["Deployment chat-silo"]["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/name"] = "chat-gateway", "chat-silo: its selector"),
        ["a target port that there is not"] = (all => all["Service chat-gateway"]["spec"]!["ports"]![0]!["targetPort"] = "web", "chat-gateway has no port 'web'"),
        ["a probed port that there is not"] = (all => all.Container("chat-silo")["livenessProbe"]!["httpGet"]!["port"] = "health", "no port 'health' to probe"),
        ["a probed path that there is not"] = (all => all.Container("chat-gateway")["readinessProbe"]!["httpGet"]!["path"] = "/healthz", "nothing answers at /healthz"),
        ["a liveness that asks for readiness"] = (all => all.Container("chat-silo")["livenessProbe"]!["httpGet"]!["path"] = "/health/ready", "its probes ask for the wrong things"),
        ["too little time to start"] = (all => all.Container("chat-gateway")["startupProbe"]!["failureThreshold"] = 3, "killed while it waits"),
        ["a longer wait than the start may take"] = (all => all["ConfigMap chat-silo"]["data"]!["Chat__Storage__StartupTimeout"] = "00:10:00", "chat-silo is killed while it waits"),
        ["a longer drain than the pod lives"] = (all => all["ConfigMap chat-gateway"]["data"]!["Chat__Sockets__DrainOver"] = "00:01:00", "chat-gateway is killed before it has come to its end"),
        ["more sockets than memory"] = (all => all["ConfigMap chat-gateway"]["data"]!["Chat__Sockets__MaxSockets"] = "200000", "chat-gateway is killed for its memory"),
        ["too little time to end"] = (all => all["Deployment chat-silo"]["spec"]!["template"]!["spec"]!["terminationGracePeriodSeconds"] = 30, "killed before it has come to its end"),
        ["an upgrade that takes away first"] = (all => all["Deployment chat-gateway"]["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"] = 1, "takes one away before another is there"),
        ["a ConfigMap that there is not"] = (all => all.Container("chat-silo")["envFrom"]![0]!["configMapRef"]!["name"] = "chat-settings", "no ConfigMap chat-settings"),
        ["a Secret that there is not"] = (all => all.Container("chat-silo")["envFrom"]![1]!["secretRef"]!["name"] = "chat-secrets", "no Secret chat-secrets"),
        ["a key that there is not"] = (all => all["Secret chat-database"]["data"]!.AsObject().Remove("CONTROL_PASSWORD"), "no CONTROL_PASSWORD in a Secret"),
        ["a volume that there is not"] = (all => all.Container("chat-silo")["volumeMounts"]![0]!["name"] = "temporary", "no volume temporary"),
        ["a setting that there is not"] = (all => all["ConfigMap chat-silo"]["data"]!["Chat__Cluster__Port"] = "1", "Chat__Cluster__Port is no setting"),
        ["a port that is another's"] = (all => all["ConfigMap chat-silo"]["data"]!["Chat__Cluster__SiloPort"] = "11112", "Chat__Cluster__SiloPort does not lead to the port 'silos', 11111"),
        ["a database that there is not"] = (all => all.Container("s1", "initContainers")["env"]![0]!["value"] = "chat_s2", "s1 has no database chat_s1"),
        ["a server that there is not"] = (all => all.Remove("Service directory"), "no server directory"),
        ["a budget of nobody"] = (all => all["PodDisruptionBudget s1"]["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/name"] = "s2", "PodDisruptionBudget s1 selects no pod"),
        ["an autoscaler of nobody"] = (all => all["HorizontalPodAutoscaler chat-silo"]["spec"]!["scaleTargetRef"]!["kind"] = "StatefulSet", "no StatefulSet chat-silo"),
        ["replicas beside an autoscaler"] = (all => all["Deployment chat-silo"]["spec"]!["replicas"] = 3, "would undo what its autoscaler decided"),
        ["a share of nothing"] = (all => all.Container("chat-silo")["resources"]!["requests"]!.AsObject().Remove("cpu"), "requests no cpu"),
        ["scaling in by many"] = (all => all["HorizontalPodAutoscaler chat-gateway"]["spec"]!["behavior"]!["scaleDown"]!["policies"]![0]!["value"] = 4, "more than one at a time"),
        ["a figure that there is not"] = (all => all["HorizontalPodAutoscaler chat-gateway"]["spec"]!["metrics"]![0]!["pods"]!["metric"]!["name"] = "chat_people", "nobody exports chat_people"),
        ["a monitor without its key"] = (all => all["ServiceMonitor chat"]["spec"]!["endpoints"]![0]!["authorization"]!["credentials"]!["name"] = "chat-keys", "no Chat__Metrics__Key in a Secret chat-keys"),
        ["an Ingress to no port"] = (all => all["Ingress chat"]["spec"]!["rules"]![0]!["http"]!["paths"]![0]!["backend"]!["service"]!["port"]!["name"] = "web", "no Service chat-gateway with a port 'web'"),
        ["an address that is not the Ingress'"] = (all => all["ConfigMap chat-gateway"]["data"]!["Chat__Gateway__PublicUrl"] = "https://chat.example.com", "its links do not lead to https://chat.example.org"),
        ["a proxy that is not trusted"] = (all => all["ConfigMap chat-gateway"]["data"]!["Chat__Gateway__TrustForwardedHeaders"] = "false", "does not ask its proxy who its clients are"),
        ["trust without a proxy"] = (all => all.Remove("Ingress chat"), "trusts its clients, which come by no proxy"),
        ["a way that is closed"] = (all => all["NetworkPolicy chat-gateway"]["spec"]!["egress"]!.AsArray().RemoveAt(0), "chat-gateway does not reach chat-silo at port 30000"),
        ["a collector that is not reached"] = (all => all.Remove("NetworkPolicy collector"), "chat-gateway does not reach monitoring at port 4317"),
        ["a way that is open"] = (all => all["NetworkPolicy chat-silo"]["spec"]!["ingress"]![0]!.AsObject().Remove("from"), "a stranger reaches chat-silo at port 11111"),
        ["no policy at all"] = (all => all.Remove("NetworkPolicy s1"), "chat-silo does not reach s1 at port 3306"),
        ["a way to the inside"] = (all => all["NetworkPolicy chat-silo"]["spec"]!["egress"]![2]!["to"]![0]!["ipBlock"]!.AsObject().Remove("except"), "chat-silo reaches 169.254.169.254"),
        ["a resolver that is not reached"] = (all => all["NetworkPolicy names"]["spec"]!["egress"]![0]!["to"]!.AsArray().RemoveAt(1), "chat-silo does not reach 169.254.20.10, to ask for names"),
        ["more of a resolver than names"] = (all => all["NetworkPolicy names"]["spec"]!["egress"]![0]!.AsObject().Remove("ports"), "s1 reaches 169.254.169.254, to look at a page"),
        ["a pod that runs as root"] = (all => all["Deployment chat-silo"]["spec"]!["template"]!["spec"]!["securityContext"]!["runAsUser"] = 0, "chat-silo may run as root"),
        ["a container that may write"] = (all => all.Container("chat-gateway")["securityContext"]!["readOnlyRootFilesystem"] = false, "chat-gateway/gateway may more than it needs"),
    };

    public static TheoryData<string> Kinds => [.. Mistakes.Keys];

    public static TheoryData<string> Overlays => [.. Manifests.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Nothing_is_wrong(string overlay) => Assert.Empty(Manifests.FaultsOf(manifests.Render(overlay)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_mistake_is_found(string mistake)
    {
        var rendered = new Rendered(manifests.Render("two-zones"));
        Mistakes[mistake].Break(rendered);
        Assert.Contains(Manifests.FaultsOf(rendered.Objects), fault => fault.Contains(Mistakes[mistake].Fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"spec":{"parentRefs":[{"name":"edge"}]}}""", "there is no Gateway edge")]
    [InlineData("""{"spec":{"hostnames":["chat.example.com"]}}""", "Gateway chat does not listen for chat.example.com")]
    [InlineData("""{"spec":{"rules":[{"timeouts":{"request":"0s"},"backendRefs":[{"name":"chat-gateway","port":80}]}]}}""", "there is no Service chat-gateway with a port 80")]
    [InlineData("""{"spec":{"rules":[{"timeouts":{"request":"60s"}}]}}""", "sockets are cut off after 60s")]
    [InlineData("""{"spec":{"rules":[{"timeouts":{"request":"0s"}}]}}""", "clients say which host they asked")]
    [InlineData("""{"spec":{"hostNames":[]}}""", "hostNames")]
    public void A_mistake_in_a_route_is_found(string changed, string fault)
    {
        var rendered = new Rendered(manifests.Render("gateway-api"));
        foreach (var (field, value) in JsonNode.Parse(changed)!["spec"]!.AsObject())
            rendered["HTTPRoute chat"]["spec"]![field] = value!.DeepClone();
        Assert.Contains(Manifests.FaultsOf(rendered.Objects), found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_comes_twice_is_an_error() =>
        Assert.Throws<YamlException>(() => Yaml.Read("spec:\n  replicas: 1\n  replicas: 2\n"));

    [Fact]
    public void Secrets_are_made_once() =>
        Assert.Throws<InvalidOperationException>(() => Manifests.Run("bash", Path.Combine(manifests.FolderOf("."), "secrets.sh"), "single"));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Kustomize_itself_renders_the_same(string overlay)
    {
        string rendered;
        try
        {
            rendered = Manifests.Run("kubectl", "kustomize", manifests.FolderOf(overlay));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("kubectl is not installed; the manifests are rendered by the tests alone.");
            return;
        }
        Assert.Equal(new Rendered(manifests.Render(overlay)).WithoutHashes(), new Rendered(Yaml.Read(rendered)).WithoutHashes());
    }

    private sealed class Rendered(List<JsonObject> objects)
    {
        public List<JsonObject> Objects { get; } = objects;

        /// <summary>By kind and name, a generated one without its hash.</summary>
        public JsonObject this[string id] => Objects.Single(each => IsCalled(each, id));

        public JsonObject Container(string workload, string list = "containers") =>
            Objects.Single(each => (string?)each["kind"] is "Deployment" or "StatefulSet" && (string?)each["metadata"]!["name"] == workload)
                ["spec"]!["template"]!["spec"]![list]![0]!.AsObject();

        public void Remove(string id) => Assert.Equal(1, Objects.RemoveAll(each => IsCalled(each, id)));

        /// <summary>One line a value, in one order; Kustomize computes hashes of its own.</summary>
        public List<string> WithoutHashes()
        {
            var made = Objects.Where(each => (string?)each["kind"] is "ConfigMap" or "Secret").Select(each => (string)each["metadata"]!["name"]!)
                .Where(name => name.Length > 11 && name[^11] == '-').ToArray();
            return [.. Objects.SelectMany(each => Lines(Shorten($"{each["kind"]} {each["metadata"]!["name"]}", made), each, made)).Order(StringComparer.Ordinal)];
        }

        private static bool IsCalled(JsonObject each, string id)
        {
            var name = $"{each["kind"]} {each["metadata"]!["name"]}";
            var isGenerated = (string?)each["kind"] is "ConfigMap" or "Secret";
            return name == id || isGenerated && name.Length == id.Length + 11 && name.StartsWith(id + "-", StringComparison.Ordinal);
        }

        private static IEnumerable<string> Lines(string path, JsonNode? node, string[] made) => node switch
        {
            JsonObject fields => fields.SelectMany(field => Lines($"{path}.{field.Key}", field.Value, made)),
            // Folded by the one, and not by the other.
            JsonValue value when path.StartsWith("Secret ", StringComparison.Ordinal) && path.Contains(".data.", StringComparison.Ordinal) =>
                [$"{path} = {Convert.ToHexString(Convert.FromBase64String(value.GetValue<string>()))}"],
            JsonArray items => items.SelectMany((item, index) => Lines($"{path}[{index}]", item, made)),
            _ => [$"{path} = {Shorten(node?.ToJsonString() ?? "null", made)}"],
        };

        private static string Shorten(string text, string[] made) => made.Aggregate(text, (shorter, name) => shorter.Replace(name, name[..^11], StringComparison.Ordinal));
    }
}
