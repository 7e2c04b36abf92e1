using Chat.Auditing;
using Chat.Errors;
using Chat.Sharding;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Admin;

/// <summary>/admin/shards/{shard}/compare: whether the two masters of a shard hold the same rows. All of it is the operator's.</summary>
internal static class ComparingAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapPost("/shards/{shard}/compare", Start)
            .Audited(AuditActions.ComparisonsStart).WithName("compare")
            .WithSummary("Begins to compare the two servers of a shard while they are in use. Asked again, it answers the one that is under way. Operator only.")
            .Accepts<NewComparisonBody>(true, "application/json")
            .Answers<OneComparisonBody>(
                StatusCodes.Status202Accepted, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapGet("/shards/{shard}/compare", Get)
            .WithName("getComparison").WithSummary("The comparison that is under way, or the last one, and what it found. Operator only.")
            .Answers<OneComparisonBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);
        admin.MapDelete("/shards/{shard}/compare", Cancel)
            .Audited(AuditActions.ComparisonsCancel).WithName("cancelComparison").WithSummary("Ends the comparison that is under way. What it repaired stays repaired. Operator only.")
            .Answers<OneComparisonBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> Start(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var caller = AdminFilter.CallerOf(http);
        AdminAccess.RequireOperator(caller);
        var isEmpty = http.Request is { ContentType: null, ContentLength: null or 0 };
        var body = isEmpty ? new NewComparisonBody() : await AdminBody.Read(http.Request, AdminJson.Default.NewComparisonBody, aborted);
        TeamId? team = body.Team is { } text ? await services.Access.RequireTeam(caller, text, aborted) : null;
        var note = AuditNote.Of(http).Add("repair", body.Repair);
        note.Team = team;
        var job = await services.Calls.Ask(() => services.Grains.Comparison(shard).Start(team, body.Repair), aborted);
        http.Response.Headers.Location = $"/admin/shards/{job.Shard}/compare";
        return Json(job, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Get(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        return Json(await services.Calls.Read(services.Grains.Comparison(shard).Get, aborted) ?? throw NeverCompared());
    }

    private static async Task<IResult> Cancel(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        return Json(await services.Calls.Ask(services.Grains.Comparison(shard).Cancel, aborted) ?? throw NeverCompared());
    }

    private static JsonHttpResult<OneComparisonBody> Json(ComparisonStatus job, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(new OneComparisonBody(ComparisonBody.Of(job)), AdminJson.Default.OneComparisonBody, statusCode: status);

    private static ChatException NeverCompared() => new(
        ErrorCodes.ComparisonNotFound, "The servers of this shard have never been compared. POST to compare them.");
}
