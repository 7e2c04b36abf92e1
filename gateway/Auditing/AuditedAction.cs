namespace Chat.Auditing;

/// <summary>Of an endpoint: what its requests are called in the audit log.</summary>
/// <param name="Action">Of <see cref="AuditActions"/>.</param>
/// <param name="IsUrgent">It takes rights away, which must not wait for a log that cannot be written: then it is done all the same, and the process's log tells.</param>
/// <param name="IsByEndpoint">The endpoint makes the entry, because it alone knows who asks.</param>
internal sealed record AuditedAction(string Action, bool IsUrgent, bool IsByEndpoint);

internal static class AuditedEndpoints
{
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder endpoint, string action, bool isUrgent = false, bool isByEndpoint = false) =>
        endpoint.WithMetadata(new AuditedAction(action, isUrgent, isByEndpoint));
}
