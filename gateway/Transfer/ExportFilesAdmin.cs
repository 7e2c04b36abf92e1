using System.Globalization;
using Chat.Admin;
using Chat.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Chat.Transfer;

/// <summary>
/// /admin/jobs/{id}/file: the archive of an export that is done, for the operator, for the team's admins, and for whoever has a link that is still valid. Ranges
/// are answered, so that a download that broke off can be gone on with.
/// </summary>
internal static class ExportFilesAdmin
{
    private const string Signature = "signature";
    private const string Expires = "expires";
    private const int MaxSignature = 128;

    public static void Map(RouteGroupBuilder admin) =>
        admin.MapMethods("/jobs/{job}/file", [HttpMethods.Get, HttpMethods.Head], Get)
            .WithMetadata(new AdminLink(static request => request.Query.ContainsKey(Signature)))
            .WithName("getExportFile").WithSummary("The archive of an export that is done; with expires and signature of its link, without any other credential.")
            .Produces(StatusCodes.Status200OK, contentType: "application/zip").Produces(StatusCodes.Status206PartialContent, contentType: "application/zip")
            .Problems(StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

    private static async Task<IResult> Get(
        string job,
        HttpContext http,
        [FromServices] AdminServices services,
        [FromQuery(Name = Expires)] string? expires,
        [FromQuery(Name = Signature)] string? signature,
        CancellationToken aborted)
    {
        if (!JobId.TryParse(job, out var id))
            throw NotFound();
        var file = signature is null
            ? await FileFor(AdminFilter.CallerOf(http), id, services, aborted)
            : await FileOfLink(id, expires, signature, services, aborted);
        var grain = services.Grains.Export(id);
        var stream = new ExportStream(file, (number, aborted) => services.Calls.Read(() => grain.ReadChunk(number), aborted));
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(
            stream, "application/zip", file.Name, DateTimeOffset.FromUnixTimeMilliseconds(file.Modified),
            new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>Errors: job_not_found (also what is not done, has expired, or is another team's), not_authorized.</summary>
    private static async Task<ExportFile> FileFor(AdminCaller caller, JobId job, AdminServices services, CancellationToken aborted)
    {
        if (caller.Admin is { } admin && admin.Team != job.Team || !await services.Authenticator.Exists(job.Team, aborted))
            throw NotFound();
        var file = await services.Calls.Read(services.Grains.Export(job).GetFile, aborted) ?? throw NotFound();
        return !file.IsOperators || caller.IsOperator
            ? file
            : throw new ChatException(ErrorCodes.NotAuthorized, "This export holds private conversations: ask the operator for it.");
    }

    /// <summary>Errors: job_not_found, whatever is wrong with the link.</summary>
    private static async Task<ExportFile> FileOfLink(JobId job, string? expires, string signature, AdminServices services, CancellationToken aborted)
    {
        // Ids of invented teams wake no grains.
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            || signature.Length > MaxSignature
            || !await services.Authenticator.Exists(job.Team, aborted))
            throw NotFound();
        return await services.Calls.Read(() => services.Grains.Export(job).OpenLink(until, signature), aborted) ?? throw NotFound();
    }

    private static ChatException NotFound() => new(
        ErrorCodes.JobNotFound, "There is no file: the job is not a finished export of yours, or its file or this link has expired.");
}
