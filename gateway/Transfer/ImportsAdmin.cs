using Chat.Admin;
using Chat.Auditing;
using Chat.Errors;
using Chat.Gateway;
using Chat.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Chat.Transfer;

/// <summary>/admin/teams/{team}/imports: a Slack export is uploaded, and imported as a job.</summary>
internal static class ImportsAdmin
{
    public static void Map(RouteGroupBuilder admin) => admin.MapPost("/teams/{team}/imports", Upload)
        .Audited(AuditActions.ImportsCreate).WithName("importTeam")
        .WithSummary("Takes a Slack export (the zip as the body, or as the file of a form) and imports it as a job. What is there already stays as it is.")
        .Accepts<IFormFile>("application/zip", "application/octet-stream", "multipart/form-data")
        .Answers<OneJobBody>(
            StatusCodes.Status202Accepted, StatusCodes.Status404NotFound, StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge,
            StatusCodes.Status415UnsupportedMediaType);

    private static async Task<IResult> Upload(
        string team, HttpContext http, [FromServices] AdminServices services, [FromServices] IOptions<GatewayOptions> options, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var limit = options.Value.MaxUploadBytes;
        var file = await UploadBody.Open(http, limit, aborted);
        var job = JobId.New(id);
        AuditNote.Of(http).About(job.ToString());
        var upload = new ImportUploader(services.Grains.Import(job), services.Calls, limit);
        return Accepted(http, await upload.Send(file, aborted));
    }

    private static JsonHttpResult<OneJobBody> Accepted(HttpContext http, JobStatus job)
    {
        http.Response.Headers.Location = $"/admin/jobs/{job.Id}";
        return TypedResults.Json(new OneJobBody(JobBody.Of(job)), AdminJson.Default.OneJobBody, statusCode: StatusCodes.Status202Accepted);
    }
}
