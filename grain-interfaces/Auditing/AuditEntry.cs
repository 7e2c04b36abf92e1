namespace Chat.Auditing;

/// <summary>One action of an admin or an operator, as the audit log keeps it.</summary>
/// <param name="Id">See <see cref="AuditIds"/>.</param>
/// <param name="At">When it began, in milliseconds since 1970.</param>
/// <param name="Team">Whose affair it is: the admin's own team, or the one that the operator acted on; null: the installation's alone.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">Of <see cref="AuditActions"/>.</param>
/// <param name="Subject">The id of what it was done to; empty if it has none.</param>
/// <param name="Outcome"><see cref="AuditOutcome"/>, or the code of the refusal.</param>
/// <param name="Address">The client's; empty if nobody knows it.</param>
/// <param name="Request">As in logs and answers.</param>
/// <param name="Details">A small JSON object without secrets, or null.</param>
[GenerateSerializer, Immutable, Alias("AuditEntry")]
public sealed record AuditEntry(
    [property: Id(0)] string Id,
    [property: Id(1)] long At,
    [property: Id(2)] TeamId? Team,
    [property: Id(3)] AuditActor Actor,
    [property: Id(4)] string Action,
    [property: Id(5)] string Subject,
    [property: Id(6)] string Outcome,
    [property: Id(7)] string Address,
    [property: Id(8)] string Request,
    [property: Id(9)] string? Details);

/// <param name="Kind">operator, admin, link (whoever has a link to a file) or nobody (who failed to sign in).</param>
/// <param name="Name">An operator's: the name of its key; an admin's: its user id; else empty.</param>
/// <param name="TokenKey">Which of an admin's tokens it was, without revealing it; else null.</param>
[GenerateSerializer, Immutable, Alias("AuditActor")]
public sealed record AuditActor([property: Id(0)] string Kind, [property: Id(1)] string Name, [property: Id(2)] string? TokenKey)
{
    public const string OperatorKind = "operator";
    public const string AdminKind = "admin";

    public static AuditActor Link { get; } = new("link", "", null);

    public static AuditActor Nobody { get; } = new("nobody", "", null);
}

/// <summary>How an action ended, beside the codes of refusals.</summary>
public static class AuditOutcome
{
    /// <summary>It was begun, and nobody has written how it ended: it goes on, or its process died, or the directory was away at its end.</summary>
    public const string Unknown = "unknown";

    public const string Ok = "ok";
}

/// <summary>How an action ended, and what was known by then only.</summary>
/// <param name="Team">Null: as it was.</param>
/// <param name="Details">Null: none.</param>
[GenerateSerializer, Immutable, Alias("AuditEnd")]
public sealed record AuditEnd(
    [property: Id(0)] string Id, [property: Id(1)] string Outcome, [property: Id(2)] TeamId? Team, [property: Id(3)] string Subject,
    [property: Id(4)] string? Details);

/// <summary>Which entries are asked for, the newest first.</summary>
/// <param name="Team">Null: all.</param>
/// <param name="Action">Of <see cref="AuditActions"/>; null: all.</param>
/// <param name="Actor">A user id or the name of an operator's key; null: all.</param>
/// <param name="From">Milliseconds since 1970; null: from the first.</param>
/// <param name="To">The same, not included; null: to the last.</param>
/// <param name="Before">The id of the last entry of the page before; null: the first page.</param>
[GenerateSerializer, Immutable, Alias("AuditFilter")]
public sealed record AuditFilter(
    [property: Id(0)] TeamId? Team, [property: Id(1)] string? Action, [property: Id(2)] string? Actor, [property: Id(3)] long? From, [property: Id(4)] long? To,
    [property: Id(5)] string? Before, [property: Id(6)] int Limit);
