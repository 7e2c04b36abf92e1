using Chat.Errors;
using Chat.Operations;

namespace Chat.Browsers;

/// <summary>
/// A browser's cookies as credentials. They count only where a page of ours must have sent them: with a header that pages of others cannot set without
/// asking us first, or, where a GET changes nothing, by the browser's own word. A message may hold the address of a picture on this server, which the browser
/// then asks for as of our page: hence the difference.
/// </summary>
internal sealed class WebCredentials(WebOrigin origin, OperatorSession operators, OperationsPort port)
{
    /// <summary>Sent with the value 1 by our own script.</summary>
    public const string Header = "X-Chat-Web";

    /// <summary>The session's token, if there is one. Errors: not_authed when our own script has not sent it.</summary>
    public string? TokenOf(HttpRequest request) => Read(request, WebCookies.Session, IsOurScripts(request));

    /// <summary>The same where GET and HEAD change nothing: then also for EventSource and downloads, which cannot send a header.</summary>
    public string? TokenOfSafe(HttpRequest request) => Read(request, WebCookies.Session, IsOurPages(request));

    /// <summary>
    /// Where GET and HEAD change nothing; where operators have a port of their own, there alone. Errors: not_authed when no page of ours has sent the cookie.
    /// </summary>
    public bool IsOperator(HttpRequest request) => OperatorOf(request) is not null;

    /// <summary>The name of the operator's key, or null. As <see cref="IsOperator"/>.</summary>
    public string? OperatorOf(HttpRequest request) =>
        port.Admits(request.HttpContext) ? operators.NameOf(Read(request, WebCookies.Operator, IsOurPages(request))) : null;

    private static string? Read(HttpRequest request, string cookie, bool counts)
    {
        if (!request.Cookies.TryGetValue(cookie, out var value) || value.Length == 0)
            return null;
        return counts
            ? value
            : throw new ChatException(
                ErrorCodes.NotAuthed, $"A cookie counts only in requests of this server's own pages, with the header {Header}: 1. Others send a token.");
    }

    private bool IsOurScripts(HttpRequest request) => request.Headers[Header] == "1" && IsOfNoOtherPage(request);

    private bool IsOurPages(HttpRequest request) =>
        IsOurScripts(request)
        || (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && IsOfNoOtherPage(request) && IsSameOrigin(request);

    private bool IsOfNoOtherPage(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } page || origin.IsOwn(page, request);

    /// <summary>
    /// Or of no page, but of whoever sits there: an address that was typed, a page that was loaded again. Over plain http browsers tell Sec-Fetch-Site to this
    /// machine alone; our pages then have them tell Referer.
    /// </summary>
    private bool IsSameOrigin(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site == "same-origin" || site == "none" && request.Headers["Sec-Fetch-Mode"] == "navigate"
        : origin.IsOwn(request.Headers.Referer.ToString(), request);
}
