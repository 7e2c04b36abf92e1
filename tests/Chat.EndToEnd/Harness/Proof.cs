using System.Diagnostics;

namespace Chat.EndToEnd.Harness;

/// <summary>The checks that hold whatever was killed.</summary>
public static class Proof
{
    /// <summary>
    /// Every acked message is in history once, at the ts that was acked; history is in strict order; every client was shown each message
    /// since its start exactly once, in that order.
    /// </summary>
    public static async Task NothingLostNothingTwice(TestTeam team, string channel, params Talker[] talkers)
    {
        var end = await team.PostAsync(talkers[0].Client.User.Name, channel, "the end");
        foreach (var talker in talkers)
            await talker.Client.WaitUntil(end);
        var history = await team.HistoryAsync(talkers[0].Client.User.Name, channel);
        history.Reverse();
        var order = history.Select(m => SlackApi.Text(m, "ts")).ToList();
        Assert.Equal(order.Order(StringComparer.Ordinal).Distinct(), order);

        var stored = history.Where(m => m.ContainsKey("client_msg_id")).ToLookup(m => SlackApi.Text(m, "client_msg_id"), m => SlackApi.Text(m, "ts"));
        List<string> faults = [];
        foreach (var talker in talkers)
        {
            foreach (var (id, ts, _, _) in talker.Acks)
            {
                if (!stored[id].SequenceEqual([ts]))
                    faults.Add($"{id} was acked at {ts}; history has it at [{string.Join(", ", stored[id])}]");
            }
            var shown = talker.Shown(out var disorder);
            faults.AddRange(disorder.Select(d => $"{talker.Client.User.Name}: {d}"));
            var since = order.Where(ts => string.CompareOrdinal(ts, talker.StartTs) > 0).ToList();
            faults.AddRange(since.Except(shown).Select(ts => $"{talker.Client.User.Name} was never shown {ts}"));
            faults.AddRange(shown.Except(since).Select(ts => $"{talker.Client.User.Name} was shown {ts}, which history does not have"));
            if (faults.Count == 0)
                Assert.Equal(since, shown);
            faults.AddRange(talker.Refusals.Where(r => r.StartsWith("not resumed", StringComparison.Ordinal)).Select(r => $"{talker.Client.User.Name}: {r}"));
        }
        if (faults.Count > 0)
            Assert.Fail($"{faults.Count} faults, the first:\n{string.Join('\n', faults.Take(12))}");
    }

    /// <summary>The longest time in which one of these clients, which all talk steadily, got no ack.</summary>
    public static TimeSpan Outage(params Talker[] talkers) => talkers.Max(talker =>
    {
        var times = talker.Acks.Select(a => a.At).Order().ToList();
        var longest = times.Zip(times.Skip(1), (a, b) => b - a).DefaultIfEmpty(0).Max();
        return TimeSpan.FromSeconds((double)longest / Stopwatch.Frequency);
    });

    public static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
