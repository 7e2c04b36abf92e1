using OpenTelemetry.Trace;

namespace Chat.Telemetry;

/// <summary>Traces begin at the edge, with some of the frames and calls; a grain call that nobody of those caused begins none.</summary>
internal sealed class EdgeSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler some = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Name is MessageTrace.Frame or MessageTrace.Call
            ? some.ShouldSample(samplingParameters)
            : new SamplingResult(SamplingDecision.Drop);
}
