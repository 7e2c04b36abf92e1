using System.ComponentModel.DataAnnotations;

namespace Chat.Telemetry;

/// <summary>Traces of messages, section <c>Chat:Tracing</c>; of use where a collector is named.</summary>
public sealed class TracingOptions
{
    public const string Section = "Chat:Tracing";

    /// <summary>The part of frames and calls that is followed.</summary>
    [Range(0, 1.0)]
    public double SampleRatio { get; set; } = 0.001;
}
