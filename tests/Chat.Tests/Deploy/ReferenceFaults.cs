using k8s.Models;

namespace Chat.Tests.Deploy;

/// <summary>What refers to something that is not there.</summary>
internal static class ReferenceFaults
{
    public static IEnumerable<string> Of(Overlay overlay) =>
        Names(overlay).Concat(Selectors(overlay)).Concat(overlay.Workloads.SelectMany(workload => Pod(overlay, workload))).Concat(Scaling(overlay)).Concat(Edge(overlay));

    private static IEnumerable<string> Names(Overlay overlay)
    {
        foreach (var twice in overlay.All.GroupBy(each => $"{each.Kind} {each.Metadata.Name}").Where(group => group.Count() > 1))
            yield return $"{twice.Key} is there twice";
        foreach (var each in overlay.All.Where(each => each.Metadata.NamespaceProperty != "chat"))
            yield return $"{each.Kind} {each.Metadata.Name} is in the namespace '{each.Metadata.NamespaceProperty}'";
    }

    private static IEnumerable<string> Selectors(Overlay overlay)
    {
        foreach (var workload in overlay.Workloads)
        {
            if (!overlay.PodsOf(workload.Selector).Select(each => each.Name).SequenceEqual([workload.Name]))
                yield return $"{workload.Name}: its selector is not that of its own pods alone";
            foreach (var spread in workload.Pod.TopologySpreadConstraints ?? [])
            {
                if (!Overlay.Matches(spread.LabelSelector, workload.Labels))
                    yield return $"{workload.Name}: it is spread over {spread.TopologyKey} among others";
            }
        }
        foreach (var service in overlay.Of<V1Service>())
        {
            var pods = overlay.PodsOf(service.Spec.Selector).ToArray();
            if (pods.Length == 0)
                yield return $"Service {service.Metadata.Name} selects no pod";
            foreach (var port in service.Spec.Ports)
            {
                foreach (var pod in pods.Where(pod => pod.PortOf(port.TargetPort) is null))
                    yield return $"Service {service.Metadata.Name}: {pod.Name} has no port '{port.TargetPort.Value}'";
            }
        }
        foreach (var set in overlay.Of<V1StatefulSet>().Where(set => overlay.Find<V1Service>(set.Spec.ServiceName) is null))
            yield return $"StatefulSet {set.Metadata.Name}: there is no Service {set.Spec.ServiceName}";
        foreach (var budget in overlay.Of<V1PodDisruptionBudget>().Where(budget => !overlay.PodsOf(budget.Spec.Selector).Any()))
            yield return $"PodDisruptionBudget {budget.Metadata.Name} selects no pod";
        foreach (var deployment in overlay.Of<V1Deployment>())
        {
            if (overlay.Of<V1PodDisruptionBudget>().Count(budget => Overlay.Matches(budget.Spec.Selector, deployment.Spec.Template.Metadata.Labels)) != 1)
                yield return $"Deployment {deployment.Metadata.Name} has no PodDisruptionBudget of its own";
        }
    }

    private static IEnumerable<string> Pod(Overlay overlay, Workload workload)
    {
        if (workload.Pod.ServiceAccountName is { } account && overlay.Find<V1ServiceAccount>(account) is null)
            yield return $"{workload.Name}: there is no ServiceAccount {account}";
        var volumes = (workload.Pod.Volumes ?? []).Select(volume => volume.Name).Concat(workload.Claims.Select(claim => claim.Metadata.Name)).ToArray();
        foreach (var container in workload.Containers)
        {
            foreach (var mount in (container.VolumeMounts ?? []).Where(mount => !volumes.Contains(mount.Name)))
                yield return $"{workload.Name}: there is no volume {mount.Name}";
            foreach (var source in container.EnvFrom ?? [])
            {
                if (source.ConfigMapRef is { } map && overlay.ConfigMap(map.Name) is null)
                    yield return $"{workload.Name}: there is no ConfigMap {map.Name}";
                if (source.SecretRef is { } secret && overlay.Secret(secret.Name) is null)
                    yield return $"{workload.Name}: there is no Secret {secret.Name}";
            }
            foreach (var key in (container.Env ?? []).Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>())
            {
                if (overlay.Secret(key.Name)?.ContainsKey(key.Key) != true)
                    yield return $"{workload.Name}: there is no {key.Key} in a Secret {key.Name}";
            }
            foreach (var probe in Probes(container))
            {
                if (probe.HttpGet is { } get && workload.PortOf(get.Port) is null)
                    yield return $"{workload.Name}: there is no port '{get.Port.Value}' to probe";
                if (probe.HttpGet is null && probe.Exec is null)
                    yield return $"{workload.Name}: a probe asks nothing";
            }
        }
        foreach (var map in (workload.Pod.Volumes ?? []).SelectMany(volume => volume.Projected?.Sources ?? []).Select(source => source.ConfigMap.Name))
        {
            if (overlay.ConfigMap(map) is null)
                yield return $"{workload.Name}: there is no ConfigMap {map}";
        }
    }

    public static IEnumerable<V1Probe> Probes(V1Container container) =>
        new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.OfType<V1Probe>();

