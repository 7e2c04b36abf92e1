using Chat.Auditing;
using Chat.Errors;
using Chat.Sharding;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Admin;

/// <summary>/admin/shards/{shard}: which shards take teams, and which give them away. All of it is the operator's.</summary>
internal static class ShardsAdmin
{
    /// <summary>Bound of a split, which is not made again: the second would find the moves of the first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapPatch("/shards/{shard}", Change)
            .Audited(AuditActions.ShardsChange).WithName("changeShard").WithSummary("Sets a shard's state and weight. A draining shard's teams are moved away until it is empty. Operator only.")
            .Accepts<ShardChangeBody>("application/json")
            .Answers<OneShardBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapDelete("/shards/{shard}", Remove)
            .Audited(AuditActions.ShardsRemove).WithName("removeShard").WithSummary("Takes out a shard that was drained. It comes back when its state is set again. Operator only.")
            .Answers<OneShardBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapPost("/shards/{shard}/split", Split)
            .Audited(AuditActions.ShardsSplit).WithName("splitShard")
            .WithSummary("Begins to move the teams that best halve what a shard bears, to given shards or all other active ones. Operator only.")
            .Accepts<SplitBody>("application/json")
            .Answers<SplitStartedBody>(StatusCodes.Status202Accepted, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapGet("/shards/proposals", Proposals)
            .WithName("listProposals").WithSummary("Shards that are above their marks, and which moves would help. Operator only.")
            .Answers<ProposalListBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> Change(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        var body = await AdminBody.Read(http.Request, AdminJson.Default.ShardChangeBody, aborted);
        AdminValidation.Require(body);
        AuditNote.Of(http).Add("state", body.State).Add("weight", body.Weight);
        return One(await services.Calls.Ask(() => services.Grains.Shards.Change(shard, body.State, body.Weight), aborted));
    }

    private static async Task<IResult> Remove(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        return One(await services.Calls.Ask(() => services.Grains.Shards.Remove(shard), aborted));
    }

    private static async Task<IResult> Split(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        var body = await AdminBody.ReadOptional(http.Request, AdminJson.Default.SplitBody, aborted) ?? new SplitBody();
        var targets = AdminValidation.Targets(body);
        AuditNote.Of(http).Add("targets", targets.Length == 0 ? null : string.Join(' ', targets));
        MoveStatus[] moves;
        try
        {
            moves = await services.Grains.Balancer.Split(shard, targets).WaitAsync(Patience, aborted);
        }
        catch (TimeoutException)
        {
            throw new ChatException(ErrorCodes.ServiceUnavailable, "It takes longer than a request may. GET /admin/moves shows what was begun.");
        }
        http.Response.Headers.Location = "/admin/moves";
        return TypedResults.Json(SplitStartedBody.Of(moves), AdminJson.Default.SplitStartedBody, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Proposals(HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        var report = await services.Calls.Read(services.Grains.Balancer.GetReport, aborted);
        return TypedResults.Json(ProposalListBody.Of(report), AdminJson.Default.ProposalListBody);
    }

    private static JsonHttpResult<OneShardBody> One(ShardOverview shard) =>
        TypedResults.Json(new OneShardBody(ShardBody.Of(shard)), AdminJson.Default.OneShardBody);
}
