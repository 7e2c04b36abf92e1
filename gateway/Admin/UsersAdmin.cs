using System.ComponentModel;
using Chat.Auditing;
using Chat.Errors;
using Chat.Users;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Admin;

/// <summary>/admin/teams/{team}/users: people and bots. Their tokens are <see cref="TokensAdmin"/>.</summary>
internal static class UsersAdmin
{
    private const string Users = "/teams/{team}/users";
    private const string OneUser = Users + "/{user}";

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapPost(Users, Create)
            .Audited(AuditActions.UsersCreate).WithName("createUser").WithSummary("Adds a person or a bot and answers its first token.")
            .Accepts<NewUserBody>("application/json")
            .Answers<IssuedTokenBody>(StatusCodes.Status201Created, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapGet(Users, List)
            .WithName("listUsers").WithSummary("Lists a team's users in the order of their ids.")
            .Answers<UserPageBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
        admin.MapGet(OneUser, Get)
            .WithName("getUser").WithSummary("One user.")
            .Answers<OneUserBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
        admin.MapPatch(OneUser, Change)
            .Audited(AuditActions.UsersChange).WithName("changeUser").WithSummary("Makes a user an admin, or no admin any more. A team's last admin only the operator may take.")
            .Accepts<UserChangeBody>("application/json")
            .Answers<OneUserBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapPost(OneUser + "/deactivate", Deactivate)
            .Audited(AuditActions.UsersDeactivate, isUrgent: true).WithName("deactivateUser").WithSummary("Deactivates a user: its tokens and sockets end, its messages stay.")
            .Answers<OneUserBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapPost(OneUser + "/reactivate", Reactivate)
            .Audited(AuditActions.UsersReactivate).WithName("reactivateUser").WithSummary("Ends a deactivation: the user is in its channels again, and signs in by its password; bots need a new token.")
            .Answers<OneUserBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
        admin.MapDelete(OneUser, Deactivate)
            .Audited(AuditActions.UsersDeactivate, isUrgent: true).WithName("deleteUser").WithSummary("The same as deactivate.")
            .Answers<OneUserBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> Create(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var body = await AdminBody.Read(http.Request, AdminJson.Default.NewUserBody, aborted);
        AdminValidation.Require(body);
        var hash = body.Password is { } password ? await services.Passwords.Hash(password, aborted) : null;
        var user = new NewUser(body.Name!.Trim(), body.Email, body.IsBot ?? false, body.IsAdmin ?? false, hash, body.RealName?.Trim());
        var note = AuditNote.Of(http).Add("name", user.Name).Add("is_bot", user.IsBot).Add("is_admin", user.IsAdmin);
        var issued = await services.Calls.Ask(() => services.Grains.Roster(id).Create(user), aborted);
        note.About(issued.User.Id.Value).Add("token", issued.TokenKey);
        return TypedResults.Json(IssuedTokenBody.Of(issued), AdminJson.Default.IssuedTokenBody, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> List(
        string team,
        HttpContext http,
        [FromServices] AdminServices services,
        [FromQuery, Description(Paging.Cursor)] string? cursor,
        [FromQuery, Description(Paging.Limit)] string? limit,
        CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var size = Paging.SizeOf(limit);
        var after = Paging.UserIn(cursor);
        var users = await services.Calls.Read(() => services.Grains.Roster(id).List(after, size + 1), aborted);
        var page = users.AsMemory(0, Math.Min(size, users.Length)).ToArray();
        var unclaimed = await Unclaimed(services, id, page, aborted);
        var next = users.Length > size ? Paging.After(page[^1].Id) : "";
        return TypedResults.Json(new UserPageBody([.. page.Select(user => UserBody.Of(user, unclaimed.Contains(user.Id)))], next), AdminJson.Default.UserPageBody);
    }

    private static async Task<IResult> Get(
        string team, string user, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        return await Show(services, id, AdminAccess.RequireUser(user), aborted);
    }

    private static async Task<IResult> Deactivate(
        string team, string user, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var caller = AdminFilter.CallerOf(http);
        var id = await services.Access.RequireTeam(caller, team, aborted);
        var target = AdminAccess.RequireUser(user);
        if (caller.Admin?.User == target)
            throw new ChatException(ErrorCodes.CantDeactivateSelf, "Ask another admin or the operator to deactivate you.");
        var roster = services.Grains.Roster(id);
        await services.Calls.Ask(() => caller.IsOperator ? roster.Deactivate(target) : roster.DeactivateByAdmin(target), aborted);
        return await Show(services, id, target, aborted);
    }

    private static async Task<IResult> Change(
        string team, string user, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var caller = AdminFilter.CallerOf(http);
        var id = await services.Access.RequireTeam(caller, team, aborted);
        var target = AdminAccess.RequireUser(user);
        var body = await AdminBody.Read(http.Request, AdminJson.Default.UserChangeBody, aborted);
        AdminValidation.Require(body);
        AuditNote.Of(http).Add("is_admin", body.IsAdmin);
        return await Show(
            services, await services.Calls.Ask(() => services.Grains.Roster(id).SetAdmin(target, body.IsAdmin!.Value, caller.IsOperator), aborted), aborted);
    }

    private static async Task<IResult> Reactivate(
        string team, string user, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var target = AdminAccess.RequireUser(user);
        return await Show(services, await services.Calls.Ask(() => services.Grains.Roster(id).Reactivate(target), aborted), aborted);
    }

    private static async Task<IResult> Show(AdminServices services, TeamId team, UserId user, CancellationToken aborted) =>
        await Show(services, await services.Calls.Read(services.Grains.User(team, user).Get, aborted), aborted);

    private static async Task<IResult> Show(AdminServices services, User user, CancellationToken aborted)
    {
        var unclaimed = await Unclaimed(services, user.Team, [user], aborted);
        return TypedResults.Json(new OneUserBody(UserBody.Of(user, unclaimed.Count > 0)), AdminJson.Default.OneUserBody);
    }

    /// <summary>Asked for only of those who can be: in most teams of nobody.</summary>
    private static async Task<HashSet<UserId>> Unclaimed(AdminServices services, TeamId team, User[] among, CancellationToken aborted)
    {
        UserId[] people = [.. among.Where(static user => user is { IsBot: false, Deleted: false }).Select(static user => user.Id)];
        return people.Length == 0 ? [] : [.. await services.Calls.Read(() => services.Grains.Roster(team).FindUnclaimed(people), aborted)];
    }
}
