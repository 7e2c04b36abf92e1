using Chat.Auditing;
using Chat.Gateway;
using Chat.Rtm;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Chat.Admin;

/// <summary>/admin/teams/{team}/invitations: addresses by which people become members. Who gets one must be told it: the server sends no mail.</summary>
internal static class InvitationsAdmin
{
    public static void Map(RouteGroupBuilder admin) =>
        admin.MapPost("/teams/{team}/invitations", Invite)
            .Audited(AuditActions.InvitationsCreate).WithName("createInvitation")
            .WithSummary("An address that is good for seven days, by which the person of one e-mail signs up; who was imported with it becomes that member.")
            .Accepts<NewInvitationBody>("application/json")
            .Answers<OneInvitationBody>(StatusCodes.Status201Created, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);

    private static async Task<IResult> Invite(
        string team, HttpContext http, [FromServices] AdminServices services, [FromServices] IOptions<GatewayOptions> options, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var body = await AdminBody.Read(http.Request, AdminJson.Default.NewInvitationBody, aborted);
        AdminValidation.Require(body);
        AuditNote.Of(http).About(body.Email!.Trim());
        var invitation = await services.Calls.Ask(() => services.Grains.Invitations(id).Invite(body.Email!.Trim(), body.Name?.Trim() ?? ""), aborted);
        var url = $"{PublicAddress.Of(http.Request, options.Value)}/join/{invitation.Code}";
        return TypedResults.Json(
            new OneInvitationBody(new InvitationBody(url, invitation.Email, invitation.Expires, invitation.IsAdmin)), AdminJson.Default.OneInvitationBody,
            statusCode: StatusCodes.Status201Created);
    }
}

/// <summary>Whom to invite.</summary>
internal sealed record NewInvitationBody(string Email, string? Name = null);

/// <param name="Url">To be given to the person, and to nobody else: whoever has it can take the person's place.</param>
/// <param name="Expires">Seconds since 1970.</param>
/// <param name="IsAdmin">Whoever accepts becomes an admin: the e-mail is that of an imported admin, whom nobody has claimed yet.</param>
internal sealed record InvitationBody(string Url, string Email, long Expires, bool IsAdmin);

internal sealed record OneInvitationBody(InvitationBody Invitation);
