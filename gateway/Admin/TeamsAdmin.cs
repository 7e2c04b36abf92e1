using System.ComponentModel;
using Chat.Auditing;
using Chat.Gateway;
using Chat.Rtm;
using Chat.Teams;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Chat.Admin;

/// <summary>/admin/teams: creating and finding teams.</summary>
internal static class TeamsAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapPost("/teams", Create)
            .Audited(AuditActions.TeamsCreate).WithName("createTeam").WithSummary("Creates a team with its first admin, #general and #random. Operator only.")
            .Accepts<NewTeamBody>("application/json")
            .Answers<CreatedTeamBody>(StatusCodes.Status201Created, StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict);
        admin.MapGet("/teams", List)
            .WithName("listTeams").WithSummary("Lists teams in the order of their ids. Operator only.")
            .Answers<TeamPageBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden);
        admin.MapGet("/teams/{team}", Get)
            .WithName("getTeam").WithSummary("One team.")
            .Answers<OneTeamBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> Create(
        HttpContext http, [FromServices] AdminServices services, [FromServices] IOptions<GatewayOptions> options, CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        var body = await AdminBody.Read(http.Request, AdminJson.Default.NewTeamBody, aborted);
        AdminValidation.Require(body);
        var admin = body.Admin!;
        var hash = await services.Passwords.Hash(admin.Password!, aborted);
        var team = new NewTeam(body.Name!.Trim(), body.Domain!, admin.Name!.Trim(), admin.Email!, hash);
        var note = AuditNote.Of(http).Add("domain", team.Domain);
        var created = await services.Calls.Ask(() => services.Grains.Directory.Create(team), aborted);
        note.About(created.Team.Id.ToString()).Add("admin", created.Admin.Value).Team = created.Team.Id;
        return TypedResults.Json(
            new CreatedTeamBody(TeamBody.Of(created.Team), new UserIdBody(created.Admin.Value), created.Token, PublicAddress.Of(http.Request, options.Value)),
            AdminJson.Default.CreatedTeamBody,
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> List(
        HttpContext http,
        [FromServices] AdminServices services,
        [FromQuery, Description(Paging.Cursor)] string? cursor,
        [FromQuery, Description(Paging.Limit)] string? limit,
        CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        var size = Paging.SizeOf(limit);
        var after = Paging.TeamIn(cursor);
        var teams = await services.Calls.Read(() => services.Grains.Directory.List(after, size + 1), aborted);
        var page = teams.Take(size).Select(TeamBody.Of).ToArray();
        var next = teams.Length > size ? Paging.After(teams[size - 1].Id) : "";
        return TypedResults.Json(new TeamPageBody(page, next), AdminJson.Default.TeamPageBody);
    }

    private static async Task<IResult> Get(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var found = await services.Calls.Read(services.Grains.Team(id).GetTeam, aborted);
        return TypedResults.Json(new OneTeamBody(TeamBody.Of(found)), AdminJson.Default.OneTeamBody);
    }
}
