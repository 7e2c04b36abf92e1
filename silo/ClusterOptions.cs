using System.ComponentModel.DataAnnotations;

namespace Chat.Silo;

/// <summary>A silo's place in the cluster. Section <c>Chat:Cluster</c>.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Chat:Cluster";

    /// <summary>Silos and gateways with the same id form one cluster.</summary>
    [Required]
    public string ClusterId { get; set; } = "chat";

    /// <summary>Names the stored data; never changed while the data lives.</summary>
    [Required]
    public string ServiceId { get; set; } = "chat";

    /// <summary>Port for the other silos.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for gateways.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The address under which others reach this silo; in Kubernetes the pod's. Empty: <c>POD_IP</c>, else the host's own.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>Shown to operators. Empty: <c>POD_NAME</c>, else host and port.</summary>
    public string? SiloName { get; set; }

    /// <summary>How often silos probe each other; a killed one is replaced after about three.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Connections of this silo to the directory database for each Orleans provider.</summary>
    [Range(2, 500)]
    public int ProviderPoolSize { get; set; } = 10;
}
