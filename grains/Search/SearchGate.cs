using System.Threading.RateLimiting;
using Chat.Errors;
using Microsoft.Extensions.Options;

namespace Chat.Search;

/// <summary>How many searches a silo makes at once: of one team, and in all. Those beyond wait for a while, and are then refused.</summary>
internal sealed class SearchGate : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<TeamId> _teams;
    private readonly ConcurrencyLimiter _all;
    private readonly TimeSpan _wait;
    private readonly TimeProvider _time;

    public SearchGate(IOptions<SearchOptions> options, TimeProvider time)
    {
        var bounds = options.Value;
        (_wait, _time) = (bounds.Timeout, time);
        _teams = PartitionedRateLimiter.Create<TeamId, TeamId>(
            team => RateLimitPartition.GetConcurrencyLimiter(team, _ => Limit(bounds.AtOncePerTeam, bounds.WaitingPerTeam)));
        // Who waits here holds a place of its team: no team has more than those in this queue.
        _all = new ConcurrencyLimiter(Limit(bounds.AtOnce, int.MaxValue));
    }

    /// <summary>A place among all searches, to be given back. Errors: ratelimited.</summary>
    public async Task<IDisposable> EnterAsync(TeamId team)
    {
        using var bound = new CancellationTokenSource(_wait, _time);
        RateLimitLease? own = null;
        try
        {
            own = await _teams.AcquireAsync(team, 1, bound.Token);
            if (own.IsAcquired)
                return new Place(own, await _all.AcquireAsync(1, bound.Token));
        }
        catch (OperationCanceledException)
        {
            // Nobody left in time.
        }
        own?.Dispose();
        throw new ChatException(ErrorCodes.RateLimited, "too many searches at once; try again in a moment");
    }

    public async ValueTask DisposeAsync()
    {
        await _teams.DisposeAsync();
        await _all.DisposeAsync();
    }

    private static ConcurrencyLimiterOptions Limit(int atOnce, int waiting) =>
        new() { PermitLimit = atOnce, QueueLimit = waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    private sealed class Place(RateLimitLease own, RateLimitLease all) : IDisposable
    {
        public void Dispose()
        {
            all.Dispose();
            own.Dispose();
        }
    }
}
