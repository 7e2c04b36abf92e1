using System.ComponentModel.DataAnnotations;

namespace Chat.Telemetry;

/// <summary>Who may read <c>/metrics</c>, section <c>Chat:Metrics</c>.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Chat:Metrics";

    /// <summary>Opens <c>/metrics</c> and nothing else, so that whoever scrapes need not hold the operator key, which opens it too.</summary>
    [MinLength(8, ErrorMessage = "Chat:Metrics:Key must have at least 8 characters; a random one of 32 is better.")]
    public string? Key { get; set; }
}
