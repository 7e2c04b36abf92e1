using System.ComponentModel;
using Chat.Admin;
using Chat.Errors;
using Chat.Transfer;
using Microsoft.AspNetCore.Mvc;
using WireCursor = Chat.WebApi.Cursor;

namespace Chat.Auditing;

/// <summary>/admin/audit and /admin/teams/{team}/audit: what admins and operators did, the newest first. Reading it is not an action of its own.</summary>
internal static class AuditAdmin
{
    private const string CursorKind = "audit";
    private const string OfAction = "Only this action, such as users.deactivate.";
    private const string OfActor = "Only what this user id, or the operator's key of this name, did.";
    private const string OfFrom = "From this date or time on.";
    private const string OfTo = "Before this date or time.";

    /// <summary>As they were sent. (Bound one by one: the OpenAPI document fails over descriptions of members of such a record.)</summary>
    private sealed record AuditQuery(string? Cursor, string? Limit, string? Action, string? Actor, string? From, string? To);

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/audit", ListAll)
            .WithName("listAudit").WithSummary("What admins and operators did anywhere, the newest first. Operator only.")
            .Answers<AuditPageBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden);
        admin.MapGet("/teams/{team}/audit", ListOfTeam)
            .WithName("listTeamAudit").WithSummary("What its admins and operators did in and to a team, the newest first.")
            .Answers<AuditPageBody>(StatusCodes.Status200OK, StatusCodes.Status404NotFound);
    }

    private static Task<IResult> ListAll(
        HttpContext http,
        [FromServices] AdminServices services,
        [FromQuery, Description(Paging.Cursor)] string? cursor,
        [FromQuery, Description(Paging.Limit)] string? limit,
        [FromQuery, Description(OfAction)] string? action,
        [FromQuery, Description(OfActor)] string? actor,
        [FromQuery, Description(OfFrom)] string? from,
        [FromQuery, Description(OfTo)] string? to,
        CancellationToken aborted)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        return List(null, http, services, new AuditQuery(cursor, limit, action, actor, from, to), aborted);
    }

    private static async Task<IResult> ListOfTeam(
        string team,
        HttpContext http,
        [FromServices] AdminServices services,
        [FromQuery, Description(Paging.Cursor)] string? cursor,
        [FromQuery, Description(Paging.Limit)] string? limit,
        [FromQuery, Description(OfAction)] string? action,
        [FromQuery, Description(OfActor)] string? actor,
        [FromQuery, Description(OfFrom)] string? from,
        [FromQuery, Description(OfTo)] string? to,
        CancellationToken aborted)
    {
        var id = await services.Access.RequireTeam(AdminFilter.CallerOf(http), team, aborted);
        return await List(id, http, services, new AuditQuery(cursor, limit, action, actor, from, to), aborted);
    }

    private static async Task<IResult> List(TeamId? team, HttpContext http, AdminServices services, AuditQuery query, CancellationToken aborted)
    {
        var size = Paging.SizeOf(query.Limit);
        var filter = new AuditFilter(
            team, ActionIn(query.Action), ActorIn(query.Actor), TimeIn("from", query.From), TimeIn("to", query.To), PlaceIn(query.Cursor), size + 1);
        var entries = await services.Calls.Read(() => services.Grains.Audit.List(filter), aborted);
        var hidesOperators = !AdminFilter.CallerOf(http).IsOperator;
        var page = entries.Take(size).Select(entry => AuditEntryBody.Of(entry, hidesOperators)).ToArray();
        var next = entries.Length > size ? WireCursor.Encode(CursorKind, entries[size - 1].Id) : "";
        return TypedResults.Json(new AuditPageBody(page, next), AdminJson.Default.AuditPageBody);
    }

    private static string? ActionIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return AuditActions.All.Contains(text)
            ? text
            : throw new ChatException(ErrorCodes.InvalidArguments, $"action must be one of {string.Join(", ", AuditActions.All)}.");
    }

    private static string? ActorIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return text.Length <= 64 && text.All(char.IsAscii)
            ? text
            : throw new ChatException(ErrorCodes.InvalidArguments, "actor must be a user id, or the name of an operator's key.");
    }

    private static long? TimeIn(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return ExportTerms.TryRead(text, out var ts)
            ? ts.Micros / 1000
            : throw new ChatException(ErrorCodes.InvalidArguments, $"{name} must be a date such as 2026-01-31 (UTC) or a time such as 2026-01-31T08:00:00Z.");
    }

    private static string? PlaceIn(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        return WireCursor.TryDecode(cursor, CursorKind, out string? id) && AuditIds.IsId(id)
            ? id
            : throw new ChatException(ErrorCodes.InvalidCursor, "cursor must be the next_cursor of an earlier page.");
    }
}