    private static IEnumerable<string> Scaling(Overlay overlay)
    {
        foreach (var scaler in overlay.Of<V2HorizontalPodAutoscaler>())
        {
            var target = scaler.Spec.ScaleTargetRef;
            if (target is not { ApiVersion: "apps/v1", Kind: "Deployment" } || overlay.Find<V1Deployment>(target.Name) is not { } deployment)
            {
                yield return $"HorizontalPodAutoscaler {scaler.Metadata.Name}: there is no {target.Kind} {target.Name}";
                continue;
            }
            if (deployment.Spec.Replicas is not null)
                yield return $"Deployment {target.Name}: its replicas would undo what its autoscaler decided";
            foreach (var resource in scaler.Spec.Metrics.Select(metric => metric.Resource?.Name).OfType<string>())
            {
                if (deployment.Spec.Template.Spec.Containers.Any(container => container.Resources.Requests?.ContainsKey(resource) != true))
                    yield return $"Deployment {target.Name} requests no {resource}, of which its autoscaler wants a share";
            }
            if (scaler.Spec.Behavior?.ScaleDown is not { StabilizationWindowSeconds: >= 600, Policies: [{ Type: "Pods", Value: 1 }] })
                yield return $"HorizontalPodAutoscaler {scaler.Metadata.Name} takes more than one at a time away";
        }
    }

    private static IEnumerable<string> Edge(Overlay overlay)
    {
        var hosts = overlay.Of<V1Ingress>().SelectMany(ingress => ingress.Spec.Rules).Select(rule => rule.Host)
            .Concat(overlay.Of<HttpRoute>().SelectMany(route => route.Spec.Hostnames)).ToArray();
        foreach (var gateway in overlay.Workloads.Where(workload => workload.Name == "chat-gateway"))
        {
            var environment = overlay.EnvironmentOf(gateway.Pod.Containers.Single());
            if (hosts.Any(host => environment.GetValueOrDefault("Chat__Gateway__PublicUrl") != $"https://{host}"))
                yield return $"{gateway.Name}: its links do not lead to https://{hosts[0]}";
            // Of a client that comes by no proxy it would be the client that says who it is.
            if (environment.GetValueOrDefault("Chat__Gateway__TrustForwardedHeaders") == "true" != hosts.Length > 0)
                yield return $"{gateway.Name} {(hosts.Length > 0 ? "does not ask its proxy who its clients are" : "trusts its clients, which come by no proxy")}";
        }
        foreach (var ingress in overlay.Of<V1Ingress>())
        {
            foreach (var backend in ingress.Spec.Rules.SelectMany(rule => rule.Http.Paths).Select(path => path.Backend.Service))
            {
                if (overlay.Find<V1Service>(backend.Name)?.Spec.Ports.Any(port => port.Name == backend.Port.Name || port.Port == backend.Port.Number) != true)
                    yield return $"Ingress {ingress.Metadata.Name}: there is no Service {backend.Name} with a port '{backend.Port.Name}'";
            }
            // Made by cert-manager.
            foreach (var tls in ingress.Spec.Tls.Where(tls => overlay.Secret(tls.SecretName) is null && !ingress.Metadata.Annotations.ContainsKey("cert-manager.io/cluster-issuer")))
                yield return $"Ingress {ingress.Metadata.Name}: nobody makes the Secret {tls.SecretName}";
        }
        foreach (var fault in overlay.Of<HttpRoute>().SelectMany(route => Route(overlay, route)))
            yield return fault;
        foreach (var monitor in overlay.Of<ServiceMonitor>())
        {
            var services = overlay.Of<V1Service>().Where(service => Overlay.Matches(monitor.Spec.Selector, service.Metadata.Labels)).ToArray();
            if (services.Length == 0)
                yield return $"ServiceMonitor {monitor.Metadata.Name} selects no Service";
            foreach (var endpoint in monitor.Spec.Endpoints)
            {
                foreach (var service in services.Where(service => service.Spec.Ports.All(port => port.Name != endpoint.Port)))
                    yield return $"ServiceMonitor {monitor.Metadata.Name}: Service {service.Metadata.Name} has no port '{endpoint.Port}'";
                if (endpoint.Authorization?.Credentials is { } key && overlay.Secret(key.Name)?.ContainsKey(key.Key) != true)
                    yield return $"ServiceMonitor {monitor.Metadata.Name}: there is no {key.Key} in a Secret {key.Name}";
            }
        }
    }

    private static IEnumerable<string> Route(Overlay overlay, HttpRoute route)
    {
        var name = $"HTTPRoute {route.Metadata.Name}";
        foreach (var parent in route.Spec.ParentRefs)
        {
            if (overlay.Find<RouteGateway>(parent.Name) is not { } gateway)
                yield return $"{name}: there is no Gateway {parent.Name}";
            else if (route.Spec.Hostnames.Except(gateway.Spec.Listeners.Select(listener => listener.Hostname)).FirstOrDefault() is { } unheard)
                yield return $"{name}: Gateway {parent.Name} does not listen for {unheard}";
        }
        foreach (var rule in route.Spec.Rules)
        {
            foreach (var backend in rule.BackendRefs.Where(backend => overlay.Find<V1Service>(backend.Name)?.Spec.Ports.Any(port => port.Port == backend.Port) != true))
                yield return $"{name}: there is no Service {backend.Name} with a port {backend.Port}";
            if (!rule.Filters.Any(filter => filter.Type == "RequestHeaderModifier" && filter.RequestHeaderModifier.Remove.Contains("X-Forwarded-Host")))
                yield return $"{name}: clients say which host they asked";
            if (rule.Timeouts.Request != "0s")
                yield return $"{name}: sockets are cut off after {rule.Timeouts.Request ?? "a time that is the implementation's"}";
        }
    }
}
