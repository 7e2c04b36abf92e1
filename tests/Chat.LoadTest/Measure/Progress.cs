using System.Diagnostics;
using System.Globalization;
using Chat.LoadTest.Sockets;

namespace Chat.LoadTest.Measure;

/// <summary>A line a second on what goes on.</summary>
internal sealed class Progress(Ledger ledger, Phase phase)
{
    private long _acked;
    private long _delivered;
    private int _seconds;

    public Pacer Pacer(long start) => new(start + Stopwatch.Frequency, 1, _ => Print());

    private void Print()
    {
        var delivery = phase.Delivery.Percentiles();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{++_seconds,4} s  sent {phase.Sent,8}  acked {phase.Acked,8} ({phase.Acked - _acked,6}/s)  delivered {phase.Delivered,10} ({phase.Delivered - _delivered,8}/s)  open {ledger.Incomplete,6}  p50 {delivery.P50,8:0.00}  p99 {delivery.P99,8:0.00} ms"));
        (_acked, _delivered) = (phase.Acked, phase.Delivered);
    }
}
