using Chat.Auditing;
using Chat.Errors;
using Chat.Sharding;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Admin;

/// <summary>/admin/teams/{team}/move and /admin/moves: a team goes to another shard while it is in use. All of it is the operator's.</summary>
internal static class MovesAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapPost("/teams/{team}/move", Start)
            .Audited(AuditActions.MovesStart).WithName("moveTeam").WithSummary("Begins to move a team to another shard; its people notice nothing. Asked again, it answers the move that is under way. Operator only.")
            .Accepts<NewMoveBody>("application/json")
            .Answers<OneMoveBody>(StatusCodes.Status202Accepted, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapGet("/teams/{team}/move", Get)
            .WithName("getMove").WithSummary("The team's last move, and how far it is. Operator only.")
            .Answers<OneMoveBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);
        admin.MapDelete("/teams/{team}/move", Cancel)
            .Audited(AuditActions.MovesCancel).WithName("cancelMove").WithSummary("Undoes the team's move. Refused once the team lives on the new shard. Operator only.")
            .Answers<OneMoveBody>(StatusCodes.Status202Accepted, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapGet("/moves", List)
            .WithName("listMoves").WithSummary("Moves that are under way, and those that ended last. Operator only.")
            .Answers<MoveListBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> Start(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await TeamOf(team, http, services, aborted);
        var body = await AdminBody.Read(http.Request, AdminJson.Default.NewMoveBody, aborted);
        AdminValidation.Require(body);
        AuditNote.Of(http).Add("shard", body.Shard);
        var move = await services.Calls.Ask(() => services.Grains.Move(id).Start(body.Shard), aborted);
        return Accepted(http, move);
    }

    private static async Task<IResult> Get(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await TeamOf(team, http, services, aborted);
        var move = await services.Calls.Read(services.Grains.Move(id).Get, aborted) ?? throw NeverMoved();
        return TypedResults.Json(new OneMoveBody(MoveBody.Of(move)), AdminJson.Default.OneMoveBody);
    }

    private static async Task<IResult> Cancel(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await TeamOf(team, http, services, aborted);
        return Accepted(http, await services.Calls.Ask(services.Grains.Move(id).Cancel, aborted) ?? throw NeverMoved());
    }

    private static async Task<IResult> List(HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        var moves = await services.Calls.Read(services.Grains.Shards.ListMoves, aborted);
        return TypedResults.Json(new MoveListBody([.. moves.Select(MoveBody.Of)]), AdminJson.Default.MoveListBody);
    }

    private static Task<TeamId> TeamOf(string team, HttpContext http, AdminServices services, CancellationToken aborted)
    {
        var caller = AdminFilter.CallerOf(http);
        AdminAccess.RequireOperator(caller);
        return services.Access.RequireTeam(caller, team, aborted);
    }

    private static JsonHttpResult<OneMoveBody> Accepted(HttpContext http, MoveStatus move)
    {
        http.Response.Headers.Location = $"/admin/teams/{move.Team}/move";
        return TypedResults.Json(new OneMoveBody(MoveBody.Of(move)), AdminJson.Default.OneMoveBody, statusCode: StatusCodes.Status202Accepted);
    }

    private static ChatException NeverMoved() => new(ErrorCodes.MoveNotFound, "The team has never been moved. POST a shard to move it.");
}
