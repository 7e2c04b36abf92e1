using System.Globalization;
using Chat.Errors;
using Chat.WebApi;

namespace Chat.Admin;

/// <summary>A body whose fields are wrong: by field, what to do about it.</summary>
internal sealed class InvalidBodyException(Dictionary<string, string[]> errors) : Exception("The body is not valid.")
{
    public Dictionary<string, string[]> Errors => errors;
}

/// <summary>Every error of /admin is a problem (RFC 9457) with its code.</summary>
internal static class AdminProblem
{
    public const string ContentType = "application/problem+json";

    public static Task Write(HttpResponse response, Failure failure, Dictionary<string, string[]>? errors, CancellationToken cancellationToken)
    {
        var status = StatusOf(failure.Code);
        if (failure.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        return Write(response, status, failure.Code, failure.Detail, errors, cancellationToken);
    }

    public static Task Write(
        HttpResponse response, int status, string code, string? detail, Dictionary<string, string[]>? errors, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        var problem = new ProblemBody("about:blank", TitleOf(status), status, code, detail, errors);
        return response.WriteAsJsonAsync(problem, AdminJson.Default.ProblemBody, ContentType, cancellationToken);
    }

    public static int StatusOf(string code) => code switch
    {
        ErrorCodes.NotAuthed or ErrorCodes.InvalidAuth or ErrorCodes.TokenRevoked or ErrorCodes.AccountInactive => StatusCodes.Status401Unauthorized,
        ErrorCodes.NotAuthorized => StatusCodes.Status403Forbidden,
        ErrorCodes.TeamNotFound or ErrorCodes.UserNotFound or ErrorCodes.TokenNotFound or ErrorCodes.ShardNotFound
            or ErrorCodes.UploadNotFound or ErrorCodes.MoveNotFound or ErrorCodes.ComparisonNotFound or ErrorCodes.JobNotFound or ErrorCodes.ChannelNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.DomainTaken or ErrorCodes.EmailTaken or ErrorCodes.UsernameTaken or ErrorCodes.UserDisabled or ErrorCodes.CantDeactivateSelf or ErrorCodes.CantRemoveLastAdmin
            or ErrorCodes.TakeoverRefused or ErrorCodes.RejoinRefused or ErrorCodes.FailbackRefused
            or ErrorCodes.JobIsOver or ErrorCodes.JobNotFailed
            or ErrorCodes.MoveUnderWay or ErrorCodes.MoveIsOver
            or ErrorCodes.ShardNotActive or ErrorCodes.ShardNotDrained or ErrorCodes.ShardNotEmpty or ErrorCodes.NoOtherShard or ErrorCodes.NothingToSplit
            or ErrorCodes.CompareRefused or ErrorCodes.CompareUnderWay or ErrorCodes.ComparisonIsOver
            => StatusCodes.Status409Conflict,
        ErrorCodes.RequestTimeout => StatusCodes.Status408RequestTimeout,
        ErrorCodes.RequestTooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.InvalidPostType => StatusCodes.Status415UnsupportedMediaType,
        ErrorCodes.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorCodes.InternalError => StatusCodes.Status500InternalServerError,
        ErrorCodes.ServiceUnavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>What routing itself refused, before any of our code ran.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status415UnsupportedMediaType => ErrorCodes.InvalidPostType,
        >= 500 => ErrorCodes.InternalError,
        _ => ErrorCodes.InvalidArguments,
    };

    private static string TitleOf(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
