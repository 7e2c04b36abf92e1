using Chat.Admin;
using Chat.Errors;
using Chat.Resilience;

namespace Chat.Auditing;

/// <summary>
/// Writes the audit log. An action that cannot be written is refused, unless it is urgent; how it ended is written before it is answered, and if that cannot be
/// written, the entry stays <see cref="AuditOutcome.Unknown"/>.
/// </summary>
internal sealed partial class AuditTrail(ChatGrains grains, GrainCalls calls, TimeProvider time, ILogger<AuditTrail> log)
{
    /// <summary>How long an urgent action, and the answer to any, waits for the log.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Null: the action is urgent, and was not written. Errors: service_unavailable.</summary>
    public async Task<AuditEntry?> Begin(HttpContext http, AuditActor actor, AuditedAction action, CancellationToken cancellationToken)
    {
        var note = AuditNote.Of(http);
        var now = time.GetUtcNow();
        var entry = new AuditEntry(
            AuditIds.New(now), now.ToUnixTimeMilliseconds(), note.Team, actor, action.Action, note.Subject, AuditOutcome.Unknown,
            http.Connection.RemoteIpAddress?.ToString() ?? "", http.TraceIdentifier, note.Details);
        var writing = calls.AskIdempotent(
            async () =>
            {
                await grains.Audit.Begin(entry);
                return true;
            },
            cancellationToken);
        try
        {
            await (action.IsUrgent ? writing.WaitAsync(Patience, time, cancellationToken) : writing);
            return entry;
        }
        catch (Exception e) when (action.IsUrgent && e is (TimeoutException or ChatException { Code: ErrorCodes.ServiceUnavailable }))
        {
            Unwritten(action.Action, actor.Kind, actor.Name, note.Subject, http.TraceIdentifier);
            return null;
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ServiceUnavailable)
        {
            throw new ChatException(
                ErrorCodes.ServiceUnavailable, "Nothing was done, because the audit log cannot be written while the directory does not answer. Try again when it does.");
        }
    }

    /// <summary>Also for a client that has gone away meanwhile. Never fails.</summary>
    public async Task End(HttpContext http, AuditEntry? entry, string outcome)
    {
        if (entry is null)
            return;
        var note = AuditNote.Of(http);
        var end = new AuditEnd(entry.Id, outcome, note.Team, note.Subject, note.Details);
        try
        {
            await calls.AskIdempotent(
                async () =>
                {
                    await grains.Audit.End(end);
                    return true;
                },
                CancellationToken.None).WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is TimeoutException or ChatException)
        {
            Unended(entry.Action, entry.Id, outcome, entry.Request);
        }
    }

    /// <summary>Begin and end around what is asked for. Errors: those of what is asked for, service_unavailable.</summary>
    public async Task<T> Around<T>(HttpContext http, AuditActor actor, AuditedAction action, Func<Task<T>> act)
    {
        var entry = await Begin(http, actor, action, http.RequestAborted);
        try
        {
            var answer = await act();
            await End(http, entry, AuditOutcome.Ok);
            return answer;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody knows whether it was done: the entry says so.
            throw;
        }
        catch (InvalidBodyException)
        {
            await End(http, entry, ErrorCodes.InvalidArguments);
            throw;
        }
        catch (Exception exception)
        {
            await End(http, entry, WebApi.Failure.Of(exception).Code);
            throw;
        }
    }

    public static AuditActor ActorOf(AdminCaller caller) => caller.Admin is { } admin
        ? new AuditActor(AuditActor.AdminKind, admin.User.Value, admin.TokenKey)
        : new AuditActor(AuditActor.OperatorKind, caller.KeyName!, null);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log could not be written; {Action} by {Kind} {Actor} on {Subject} goes on without it, request {Request}.")]
    private partial void Unwritten(string action, string kind, string actor, string subject, string request);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of {Action} ({Entry}) could not be written to the audit log: it was {Outcome}, request {Request}.")]
    private partial void Unended(string action, string entry, string outcome, string request);
}
