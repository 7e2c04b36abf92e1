using System.Text.Json.Nodes;
using Chat.Admin;
using Chat.Jobs;

namespace Chat.Transfer;

/// <summary>What a job's report says to whom.</summary>
internal static class ExportReport
{
    /// <summary>
    /// The job as a caller may see it. The link to an archive of private conversations opens it to whoever has it: a team's admin, who may not export them, does
    /// not learn of it.
    /// </summary>
    public static JobStatus For(AdminCaller caller, JobStatus job)
    {
        if (caller.IsOperator || job is not { Kind: JobKinds.Export, Report: { } text } || JsonNode.Parse(text) is not JsonObject report)
            return job;
        if (report["operator_only"]?.GetValue<bool>() != true)
            return job;
        report.Remove("url");
        return job with { Report = report.ToJsonString() };
    }
}
