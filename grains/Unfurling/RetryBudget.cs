using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Chat.Unfurling;

/// <summary>One repetition for a whole look at a page, whichever of its requests needs it.</summary>
internal sealed class RetryBudget
{
    public static readonly HttpRequestOptionsKey<RetryBudget> Key = new("retry-budget");

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private bool isSpent;

    public static HttpRetryStrategyOptions Strategy => new()
    {
        MaxRetryAttempts = 1,
        Delay = Pause,
        UseJitter = true,
        // A minute that the server asks for is more than anybody waits.
        ShouldRetryAfterHeader = false,
        ShouldHandle = static attempt => ValueTask.FromResult(
            IsTransient(attempt.Outcome) && attempt.Context.GetRequestMessage()?.Options.TryGetValue(Key, out var budget) == true && budget.TrySpend()),
    };

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: { } fault } => fault is HttpRequestException && !PageRefusedException.IsIn(fault),
        { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
        _ => false,
    };

    // Requests of one look follow one another.
    private bool TrySpend() => !isSpent && (isSpent = true);
}
