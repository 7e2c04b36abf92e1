using Chat.Admin;
using Chat.Auditing;
using Chat.Errors;
using Chat.Transfer;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Jobs;

/// <summary>/admin/jobs: deferred work of teams; dead letters; progress as it comes.</summary>
internal static class JobsAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/jobs", List)
            .WithName("listJobs").WithSummary("Jobs, those under way first, then the newest: of a team, or (operator only) of all. Dead letters are state=failed.")
            .Answers<JobListBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);
        admin.MapGet("/jobs/{job}", Get)
            .WithName("getJob").WithSummary("One job: state, progress, error, report.")
            .Answers<OneJobBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
        admin.MapGet("/jobs/{job}/events", Follow)
            .WithName("followJob").WithSummary("The same as server-sent events (event: job), whenever it changes, until the job is over.")
            .Produces<string>(StatusCodes.Status200OK, JobStream.ContentType)
            .Produces<ProblemBody>(StatusCodes.Status404NotFound, AdminProblem.ContentType);
        admin.MapDelete("/jobs/{job}", Cancel)
            .Audited(AuditActions.JobsCancel).WithName("cancelJob").WithSummary("Ends a job; what it has done is undone.")
            .Answers<OneJobBody>(StatusCodes.Status202Accepted, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapPost("/jobs/{job}/rerun", Rerun)
            .Audited(AuditActions.JobsRerun).WithName("rerunJob").WithSummary("Has a job that failed tried again, from where it was.")
            .Answers<OneJobBody>(StatusCodes.Status202Accepted, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> List(
        HttpContext http, [FromServices] AdminServices services, CancellationToken aborted, string? team = null, string? kind = null, string? state = null,
        string? limit = null)
    {
        var caller = AdminFilter.CallerOf(http);
        var filter = new JobFilter(string.IsNullOrEmpty(kind) ? null : kind, JobBody.StateIn(state), Paging.SizeOf(limit));
        if (string.IsNullOrEmpty(team) && caller.IsOperator)
        {
            var overview = await services.Calls.Read(() => services.Grains.AllJobs.List(filter), aborted);
            return TypedResults.Json(new JobListBody([.. overview.Jobs.Select(JobBody.Of)], overview.Silent), AdminJson.Default.JobListBody);
        }
        var id = await services.Access.RequireTeam(caller, string.IsNullOrEmpty(team) ? caller.Admin!.Team.ToString() : team, aborted);
        var jobs = await services.Calls.Read(() => services.Grains.Jobs(id).List(filter), aborted);
        return TypedResults.Json(new JobListBody([.. jobs.Select(job => JobBody.Of(ExportReport.For(caller, job)))], []), AdminJson.Default.JobListBody);
    }

    private static async Task<IResult> Get(string job, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await Require(job, http, services, aborted);
        var status = await Read(id, http, services, aborted);
        return TypedResults.Json(new OneJobBody(JobBody.Of(status)), AdminJson.Default.OneJobBody);
    }

    private static async Task<IResult> Follow(string job, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await Require(job, http, services, aborted);
        // The first answer says whether there is such a job, while the status can still be chosen.
        var status = await Read(id, http, services, aborted);
        return new JobStream(status, () => Read(id, http, services, aborted));
    }

    private static async Task<IResult> Cancel(string job, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await Require(job, http, services, aborted);
        return Accepted(http, await services.Calls.Ask(() => services.Grains.Jobs(id.Team).Cancel(id), aborted));
    }

    private static async Task<IResult> Rerun(string job, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await Require(job, http, services, aborted);
        return Accepted(http, await services.Calls.Ask(() => services.Grains.Jobs(id.Team).Rerun(id), aborted));
    }

    private static async Task<JobStatus> Read(JobId id, HttpContext http, AdminServices services, CancellationToken aborted) =>
        ExportReport.For(AdminFilter.CallerOf(http), await services.Calls.Read(() => services.Grains.Jobs(id.Team).Get(id), aborted));

    /// <summary>202 with the job and where to look for it.</summary>
    internal static JsonHttpResult<OneJobBody> Accepted(HttpContext http, JobStatus status)
    {
        http.Response.Headers.Location = $"/admin/jobs/{status.Id}";
        return TypedResults.Json(new OneJobBody(JobBody.Of(status)), AdminJson.Default.OneJobBody, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>The job of an address. Errors: job_not_found, also for one of a team that is not the caller's own.</summary>
    internal static async Task<JobId> Require(string text, HttpContext http, AdminServices services, CancellationToken aborted)
    {
        if (!JobId.TryParse(text, out var id))
            throw NotFound();
        try
        {
            await services.Access.RequireTeam(AdminFilter.CallerOf(http), id.Team.ToString(), aborted);
            return id;
        }
        catch (ChatException e) when (e.Code == ErrorCodes.TeamNotFound)
        {
            throw NotFound();
        }
    }

    private static ChatException NotFound() => new(ErrorCodes.JobNotFound, "There is no such job, or it is no longer kept. GET /admin/jobs lists them.");
}
