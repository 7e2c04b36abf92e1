using System.Diagnostics;
using System.Globalization;
using Chat.EndToEnd.Faults;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Sharding;

/// <summary>
/// Rounds of what befalls the masters of a pair while people of both masters' teams talk, 200 messages a second in all. tests/faults.sh --pairs sets the
/// number of rounds and the seed; by itself this is one round of each that no other test plays.
/// </summary>
[Collection(nameof(PairCluster))]
public sealed class PairRoundTests(PairCluster cluster)
{
    private const int PerSecond = 25;
    private const int TeamsOfEach = 2;
    private static readonly string[] Short = ["kill -9 of a master and a silo", "master frozen for a moment"];

    [Fact]
    public async Task Nothing_acked_is_lost_repeated_or_out_of_order_whatever_befalls_the_masters()
    {
        var wanted = SurvivalTests.Number("CHAT_FAULTS_ROUNDS");
        var seed = SurvivalTests.Number("CHAT_FAULTS_SEED") ?? Environment.TickCount & int.MaxValue;
        var random = new Random(seed);
        var only = Environment.GetEnvironmentVariable("CHAT_FAULTS_ONLY") ?? "";
        var faults = PairFault.All.Where(f => f.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.NotEmpty(faults);
        var plan = wanted is { } count
            ? Enumerable.Range(0, count).Select(_ => PairFault.Draw(faults, random)).ToList()
            : [.. Short.SelectMany(name => PairFault.All.Where(f => f.Name == name))];
        Proof.Report($"seed {seed}");
        var rounds = new List<(string Fault, TimeSpan Silence, int Acked)>();
        var began = Stopwatch.GetTimestamp();
        try
        {
            foreach (var fault in plan)
                rounds.Add(await PlayAsync(fault, random, rounds.Count + 1));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"seed {seed}, round {rounds.Count + 1} ({plan[rounds.Count].Name}): {e.Message}\n{cluster.Logs()}");
        }
        finally
        {
            Proof.Report(string.Create(CultureInfo.InvariantCulture, $"{rounds.Count} rounds in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
            foreach (var fault in rounds.GroupBy(r => r.Fault))
            {
                Proof.Report(string.Create(CultureInfo.InvariantCulture,
                    $"| {fault.Key} | {fault.Count()} | {fault.Max(r => r.Silence).TotalSeconds:0.00} s | {fault.Sum(r => r.Acked)} acked, none lost, repeated or out of order |"));
            }
        }
    }

    private async Task<(string Fault, TimeSpan Silence, int Acked)> PlayAsync(PairFault fault, Random random, int number)
    {
        await using var rooms = await PairRooms.OpenAsync(cluster, TeamsOfEach);
        rooms.StartTalking(PerSecond);
        await rooms.UntilAckedAsync();
        await Task.Delay(random.Next(100, 1_000));
        await fault.Strike(cluster, random);
        await rooms.UntilAckedAsync();
        await rooms.ProveAsync();
        var different = await cluster.DifferencesAsync();
        Assert.True(different.Count == 0, string.Join('\n', different));
        var silence = rooms.LongestSilence;
        Proof.Report(string.Create(CultureInfo.InvariantCulture,
            $"round {number}: {fault.Name}: longest silence {silence.TotalSeconds:0.00} s{(fault.Reach is { } reach && silence > reach ? $" (reach {reach.TotalSeconds:0} s, MISSED)" : "")}"));
        return (fault.Name, silence, rooms.Acked);
    }
}
