using System.Text.Json;
using Chat.Admin;

namespace Chat.Jobs;

internal sealed record OneJobBody(JobBody Job);

/// <param name="Jobs">Those that are under way, then the newest.</param>
/// <param name="SilentShards">Shards that did not answer: their jobs are missing.</param>
internal sealed record JobListBody(JobBody[] Jobs, string[] SilentShards);

/// <summary>Deferred work, and how far it is. Times in seconds since 1970.</summary>
/// <param name="Id">Names its team.</param>
/// <param name="Kind">unfurl, import or export.</param>
/// <param name="Team">Whose job it is.</param>
/// <param name="State">queued, running (also while it is being undone), done, failed or cancelled.</param>
/// <param name="Attempts">How many have ended.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Progress">Left out before anything is known.</param>
/// <param name="Ended">Left out while it is under way.</param>
/// <param name="NextAttempt">Of a queued job that has failed before.</param>
/// <param name="IsCancelling">True while a cancelled job undoes what it did.</param>
/// <param name="Error">Why the last attempt failed, and what to do.</param>
/// <param name="Report">What was done; of a job that is done.</param>
internal sealed record JobBody(
    string Id,
    string Kind,
    string Team,
    string State,
    int Attempts,
    double Created,
    ProgressBody? Progress = null,
    double? Ended = null,
    double? NextAttempt = null,
    bool? IsCancelling = null,
    string? Error = null,
    JsonElement? Report = null)
{
    public static JobBody Of(JobStatus job) => new(
        job.Id.ToString(), job.Kind, job.Id.Team.ToString(), StateOf(job.State), job.Attempts, job.Created / 1e3,
        job.Progress is { } progress ? new ProgressBody(progress.Done, progress.Total, progress.Unit, Math.Round(progress.Rate, 1)) : null,
        job.Ended / 1e3, job.NextAttempt / 1e3, job.State == JobState.Cancelling ? true : null, job.Error,
        job.Report is { } report ? JsonElement.Parse(report) : null);

    private static string StateOf(JobState state) => state switch
    {
        JobState.Queued => "queued",
        JobState.Running or JobState.Cancelling => "running",
        JobState.Done => "done",
        JobState.Failed => "failed",
        _ => "cancelled",
    };

    public static JobState? StateIn(string? text) => text switch
    {
        null or "" => null,
        "queued" => JobState.Queued,
        "running" => JobState.Running,
        "done" => JobState.Done,
        "failed" => JobState.Failed,
        "cancelled" => JobState.Cancelled,
        _ => throw new Errors.ChatException(Errors.ErrorCodes.InvalidArguments, "state must be queued, running, done, failed or cancelled."),
    };
}
