using k8s.Models;

namespace Chat.Tests.Deploy;

/// <summary>What the NetworkPolicies do not let through though it is needed, and what they do let through though it is nobody's business.</summary>
internal static class NetworkFaults
{
    private const int Silos = 11111;
    private const int Gateways = 30000;
    private const int Http = 8080;
    private const int Operations = 9090;
    private const int Database = 3306;
    private const int Names = 53;
    private const int Web = 80;
    private const int Otlp = 4317;
    private const int OtlpByHttp = 4318;

    /// <summary>A pod of ours, or somebody in another namespace.</summary>
    private sealed record Peer(string Name, Workload? Own, string Space = "chat");

    public static IEnumerable<string> Of(Overlay overlay)
    {
        var peers = overlay.Workloads.Select(workload => new Peer(workload.Name, workload))
            .Concat([new Peer("the Ingress", null, "ingress"), new Peer("monitoring", null, "monitoring"), new Peer("DNS", null, "kube-system"), new Peer("a stranger", null, "default")])
            .ToArray();
        foreach (var from in peers)
        {
            foreach (var to in peers.Where(to => from.Own is not null || to.Own is not null))
            {
                foreach (var port in (int[])[Silos, Gateways, Http, Operations, Database, Names, Otlp, OtlpByHttp])
                {
                    var (isNeeded, isOpen) = (IsNeeded(overlay, from, to, port), IsOpen(overlay, from, to, port));
                    if (isNeeded != isOpen)
                        yield return $"{from.Name} {(isOpen ? "reaches" : "does not reach")} {to.Name} at port {port}";
                }
            }
        }
        foreach (var own in peers.Where(peer => peer.Own is not null))
        {
            foreach (var resolver in (string[])["169.254.20.10", "169.254.169.254"])
            {
                if (!Leaves(overlay, own.Own!, resolver, Names))
                    yield return $"{own.Name} does not reach {resolver}, to ask for names";
            }
            foreach (var (address, isPublic) in ((string, bool)[])[("93.184.216.34", true), ("10.0.0.1", false), ("169.254.20.10", false), ("169.254.169.254", false), ("172.20.1.1", false)])
            {
                if (Leaves(overlay, own.Own!, address, Web) != (isPublic && own.Name == "chat-silo"))
                    yield return $"{own.Name} {(isPublic ? "does not reach" : "reaches")} {address}, to look at a page";
            }
        }
    }

    private static bool IsNeeded(Overlay overlay, Peer from, Peer to, int port) => (from.Name, to.Name, port) switch
    {
        (_, "DNS", Names) => from.Own is not null,
        ("chat-silo", "chat-silo", Silos) or ("chat-gateway", "chat-silo", Gateways) or ("the Ingress", "chat-gateway", Http) => true,
        ("monitoring", "chat-silo" or "chat-gateway", Operations) => true,
        ("chat-silo" or "chat-gateway", "monitoring", Otlp or OtlpByHttp) => true,
        ("chat-silo" or "chat-gateway", _, Database) => to.Own is { } server && ProcessFaults.DatabasesOf(overlay, from.Own!).Contains(server.Name),
        // The two masters of a pair.
        (_, _, Database) => from.Own is not null && from.Name == to.Name && overlay.Find<V1StatefulSet>(to.Name) is { Spec.Replicas: > 1 },
        _ => false,
    };

    private static bool IsOpen(Overlay overlay, Peer from, Peer to, int port)
    {
        var leaves = from.Own is null || EgressOf(overlay, from.Own) is var egress
            && (egress.Length == 0 || egress.SelectMany(policy => policy.Spec.Egress ?? []).Any(rule => Admits(rule.To, to) && Admits(rule.Ports, to, port)));
        var enters = to.Own is null || IngressOf(overlay, to.Own) is var ingress
            && (ingress.Length == 0 || ingress.SelectMany(policy => policy.Spec.Ingress ?? []).Any(rule => Admits(rule.FromProperty, from) && Admits(rule.Ports, to, port)));
        return leaves && enters;
    }

    private static bool Leaves(Overlay overlay, Workload own, string address, int port) =>
        EgressOf(overlay, own).SelectMany(policy => policy.Spec.Egress ?? []).Any(rule => Admits(rule.To, address) && Admits(rule.Ports, new Peer(address, null, ""), port));

    private static V1NetworkPolicy[] EgressOf(Overlay overlay, Workload pod) => PoliciesOf(overlay, pod, "Egress");

    private static V1NetworkPolicy[] IngressOf(Overlay overlay, Workload pod) => PoliciesOf(overlay, pod, "Ingress");

    private static V1NetworkPolicy[] PoliciesOf(Overlay overlay, Workload pod, string direction) =>
        [.. overlay.Of<V1NetworkPolicy>().Where(policy => policy.Spec.PolicyTypes.Contains(direction) && Overlay.Matches(policy.Spec.PodSelector, pod.Labels))];

    private static bool Admits(IList<V1NetworkPolicyPeer>? peers, Peer who) => peers is not { Count: > 0 } || peers.Any(peer =>
        peer.IpBlock is null
        && (peer.NamespaceSelector is { } space
            ? Overlay.Matches(space, new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = who.Space })
            : who.Space == "chat")
        && (peer.PodSelector is not { } pods || who.Own is { } own && Overlay.Matches(pods, own.Labels)));

    /// <summary>A name of a port is one of whoever is called.</summary>
    private static bool Admits(IList<V1NetworkPolicyPort>? ports, Peer to, int port) => ports is not { Count: > 0 } || ports.Any(admitted =>
        admitted.Port is null || admitted.Port.Value == $"{port}" || to.Own is { } own && own.PortOf(admitted.Port) == port);

    private static bool Admits(IList<V1NetworkPolicyPeer>? peers, string address) => peers is not { Count: > 0 } || peers.Any(peer => peer.IpBlock is { } block
        && Contains(block.Cidr, address) && !(block.Except ?? []).Any(except => Contains(except, address)));

    private static bool Contains(string network, string address) => System.Net.IPNetwork.Parse(network).Contains(System.Net.IPAddress.Parse(address));
}
