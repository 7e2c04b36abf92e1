using Chat.Errors;
using Chat.WebApi;

namespace Chat.Admin;

/// <summary>
/// Stands around every endpoint of /admin: finds out who asks, before anything else is looked at, and turns every failure into a problem. A request that
/// shows a link (see <see cref="AdminLink"/>) has no caller; its endpoint checks the link.
/// </summary>
internal sealed partial class AdminFilter(AdminAccess access, ILogger<AdminFilter> log) : IEndpointFilter
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
            return await next(context);
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
