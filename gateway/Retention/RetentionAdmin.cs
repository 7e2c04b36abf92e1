using System.Text.Json.Serialization;
using Chat.Admin;
using Chat.Auditing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Retention;

/// <summary>/admin/teams/{team}/retention: how long a team keeps what was said.</summary>
internal static class RetentionAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/teams/{team}/retention", Get)
            .WithName("getRetention").WithSummary("After how many days the team's messages and events go, and how the last run of their deletion went.")
            .Answers<RetentionBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
        admin.MapPut("/teams/{team}/retention", Set)
            .Accepts<RetentionChangeBody>("application/json")
            .Audited(AuditActions.RetentionChange)
            .WithName("setRetention").WithSummary("Sets all of them; what is left out or null is kept for ever. The first run comes after a while, in which it can be taken back.")
            .Answers<RetentionBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> Get(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        return Answer(await services.Calls.Read(() => services.Grains.Retention.Get(id), aborted));
    }

    private static async Task<IResult> Set(string team, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        var body = await AdminBody.Read(http.Request, AdminJson.Default.RetentionChangeBody, aborted);
        var settings = new RetentionSettings(body.MessagesDays, body.DirectDays, body.EventsDays);
        return Answer(await services.Calls.Ask(() => services.Grains.Retention.Set(id, settings), aborted));
    }

    private static JsonHttpResult<RetentionBody> Answer(TeamRetention retention) =>
        TypedResults.Json(RetentionBody.Of(retention), AdminJson.Default.RetentionBody);
}

/// <param name="MessagesDays">Messages of public and private channels; null: for ever.</param>
/// <param name="DirectDays">Of DMs and group DMs.</param>
/// <param name="EventsDays">The log that clients resume from; never kept longer than messages, nor than the server keeps all logs.</param>
internal sealed record RetentionChangeBody(int? MessagesDays = null, int? DirectDays = null, int? EventsDays = null);

/// <param name="NextRun">Seconds since 1970; null: nothing goes by age, or a run is under way.</param>
/// <param name="DeletedMessages">Of all runs together.</param>
internal sealed record RetentionBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? MessagesDays,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? DirectDays,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? EventsDays,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? NextRun,
    long DeletedMessages,
    RetentionRunBody? LastRun = null)
{
    public static RetentionBody Of(TeamRetention retention) => new(
        retention.Settings.MessagesDays, retention.Settings.DirectDays, retention.Settings.EventsDays,
        retention.Run is { Ended: null } && retention.Settings != RetentionSettings.KeepAll ? null : retention.NextRun / 1000, retention.MessagesEver,
        retention.Run is { } run ? new RetentionRunBody(run.Began / 1000, run.Messages, run.Events, run.Ended / 1000, run.Error) : null);
}

/// <param name="Began">Seconds since 1970.</param>
/// <param name="Messages">Messages and replies that it has deleted so far.</param>
/// <param name="Events">Events that it has deleted so far.</param>
/// <param name="Ended">Seconds since 1970; missing: it is under way, or was cut short and goes on at the next one.</param>
/// <param name="Error">Why it did not get to its end.</param>
internal sealed record RetentionRunBody(long Began, long Messages, long Events, long? Ended = null, string? Error = null);
