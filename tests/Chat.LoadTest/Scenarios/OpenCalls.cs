using System.Diagnostics;
using System.Globalization;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Sockets;

namespace Chat.LoadTest.Scenarios;

/// <summary>Calls at a fixed rate, whatever the server does, each measured from the time at which it should have begun.</summary>
internal static class OpenCalls
{
    private static readonly TimeSpan DrainBound = TimeSpan.FromSeconds(20);

    /// <param name="call">Told the call's number.</param>
    /// <param name="also">Another record of the same, of several runs.</param>
    public static async Task<(Percentiles Latency, long Failed)> Run(
        EventLoop loop, double perSecond, TimeSpan time, Func<int, Task> call, Latency? also = null)
    {
        var latency = new Latency();
        var gate = new Lock();
        int begun = 0, ended = 0, failed = 0;
        string? firstFailure = null;
        var pacer = new Pacer(Stopwatch.GetTimestamp(), perSecond, due =>
        {
            var number = begun++;
            _ = Task.Run(async () =>
            {
                try
                {
                    await call(number);
                }
                catch (Exception e)
                {
                    Interlocked.Increment(ref failed);
                    Interlocked.CompareExchange(ref firstFailure, e.Message, null);
                }
                var took = Stopwatch.GetTimestamp() - due;
                lock (gate)
                {
                    latency.Record(took);
                    also?.Record(took);
                }
                Interlocked.Increment(ref ended);
            });
        });
        await loop.Tell(() => loop.Add(pacer));
        await Task.Delay(time);
        await loop.Tell(() => loop.Remove(pacer));
        var since = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref ended) < begun && Stopwatch.GetElapsedTime(since) < DrainBound)
            await Task.Delay(10);
        failed += begun - Volatile.Read(ref ended);
        if (firstFailure is not null)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{failed} calls failed, one of them: {firstFailure}"));
        lock (gate)
            return (latency.Percentiles(), failed);
    }
}
