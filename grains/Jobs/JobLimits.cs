using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Chat.Jobs;

/// <summary>
/// How many jobs run at a time, a team and a silo: one kind never waits for another, and a team takes only its share of its kind.
/// </summary>
internal sealed class JobLimits(IOptions<JobOptions> options)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _slots = new(StringComparer.Ordinal);

    public int PerTeam(string kind) => kind == JobKinds.Unfurl ? options.Value.UnfurlsPerTeam : 1;

    /// <summary>Waits for a slot of this silo; disposing the answer gives it back.</summary>
    public async Task<IDisposable> EnterAsync(string kind, CancellationToken cancellation)
    {
        var slots = _slots.GetOrAdd(kind, static (kind, most) => new SemaphoreSlim(kind == JobKinds.Unfurl ? most.UnfurlsPerSilo : most.TransfersPerSilo), options.Value);
        await slots.WaitAsync(cancellation);
        return new Slot(slots);
    }

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                slots.Release();
        }
    }
}
