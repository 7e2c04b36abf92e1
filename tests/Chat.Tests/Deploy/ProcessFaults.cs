using System.Globalization;
using Chat.Clustering;
using Chat.Sharding;
using Chat.Silo;
using Chat.Sockets;
using Chat.Tests.Architecture;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using MySqlConnector;

namespace Chat.Tests.Deploy;

/// <summary>Where the pods are not what the processes in them want, or may more than they need.</summary>
internal static class ProcessFaults
{
    /// <summary>What the processes get beyond their own time-outs.</summary>
    private const int Margin = 10;

    /// <summary>What .NET takes of a container's limit of memory, unless it is told otherwise (DOTNET_GCHeapHardLimitPercent).</summary>
    private const double ManagedShare = 0.75;

    public static IEnumerable<string> Of(Overlay overlay) => overlay.Workloads.SelectMany(Rights)
        .Concat(overlay.Workloads.Where(IsOurs).SelectMany(workload => Settings(overlay, workload).Concat(Ports(overlay, workload)).Concat(Probes(overlay, workload)).Concat(Ends(overlay, workload)).Concat(Memory(overlay, workload))))
        .Concat(overlay.Workloads.Where(IsOurs).SelectMany(workload => Databases(overlay, workload)))
        .Concat(Figures(overlay));

    /// <summary>The workloads that a process's connection strings lead to.</summary>
    public static IEnumerable<string> DatabasesOf(Overlay overlay, Workload workload) => ConnectionsOf(overlay, workload)
        .SelectMany(connection => overlay.PodsOf(overlay.Find<V1Service>(ServiceAt(connection.Server))?.Spec.Selector)).Select(pods => pods.Name).Distinct();

    private static bool IsOurs(Workload workload) => workload.Name.StartsWith("chat-", StringComparison.Ordinal);

    private static Dictionary<string, string> EnvironmentOf(Overlay overlay, Workload workload) => overlay.EnvironmentOf(workload.Pod.Containers.Single());

