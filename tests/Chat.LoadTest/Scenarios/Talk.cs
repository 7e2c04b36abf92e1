using System.Diagnostics;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Sockets;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>What one phase of talking came to.</summary>
/// <param name="Seconds">Of the sending.</param>
/// <param name="Ack">From the time at which a post should have been sent to its ack.</param>
/// <param name="Delivery">From the same time to its arrival on another member's session.</param>
/// <param name="Spread">From a post's first to its last arrival.</param>
internal sealed record TalkResult(
    double Seconds, long Sent, long Acked, long Delivered, long Ephemeral, Percentiles Ack, Percentiles Delivery, Percentiles Spread, Usage Usage)
{
    public double AckedPerSecond => Acked / Seconds;

    public double DeliveredPerSecond => Delivered / Seconds;

    public double DeliveredPerCpuSecond => Usage.ServerCpuSeconds > 0 ? Delivered / Usage.ServerCpuSeconds : 0;
}

/// <summary>Lets the members of a gathering talk for a while, and measures that while.</summary>
internal sealed class Talk(Gathering gathering, IReadOnlyList<ServerProcess> servers)
{
    private static readonly TimeSpan DrainBound = TimeSpan.FromSeconds(15);

    private readonly EventLoop _loop = gathering.Loop;
    private readonly Ledger _ledger = gathering.Ledger;

    /// <summary>Further things that go on at a rate while the members talk, such as typing.</summary>
    public List<(double PerSecond, Action Act)> Beside { get; } = [];

    public bool IsQuiet { get; set; }

    /// <summary>Posts at a fixed rate whatever the server does, the senders in turn.</summary>
    public async Task<TalkResult> OpenLoop(IReadOnlyList<Member> senders, double perSecond, TimeSpan time)
    {
        var next = 0;
        return await Run(time, start => [new Pacer(start, perSecond, due => gathering.Post(senders[next++ % senders.Count], due))]);
    }

    /// <summary>Every sender posts, waits for the answer, and posts again: what the server can take.</summary>
    public async Task<TalkResult> ClosedLoop(IReadOnlyList<Member> senders, TimeSpan time)
    {
        var wanted = senders.ToHashSet();
        var isTalking = true;
        _ledger.OnAnswered = member =>
        {
            if (isTalking && wanted.Contains(member))
                gathering.Post(member, _loop.Now);
        };
        try
        {
            return await Run(
                time,
                _ =>
                {
                    foreach (var sender in senders)
                        gathering.Post(sender, _loop.Now);
                    return [];
                },
                () => isTalking = false);
        }
        finally
        {
            _ledger.OnAnswered = null;
        }
    }

    private async Task<TalkResult> Run(TimeSpan time, Func<long, Pacer[]> begin, Action? end = null)
    {
        var meter = new UsageMeter(servers);
        List<Pacer> pacers = [];
        Phase phase = null!;
        await _loop.Tell(() =>
        {
            phase = _ledger.Begin();
            var start = Stopwatch.GetTimestamp();
            pacers.AddRange(begin(start));
            pacers.AddRange(Beside.Select(b => new Pacer(start, b.PerSecond, _ => b.Act())));
            if (!IsQuiet)
                pacers.Add(new Progress(_ledger, phase).Pacer(start));
            pacers.ForEach(_loop.Add);
        });
        await Task.WhenAny(Task.Delay(time), _loop.Ended);
        var (acked, delivered, ephemeral) = await _loop.Ask(() =>
        {
            pacers.ForEach(_loop.Remove);
            end?.Invoke();
            return (phase.Acked, phase.Delivered, phase.Ephemeral);
        });
        var usage = meter.Read();
        await Drain();
        return await _loop.Ask(() => new TalkResult(
            usage.Seconds, phase.Sent, acked, delivered, ephemeral, phase.Ack.Percentiles(), phase.Delivery.Percentiles(),
            _ledger.Spread(phase.Number), usage));
    }

    /// <summary>Waits until every post is answered and with everyone, or in vain.</summary>
    private async Task Drain()
    {
        var since = Stopwatch.GetTimestamp();
        while (await _loop.Ask(() => _ledger.Incomplete) > 0 && Stopwatch.GetElapsedTime(since) < DrainBound)
            await Task.Delay(20);
    }
}
