using System.Diagnostics;
using System.Globalization;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>
/// Rounds of faults against one running cluster while six teams talk. tests/faults.sh sets the number of rounds and the seed; by itself this is
/// one round each of some, in a fixed order.
/// </summary>
[Collection(nameof(FaultCluster))]
public sealed class SurvivalTests(FaultCluster cluster)
{
    private const int Teams = 6;
    private const int PerSecond = 10;
    private const int RoundsOfACrowd = 8;
    private static readonly string[] Short =
        ["kill -9 of a silo", "kill -9 of a gateway", "silo-silos: cut", "silo-database: silent", "kill -9 of the database", "garbage from clients"];

    [Fact]
    public async Task Nothing_acked_is_lost_repeated_or_out_of_order_whatever_fails()
    {
        var wanted = Number("CHAT_FAULTS_ROUNDS");
        var seed = Number("CHAT_FAULTS_SEED") ?? Environment.TickCount & int.MaxValue;
        var random = new Random(seed);
        var faults = Fault.All(cluster);
        if (Environment.GetEnvironmentVariable("CHAT_FAULTS_ONLY") is { Length: > 0 } only)
            faults = [.. faults.Where(f => f.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
        Assert.NotEmpty(faults);
        Proof.Report($"seed {seed}");
        foreach (var reason in cluster.NotCovered)
            Proof.Report($"NOT COVERED: {reason}");

        var plan = wanted is { } count
            ? Enumerable.Range(0, count).Select(_ => Fault.Draw(faults, random)).ToList()
            : [.. Short.SelectMany(name => faults.Where(f => f.Name == name))];
        var rounds = new List<Round>();
        var began = Stopwatch.GetTimestamp();
        Crowd? crowd = null;
        try
        {
            foreach (var (number, fault) in plan.Index())
            {
                if (number % RoundsOfACrowd == 0)
                {
                    if (crowd is not null)
                        await crowd.DisposeAsync();
                    crowd = await Crowd.GatherAsync(cluster, Teams);
                }
                var round = await PlayAsync(crowd!, fault, random);
                rounds.Add(round);
                Proof.Report(string.Create(CultureInfo.InvariantCulture,
                    $"round {number + 1}: {fault.Name}: longest silence {round.Silence.TotalSeconds:0.00} s{Against(fault, round)}, p99 {RoundSummary.Milliseconds(RoundSummary.Percentile(round.Latencies, 0.99))}"));
                // A crowd's record stays faulty once it is.
                if (!round.Verdict.IsClean)
                    break;
            }
            var all = await Checker.ExamineAsync(cluster.Shards);
            Assert.True(all.IsClean, $"seed {seed}, after all rounds:\n{string.Join('\n', all.Details)}");
        }
        finally
        {
            Proof.Report(string.Create(CultureInfo.InvariantCulture, $"{rounds.Count} rounds in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
            Proof.Report(RoundSummary.Table(rounds));
            if (crowd is not null)
                await crowd.DisposeAsync();
        }
        Assert.True(rounds.TrueForAll(r => r.Verdict.IsClean),
            $"seed {seed}, round {rounds.Count}:\n{string.Join('\n', rounds.SelectMany(r => r.Verdict.Details).Take(20))}\n{cluster.Logs()}");
    }

    /// <summary>Talk, the fault at any moment of it, talk until everybody is served again and what died is back, and the check when all is said.</summary>
    private async Task<Round> PlayAsync(Crowd crowd, Fault fault, Random random)
    {
        crowd.StartTalking(PerSecond);
        await crowd.UntilServedAsync(Stopwatch.GetTimestamp(), cluster.Logs);
        var from = Stopwatch.GetTimestamp();
        var company = fault.HasCompany && random.Next(4) == 0 ? HostileClients.AnyAsync(cluster, new Random(random.Next())) : Task.CompletedTask;
        await Task.Delay(random.Next(100, 700));
        await fault.Strike(cluster, random);
        await crowd.UntilServedAsync(Stopwatch.GetTimestamp(), cluster.Logs);
        var to = Stopwatch.GetTimestamp();
        // What died comes back while they still talk, as in life: teams move then, too.
        await cluster.HealAsync();
        await company;
        await crowd.UntilServedAsync(Stopwatch.GetTimestamp(), cluster.Logs);
        await crowd.StopTalkingAsync();
        var verdict = await crowd.CheckAsync() + await Checker.ExamineAsync(cluster.Shards, crowd.Teams);
        return new Round(fault.Name, crowd.LongestSilence(from, to), [.. crowd.Latencies(from, to)], verdict);
    }

    /// <summary>
    /// The same talk left alone, and while one user types a million times as quickly as the server takes it, others talk garbage, and one does not
    /// read: others' p99 at most doubles. Noise of a busy machine does harm now and then, a server at fault each time: so each attack has five
    /// attempts, each measured against the calm just before it.
    /// </summary>
    [Fact]
    public async Task Other_teams_are_served_as_well_while_hostile_clients_do_their_worst()
    {
        await cluster.HealAsync();
        await using var crowd = await Crowd.GatherAsync(cluster, Teams);
        crowd.StartTalking(PerSecond);
        await crowd.UntilServedAsync(Stopwatch.GetTimestamp(), cluster.Logs);
        // Processes that have just started are slower than they will be: not what the attacks are to be measured against.
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
        await RequireNoHarm(crowd, "a million typing frames", () => HostileClients.TypingAsync(cluster, HostileClients.LongFlood));
        await RequireNoHarm(crowd, "garbage", () => HostileClients.GarbageAsync(cluster, new Random(1), TimeSpan.FromMilliseconds(300)));
        await RequireNoHarm(crowd, "not reading", () => HostileClients.StopReadingAsync(cluster, new Random(1)));
        await crowd.StopTalkingAsync();
        var verdict = await crowd.CheckAsync();
        Assert.True(verdict.IsClean, string.Join('\n', verdict.Details.Take(20)));
    }

    private async Task RequireNoHarm(Crowd crowd, string name, Func<Task> attack)
    {
        const int attempts = 5;
        // A few milliseconds more are nobody's harm, though they may be twice as many.
        var negligible = TimeSpan.FromMilliseconds(50);
        var lines = new List<string>();
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            var from = Stopwatch.GetTimestamp();
            await attack();
            var to = Stopwatch.GetTimestamp();
            // All that was posted in either time has been acked.
            await crowd.UntilServedAsync(to, cluster.Logs);
            var calm = RoundSummary.Percentile(crowd.Latencies(start, from), 0.99);
            var during = RoundSummary.Percentile(crowd.Latencies(from, to), 0.99);
            lines.Add($"{name}: others' p99 to ack {RoundSummary.Milliseconds(during)} against {RoundSummary.Milliseconds(calm)} in calm, over {Stopwatch.GetElapsedTime(from, to).TotalSeconds:0.0} s");
            Proof.Report(lines[^1]);
            if (during <= 2 * calm || during <= negligible)
                return;
        }
        Assert.Fail(string.Join('\n', lines));
    }

    private static string Against(Fault fault, Round round) => fault.Reach is not { } reach ? ""
        : string.Create(CultureInfo.InvariantCulture, $" (reach {reach.TotalSeconds:0} s{(round.Silence > reach ? ", MISSED" : "")})");

    internal static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
