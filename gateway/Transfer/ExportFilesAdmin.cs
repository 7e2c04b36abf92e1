using System.Globalization;
using Chat.Admin;
using Chat.Auditing;
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
            .Audited(AuditActions.ExportsDownload, isByEndpoint: true)
            .WithMetadata(new AdminLink(static request => request.Query.ContainsKey(Signature)))
            .WithName("getExportFile").WithSummary("The archive of an export that is done; with expires and signature of its link, without any other credential.")
            .Produces(StatusCodes.Status200OK, contentType: "application/zip").Produces(StatusCodes.Status206PartialContent, contentType: "application/zip")
            .Problems(StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

    private static async Task<IResult> Get(
        string job,
        HttpContext http,
        [FromServices] AdminServices services,
        [FromServices] AuditTrail audit,
        [FromQuery(Name = Expires)] string? expires,
        [FromQuery(Name = Signature)] string? signature,
        CancellationToken aborted)
    {
        if (!JobId.TryParse(job, out var id))
            throw NotFound();
        var file = signature is null
            ? await FileOfCaller(id, http, services, audit, aborted)
            : await FileOfLink(id, expires, signature, http, services, audit, aborted);
        var grain = services.Grains.Export(id);
        var stream = new ExportStream(file, (number, aborted) => services.Calls.Read(() => grain.ReadChunk(number), aborted));
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(
            stream, "application/zip", file.Name, DateTimeOffset.FromUnixTimeMilliseconds(file.Modified),
            new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }

    private static Task<ExportFile> FileOfCaller(JobId job, HttpContext http, AdminServices services, AuditTrail audit, CancellationToken aborted)
    {
        var caller = AdminFilter.CallerOf(http);
        AuditNote.Of(http).Read(http, caller);
        return Audited(http, audit, AuditTrail.ActorOf(caller), () => FileFor(caller, job, services, aborted));
    }

    /// <summary>Each request for bytes is an entry, those that go on with a download too.</summary>
    private static Task<ExportFile> Audited(HttpContext http, AuditTrail audit, AuditActor actor, Func<Task<ExportFile>> find) =>
        HttpMethods.IsHead(http.Request.Method) ? find() : audit.Around(http, actor, http.GetEndpoint()!.Metadata.GetRequiredMetadata<AuditedAction>(), find);

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
    private static async Task<ExportFile> FileOfLink(
        JobId job, string? expires, string signature, HttpContext http, AdminServices services, AuditTrail audit, CancellationToken aborted)
    {
        // Ids of invented teams wake no grains.
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            || signature.Length > MaxSignature
            || !await services.Authenticator.Exists(job.Team, aborted))
            throw NotFound();
        var file = await services.Calls.Read(() => services.Grains.Export(job).OpenLink(until, signature), aborted) ?? throw NotFound();
        // Strangers, whose links are wrong, write nothing.
        AuditNote.Of(http).Read(http, null);
        return await Audited(http, audit, AuditActor.Link, () => Task.FromResult(file));
    }

    private static ChatException NotFound() => new(
        ErrorCodes.JobNotFound, "There is no file: the job is not a finished export of yours, or its file or this link has expired.");
}
