using Microsoft.AspNetCore.Mvc;

namespace Chat.Admin;

/// <summary>/admin/shards and /admin/teams/{team}/shard: what lives where, how much it is, and how much is written.</summary>
internal static class OverviewAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/shards", List)
            .WithName("listShards")
            .WithSummary(
                "All shards: who serves them, how many teams, how much they hold, how much is written. Operator only. "
                + "Answers also while the directory is away.")
            .Answers<ShardListBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden);
        admin.MapGet("/teams/{team}/shard", Get)
            .WithName("getTeamShard").WithSummary("Where a team lives, its rows in each table, and how much it writes. Operator only.")
            .Answers<TeamShardBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> List(HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        var overview = await services.Calls.Read(() => services.Grains.Shards.List(), aborted);
        return TypedResults.Json(ShardListBody.Of(overview), AdminJson.Default.ShardListBody);
    }

    private static async Task<IResult> Get(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var caller = AdminFilter.CallerOf(http);
        AdminAccess.RequireOperator(caller);
        var id = await services.Access.RequireTeam(caller, team, aborted);
        var overview = await services.Calls.Read(() => services.Grains.Shards.Find(id), aborted);
        return TypedResults.Json(TeamShardBody.Of(overview), AdminJson.Default.TeamShardBody);
    }
}
