using System.Data.Common;
using Chat.Errors;

namespace Chat.WebApi;

/// <summary>A failure as the edge answers it.</summary>
/// <param name="RetryAfter">Whole seconds; of ratelimited only.</param>
internal sealed record Failure(string Code, string? Detail, int? RetryAfter)
{
    /// <summary>A fault of the server, to be logged; a refusal is the client's affair.</summary>
    public bool IsFault => Code is ErrorCodes.InternalError or ErrorCodes.ServiceUnavailable;

    /// <summary>The one mapping from exceptions to codes.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        RateLimitedException limited => new Failure(ErrorCodes.RateLimited, limited.Message, limited.RetryAfterSeconds),
        ChatException { Code: ErrorCodes.RateLimited } refusal => new Failure(refusal.Code, refusal.Detail, 1),
        ChatException refusal => new Failure(refusal.Code, refusal.Detail, null),
        // A read that found no database: the same to clients as a write that found none.
        DbException => new Failure(ErrorCodes.ServiceUnavailable, null, null),
        _ => new Failure(ErrorCodes.InternalError, null, null),
    };
}

/// <summary>Over a limit of the edge.</summary>
/// <param name="RetryAfterSeconds">Whole seconds, at least 1: official clients give up when the header is missing or no integer.</param>
internal sealed class RateLimitedException(int retryAfterSeconds) : Exception($"Retry after {retryAfterSeconds} s.")
{
    public int RetryAfterSeconds { get; } = Math.Max(1, retryAfterSeconds);
}
