namespace Chat.Sharding;

/// <summary>
/// Versions of rows that either server of a pair may write: microseconds since 1970, doubled, and the side in the last bit, so that two sides never give
/// the same one. They grow strictly, also past a version that was seen: of a writer with a slow clock the later one must win all the same.
/// </summary>
internal sealed class RowVersions(TimeProvider time)
{
    private long _last;

    public long Next(ShardSide side)
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, Ts.At(time.GetUtcNow()).Micros);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return next * 2 + (long)side;
        }
    }

    /// <summary>What is given from now on is higher than this.</summary>
    public void Seen(long version)
    {
        var seen = version / 2;
        for (var last = Volatile.Read(ref _last); last < seen; last = Volatile.Read(ref _last))
            Interlocked.CompareExchange(ref _last, seen, last);
    }
}
