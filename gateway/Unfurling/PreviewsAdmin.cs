using Chat.Admin;
using Chat.Auditing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Unfurling;

/// <summary>/admin/teams/{team}/previews: which links of a team are looked up.</summary>
internal static class PreviewsAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/teams/{team}/previews", Get)
            .WithName("getPreviews").WithSummary("Whether links of the team's messages get previews, and for which domains not.")
            .Answers<PreviewSettingsBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
        admin.MapPut("/teams/{team}/previews", Set)
            .Accepts<PreviewSettingsBody>("application/json")
            .Audited(AuditActions.PreviewsChange).WithName("setPreviews").WithSummary("Switches previews on or off for the team, or for domains and their subdomains.")
            .Answers<PreviewSettingsBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> Get(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        return Answer(await services.Calls.Read(() => services.Grains.UnfurlSettings(id).Get(), aborted));
    }

    private static async Task<IResult> Set(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var body = await AdminBody.Read(http.Request, AdminJson.Default.PreviewSettingsBody, aborted);
        var settings = new UnfurlSettings(body.Enabled ?? true, [.. (body.DeniedDomains ?? []).Select(static domain => domain ?? "")]);
        AuditNote.Of(http).Add("enabled", settings.IsEnabled).Add("denied_domains", settings.DeniedDomains.Length);
        return Answer(await services.Calls.Ask(() => services.Grains.UnfurlSettings(id).Set(settings), aborted));
    }

    private static JsonHttpResult<PreviewSettingsBody> Answer(UnfurlSettings settings) =>
        TypedResults.Json(new PreviewSettingsBody(settings.IsEnabled, settings.DeniedDomains), AdminJson.Default.PreviewSettingsBody);
}

/// <param name="Enabled">False: no link of the team is looked up; true if it is left out.</param>
/// <param name="DeniedDomains">Domains whose links, and those of their subdomains, are not looked up; none if it is left out.</param>
internal sealed record PreviewSettingsBody(bool? Enabled = null, string[]? DeniedDomains = null);