    /// <summary>What a process makes of its environment.</summary>
    private static T OptionsOf<T>(Overlay overlay, Workload workload, string section)
        where T : class, new()
    {
        var values = EnvironmentOf(overlay, workload).Select(value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), (string?)value.Value));
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(section).Get<T>() ?? new T();
    }

    private static IEnumerable<string> Rights(Workload workload)
    {
        if (workload.Pod.AutomountServiceAccountToken != false)
            yield return $"{workload.Name} holds a token of the cluster's";
        if (workload.Pod.SecurityContext is not { RunAsNonRoot: true, RunAsUser: > 0, SeccompProfile.Type: "RuntimeDefault" })
            yield return $"{workload.Name} may run as root or call everything";
        foreach (var container in workload.Containers)
        {
            if (container.SecurityContext is not { AllowPrivilegeEscalation: false, ReadOnlyRootFilesystem: true, Capabilities.Drop: ["ALL"] })
                yield return $"{workload.Name}/{container.Name} may more than it needs";
            if (container.Resources is not { } resources || resources.Requests?.ContainsKey("cpu") != true || resources.Requests?.ContainsKey("memory") != true)
                yield return $"{workload.Name}/{container.Name} requests no processor time or no memory";
            else if (resources.Limits?.ContainsKey("memory") != true || resources.Limits.ContainsKey("cpu"))
                yield return $"{workload.Name}/{container.Name} has no limit of memory, or one of processor time";
            if (container.Image?.Contains(':', StringComparison.Ordinal) != true)
                yield return $"{workload.Name}/{container.Name}: no version of {container.Image} is named";
        }
    }

    private static IEnumerable<string> Settings(Overlay overlay, Workload workload)
    {
        var known = SettingTests.Settings().Select(setting => setting.Name.Split(':')).ToArray();
        foreach (var name in EnvironmentOf(overlay, workload).Keys.Where(key => key.StartsWith("Chat__", StringComparison.OrdinalIgnoreCase)))
        {
            var parts = name.Split("__");
            if (!known.Any(setting => IsSetting(setting, parts)))
                yield return $"{workload.Name}: {name} is no setting";
        }
    }

    private static bool IsSetting(string[] setting, string[] parts) => setting.Length == parts.Length
        && setting.Zip(parts).All(part => part.First == "NAME" || string.Equals(part.First, part.Second, StringComparison.OrdinalIgnoreCase));

    /// <summary>By which is scaled.</summary>
    private static IEnumerable<string> Figures(Overlay overlay)
    {
        var table = Path.Combine(Projects.Root, "docs/metrics.md");
        var known = File.Exists(table) ? File.ReadAllText(table) : "";
        return overlay.Of<V2HorizontalPodAutoscaler>().SelectMany(scaler => scaler.Spec.Metrics).Select(metric => metric.Pods?.Metric.Name).OfType<string>()
            .Where(name => !known.Contains($"`{name}`", StringComparison.Ordinal))
            .Select(name => $"nobody exports {name}, by which is scaled");
    }

    private static IEnumerable<string> Ports(Overlay overlay, Workload workload)
    {
        var environment = EnvironmentOf(overlay, workload);
        foreach (var (port, setting) in ((string, string)[])
            [("http", "ASPNETCORE_HTTP_PORTS"), ("silos", "Chat__Cluster__SiloPort"), ("gateways", "Chat__Cluster__GatewayPort"), ("operations", "Chat__Operations__Url")])
        {
            if (workload.PortOf(port) is { } number && environment.GetValueOrDefault(setting)?.Split(':')[^1] != number.ToString(CultureInfo.InvariantCulture))
                yield return $"{workload.Name}: {setting} does not lead to the port '{port}', {number}";
        }
    }

    private static IEnumerable<string> Probes(Overlay overlay, Workload workload)
    {
        var paths = workload.Name == "chat-silo" ? ProbedPaths.OfSilo : ProbedPaths.OfGateway;
        var container = workload.Pod.Containers.Single();
        foreach (var path in ReferenceFaults.Probes(container).Select(probe => probe.HttpGet.Path).Where(path => !paths.Contains(path)))
            yield return $"{workload.Name}: nothing answers at {path}";
        if (container is not { StartupProbe.HttpGet.Path: ProbedPaths.Live, LivenessProbe.HttpGet.Path: ProbedPaths.Live, ReadinessProbe.HttpGet.Path: ProbedPaths.Ready })
            yield return $"{workload.Name}: its probes ask for the wrong things";
        var wait = workload.Name == "chat-silo"
            ? OptionsOf<StorageOptions>(overlay, workload, StorageOptions.Section).StartupTimeout
            : OptionsOf<ClusterClientOptions>(overlay, workload, ClusterClientOptions.Section).ConnectTimeout;
        if (container.StartupProbe is { } startup && (startup.PeriodSeconds ?? 10) * (startup.FailureThreshold ?? 3) < wait.TotalSeconds + Margin)
            yield return $"{workload.Name} is killed while it waits for others to start";
    }

    private static IEnumerable<string> Ends(Overlay overlay, Workload workload)
    {
        var needed = workload.Name == "chat-silo"
            ? GrainHosting.ShutdownTimeout
            : SocketDrain.ShutdownTimeout(OptionsOf<SocketOptions>(overlay, workload, SocketOptions.Section));
        var pause = workload.Pod.Containers.Single().Lifecycle?.PreStop?.Sleep?.Seconds ?? 0;
        if (workload.Pod.TerminationGracePeriodSeconds < pause + needed.TotalSeconds + Margin)
            yield return $"{workload.Name} is killed before it has come to its end";
        if (overlay.Find<V1Deployment>(workload.Name)?.Spec.Strategy?.RollingUpdate is not { } rolling || rolling.MaxUnavailable?.Value != "0" || rolling.MaxSurge?.Value != "1")
            yield return $"{workload.Name}: an upgrade takes one away before another is there";
    }

    /// <summary>By what docs/operations.md says that a session costs.</summary>
    private static IEnumerable<string> Memory(Overlay overlay, Workload workload)
    {
        if (workload.Name != "chat-gateway" || workload.Pod.Containers.Single().Resources?.Limits is not { } limits || !limits.TryGetValue("memory", out var limit))
            yield break;
        var costs = Sizing.SizingTests.Given();
        var needed = costs["Mg"] * 1e9 + OptionsOf<SocketOptions>(overlay, workload, SocketOptions.Section).MaxSockets * costs["M"] * 1e3;
        if (limit.ToDouble() * ManagedShare < needed)
            yield return $"{workload.Name} is killed for its memory before it refuses a socket";
    }

    private static IEnumerable<string> Databases(Overlay overlay, Workload workload)
    {
        var environment = EnvironmentOf(overlay, workload);
        if (!environment.ContainsKey("Chat__Storage__Directory"))
            yield return $"{workload.Name} does not know the directory";
        var hasShards = environment.Keys.Any(key => key.StartsWith("Chat__Shards__", StringComparison.Ordinal));
        if (hasShards != (workload.Name == "chat-silo"))
            yield return $"{workload.Name} {(hasShards ? "knows" : "does not know")} the shards";
        foreach (var connection in ConnectionsOf(overlay, workload))
        {
            if (overlay.Find<V1Service>(ServiceAt(connection.Server)) is not { } service)
            {
                yield return $"{workload.Name}: there is no server {connection.Server}";
                continue;
            }
            foreach (var server in overlay.PodsOf(service.Spec.Selector))
            {
                var made = server.Pod.InitContainers.Single();
                if (!overlay.EnvironmentOf(made)["DATABASES"].Split(' ').Contains(connection.Database))
                    yield return $"{workload.Name}: {server.Name} has no database {connection.Database}";
                if (connection.Password != overlay.EnvironmentOf(made).GetValueOrDefault(connection.UserID == "chat" ? "CHAT_PASSWORD" : "CONTROL_PASSWORD"))
                    yield return $"{workload.Name}: {server.Name} knows {connection.UserID} by another password";
                if (server.PortOf((int)connection.Port) is null)
                    yield return $"{workload.Name}: {server.Name} does not listen at {connection.Port}";
            }
        }
    }

    private static IEnumerable<MySqlConnectionStringBuilder> ConnectionsOf(Overlay overlay, Workload workload) => EnvironmentOf(overlay, workload)
        .Where(value => value.Key == "Chat__Storage__Directory" || value.Key.StartsWith("Chat__Shards__", StringComparison.Ordinal))
        .Select(value => new MySqlConnectionStringBuilder(value.Value));

    /// <summary><c>SERVICE</c>, or <c>POD.SERVICE</c>.</summary>
    private static string ServiceAt(string host) => host.Split('.')[^1];
}
