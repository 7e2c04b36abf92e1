using Chat.Errors;
using Chat.WebApi;

namespace Chat.Browsers;

/// <summary>
/// Around every handler of <c>/web</c>: refuses pages of others, and maps every outcome to one answer, in the Web API's form (HTTP 200 with <c>ok</c> and
/// <c>error</c>; 429 when rate limited).
/// </summary>
internal sealed partial class WebEndpoint(WebOrigin origin, ILogger<WebEndpoint> log)
{
    private const int MaxBodyBytes = 64 * 1024;

    public RequestDelegate Of(Func<HttpContext, Task<Answer>> handler) => http => Handle(http, handler);

    /// <summary>
    /// A JSON body's members; no other type, because a form can be sent by any page. Errors: invalid_post_type, request_too_large, invalid_json,
    /// json_not_object.
    /// </summary>
    public static async Task<Arguments> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
            throw new ChatException(ErrorCodes.InvalidPostType, "Send the body as application/json.");
        return (await ArgumentReader.Read(request, MaxBodyBytes, cancellationToken)).Arguments;
    }

    private async Task Handle(HttpContext http, Func<HttpContext, Task<Answer>> handler)
    {
        http.Response.Headers["X-Slack-Req-Id"] = http.TraceIdentifier;
        try
        {
            if (http.Request.Headers.Origin.ToString() is { Length: > 0 } page && !origin.IsOwn(page, http.Request))
                throw new ChatException(ErrorCodes.NotAuthed, "Only this server's own pages may do this. Behind a proxy set Chat:Gateway:PublicUrl.");
            await AnswerWriter.Write(http.Response, await handler(http), [], http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The browser is gone; nobody is left to answer.
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            var failure = Failure.Of(exception);
            if (failure.IsFault)
                Failed(exception, http.Request.Method, http.Request.Path, failure.Code, http.TraceIdentifier);
            await AnswerWriter.Write(http.Response, failure, [], null, http.RequestAborted);
        }
    }
}
