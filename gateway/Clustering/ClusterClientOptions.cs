using System.ComponentModel.DataAnnotations;

namespace Chat.Clustering;

/// <summary>Which cluster a gateway process joins, section <c>Chat:Cluster</c>.</summary>
public sealed class ClusterClientOptions
{
    public const string Section = "Chat:Cluster";

    /// <summary>Configuration key of the directory database's connection string, which silos share.</summary>
    public const string DirectoryKey = "Chat:Storage:Directory";

    /// <summary>Silos and gateways with the same id form one cluster.</summary>
    [Required]
    public string ClusterId { get; set; } = "chat";

    /// <summary>Names the stored data; never changed while the data lives.</summary>
    [Required]
    public string ServiceId { get; set; } = "chat";

    /// <summary>How long a starting gateway waits for the first silo before it gives up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
