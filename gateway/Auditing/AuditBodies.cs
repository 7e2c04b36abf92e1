using System.Text.Json.Nodes;

namespace Chat.Auditing;

/// <param name="Id">Sorts by time.</param>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Team">Whose affair it is; missing: the installation's alone.</param>
/// <param name="Outcome">ok, the code of the refusal, or unknown: begun, and nobody has written how it ended.</param>
/// <param name="Address">The client's.</param>
/// <param name="Details">What else was asked for, without secrets.</param>
internal sealed record AuditEntryBody(
    string Id, long At, string Action, AuditActorBody Actor, string? Team, string? Subject, string Outcome, string? Address, string Request, JsonObject? Details)
{
    /// <param name="hidesOperators">For a team's admins: what operators did to the team, but not from where.</param>
    public static AuditEntryBody Of(AuditEntry entry, bool hidesOperators) => new(
        entry.Id, entry.At, entry.Action, new AuditActorBody(entry.Actor.Kind, NullIfEmpty(entry.Actor.Name), entry.Actor.TokenKey), entry.Team?.ToString(),
        NullIfEmpty(entry.Subject), entry.Outcome,
        hidesOperators && entry.Actor.Kind == AuditActor.OperatorKind ? null : NullIfEmpty(entry.Address), entry.Request,
        entry.Details is { } details ? JsonNode.Parse(details) as JsonObject : null);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <param name="Kind">operator, admin, link (whoever has the link to a file) or nobody (who failed to sign in).</param>
/// <param name="Name">The name of an operator's key, or an admin's user id.</param>
/// <param name="Token">The key of the admin's token.</param>
internal sealed record AuditActorBody(string Kind, string? Name = null, string? Token = null);

/// <param name="NextCursor">Empty on the last page.</param>
internal sealed record AuditPageBody(AuditEntryBody[] Entries, string NextCursor);
