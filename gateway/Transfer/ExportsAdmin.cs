using Chat.Admin;
using Chat.Auditing;
using Chat.Errors;
using Chat.Jobs;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Transfer;

/// <summary>/admin/teams/{team}/exports: a team's messages as an archive in Slack's layout.</summary>
internal static class ExportsAdmin
{
    public static void Map(RouteGroupBuilder admin) =>
        admin.MapPost("/teams/{team}/exports", Create)
            .Audited(AuditActions.ExportsCreate).WithName("exportTeam").WithSummary("Begins to export a team in Slack's layout, up to this moment. Private channels and direct messages: operator only.")
            .Accepts<NewExportBody>("application/json")
            .Answers<OneJobBody>(StatusCodes.Status202Accepted, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

    private static async Task<IResult> Create(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var caller = AdminFilter.CallerOf(http);
        var id = await services.Access.RequireTeam(caller, team, aborted);
        var body = await AdminBody.ReadOptional(http.Request, AdminJson.Default.NewExportBody, aborted) ?? new NewExportBody();
        var request = ExportTerms.Require(body);
        if (!caller.IsOperator && (request.IncludePrivate || request.IncludeDirect))
            throw new ChatException(ErrorCodes.NotAuthorized, "Only the operator may export private channels (include_private) and direct messages (include_direct).");
        // Before the call: sent again, it is the same export.
        var job = JobId.New(id);
        AuditNote.Of(http).About(job.ToString()).Add("include_private", request.IncludePrivate).Add("include_direct", request.IncludeDirect);
        var status = await services.Calls.Ask(() => services.Grains.Export(job).Request(request), aborted);
        return JobsAdmin.Accepted(http, status);
    }
}
