using Chat.Auditing;
using Chat.Errors;
using Chat.WebApi;

namespace Chat.Admin;

/// <summary>
/// Stands around every endpoint of /admin: finds out who asks, before anything else is looked at, writes the audit log, and turns every failure into a problem. A request that
/// shows a link (see <see cref="AdminLink"/>) has no caller; its endpoint checks the link.
/// </summary>
internal sealed partial class AdminFilter(AdminAccess access, AuditTrail audit, ILogger<AdminFilter> log) : IEndpointFilter
{
    private static readonly object CallerKey = new();

    public static AdminCaller CallerOf(HttpContext http) => (AdminCaller)http.Items[CallerKey]!;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<AdminLink>()?.IsIn(http.Request) != true)
                http.Items[CallerKey] = await access.Identify(http.Request, http.RequestAborted);
            return http.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>() is { IsByEndpoint: false } action
                ? await Audited(http, action, () => next(context).AsTask())
                : await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty;
        }
        catch (InvalidBodyException invalid)
        {
            var failure = new Failure(ErrorCodes.InvalidArguments, "The body is not valid; errors says what to do, field by field.", null);
            await AdminProblem.Write(http.Response, failure, invalid.Errors, http.RequestAborted);
            return Results.Empty;
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            await Fail(http, exception);
            return Results.Empty;
        }
    }

    private Task<object?> Audited(HttpContext http, AuditedAction action, Func<Task<object?>> act)
    {
        var caller = CallerOf(http);
        AuditNote.Of(http).Read(http, caller);
        return audit.Around(http, AuditTrail.ActorOf(caller), action, act);
    }

    private Task Fail(HttpContext http, Exception exception)
    {
        var failure = Failure.Of(exception);
        if (failure.IsFault)
            Failed(exception, http.Request.Method, http.GetEndpoint()?.DisplayName, failure.Code, http.TraceIdentifier);
        return AdminProblem.Write(http.Response, failure, null, http.RequestAborted);
    }
}

/// <summary>An endpoint that opens to links without any other credential.</summary>
/// <param name="IsIn">Whether a request shows one, right or wrong.</param>
internal sealed record AdminLink(Func<HttpRequest, bool> IsIn);
