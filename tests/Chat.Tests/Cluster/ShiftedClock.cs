namespace Chat.Tests.Cluster;

/// <summary>The machine's clock, moved on by what a test says. Timers run in real time: what is due by date is seen at their next tick.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _shift, time.Ticks);
}
