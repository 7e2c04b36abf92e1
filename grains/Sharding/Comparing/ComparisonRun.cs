using System.Data.Common;
using Chat.Sharding.Moving;
using Chat.Sharding.Pairs;

namespace Chat.Sharding.Comparing;

/// <summary>
/// One run over the teams of a shard: table by table, range by range, by checksums of both servers. A range that differs is looked at again, row by row,
/// when each server has what the other had; rows that still differ are judged while nobody writes them. Saves what is done, now and then and after
/// everything found.
/// </summary>
internal sealed class ComparisonRun(
    Shard shard, ShardComparison job, ComparedServers servers, ComparisonStore store, ComparingOptions options, TimeProvider time)
{
    /// <summary>Looks at a range that differs, without holding anything.</summary>
    private const int Looks = 4;
    private const int SettleSeconds = 3;

    /// <summary>Rows that are judged at once, and attempts to have the servers close enough for it.</summary>
    private const int JudgedRows = 100;
    private const int Attempts = 20;

    /// <summary>Times that a table is gone over when something was repaired: the last one must find nothing.</summary>
    private const int MostPasses = 4;

    private const int TeamsOfPage = 500;

    private static readonly TimeSpan SavePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Pace _pace = new(time, options.RowsPerSecond);
    private readonly RowJudge _judge = new(servers);
    private readonly Dictionary<string, TeamRows> _tables = [];
    private long _saved = time.GetTimestamp();

    /// <summary>As far as it is.</summary>
    public ShardComparison Job { get; private set; } = job;

    /// <summary>Told of every step forward.</summary>
    public Action<ShardComparison> Progress { get; init; } = static _ => { };

    /// <summary>Told of rows compared, rows found and rows repaired.</summary>
    public Action<long, long, long> Count { get; init; } = static (_, _, _) => { };

    /// <summary>For tests: told before each table.</summary>
    public Func<TeamId, string, Task> Reaching { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>
    /// Throws <see cref="PairException"/> when it cannot go on, <see cref="ComparisonLostException"/> when it may not, and what a server threw.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await LearnTablesAsync();
        if (Job.AtTeam is null)
            Job = Job with { TeamsTotal = Job.Team is null ? await CountTeamsAsync() : 1 };
        Job = await store.SaveAsync(Job with { State = ComparisonState.Running });
        while (await NextTeamsAsync() is { Count: > 0 } teams)
        {
            foreach (var team in teams)
                await CompareTeamAsync(team, stop);
        }
    }

    private async Task CompareTeamAsync(TeamId team, CancellationToken stop)
    {
        var done = Job.AtTeam == team ? Job.AtTable : null;
        foreach (var table in TeamTable.All.SkipWhile(table => done is not null && table.Name != done).Skip(done is null ? 0 : 1))
        {
            await Reaching(team, table.Name);
            var found = Job.Differences;
            for (var pass = 0; pass < MostPasses && await CompareTableAsync(team, _tables[table.Name], stop) > 0; pass++)
            {
            }
            Job = Job with { AtTeam = team, AtTable = table.Name, TeamsDone = Job.TeamsDone + (table == TeamTable.All[^1] ? 1 : 0) };
            Progress(Job);
            if (!ReferenceEquals(found, Job.Differences) || time.GetElapsedTime(_saved) >= SavePeriod)
                await SaveAsync();
        }
    }

    public async Task SaveAsync()
    {
        Job = await store.SaveAsync(Job);
        _saved = time.GetTimestamp();
    }

    /// <summary>Answers how many rows were repaired.</summary>
    private async Task<long> CompareTableAsync(TeamId team, TeamRows rows, CancellationToken stop)
    {
        long repaired = 0;
        for (object[]? after = null; ;)
        {
            stop.ThrowIfCancellationRequested();
            var serving = RequireSynced(team);
            var (here, there) = (servers.On(serving), servers.On(Pair.OtherOf(serving)));
            var end = await rows.KeyAfterAsync(here, team, after, rows.Table.Portion(options.ChunkRows));
            var sums = await Task.WhenAll(rows.SumAsync(here, team, after, end), rows.SumAsync(there, team, after, end));
            var most = Math.Max(sums[0].Rows, sums[1].Rows);
            Job = Job with { Rows = Job.Rows + most, Ranges = Job.Ranges + 1 };
            Count(most, 0, 0);
            if (sums[0] != sums[1])
                repaired += await LookAgainAsync(team, rows, serving, after, end, stop);
            Progress(Job);
            await _pace.AfterAsync(most * rows.Table.Weight, stop);
            if (end is null)
                return repaired;
            after = end;
        }
    }

    private async Task<long> LookAgainAsync(TeamId team, TeamRows rows, ShardSide serving, object[]? after, object[]? end, CancellationToken stop)
    {
        Job = Job with { RangesDiffered = Job.RangesDiffered + 1 };
        var keys = await DifferentAsync(team, rows, serving, after, end);
        for (var look = 1; look < Looks && keys.Count > 0; look++)
        {
            stop.ThrowIfCancellationRequested();
            keys = await StillDifferentAsync(team, rows, serving, keys);
        }
        var sum = new TableDifference(rows.Table.Name, 0, 0, 0, 0);
        foreach (var some in keys.Chunk(JudgedRows))
        {
            var found = await JudgeAsync(team, rows, some, stop);
            var count = ShardComparison.RowsOf(found);
            Count(0, count, found.Repaired);
            if (count == 0)
                continue;
            Job = Job.With(found);
            Progress(Job);
            sum = sum with { Different = sum.Different + count, Repaired = sum.Repaired + found.Repaired };
        }
        if (sum.Different == 0)
            Job = Job with { RangesSettled = Job.RangesSettled + 1 };
        return sum.Repaired;
    }

    private async Task<List<object[]>> DifferentAsync(TeamId team, TeamRows rows, ShardSide serving, object[]? after, object[]? end)
    {
        await SettleAsync(serving);
        var here = await rows.SumsAsync(servers.On(serving), team, after, end, null);
        return RowSums.DifferentKeys(here, await rows.SumsAsync(servers.On(Pair.OtherOf(serving)), team, after, end, null));
    }

    private async Task<List<object[]>> StillDifferentAsync(TeamId team, TeamRows rows, ShardSide serving, List<object[]> keys)
    {
        await SettleAsync(serving);
        var different = new List<object[]>();
        foreach (var some in keys.Chunk(JudgedRows))
        {
            var here = ByKey(await rows.ReadKeysAsync(servers.On(serving), team, some));
            var there = ByKey(await rows.ReadKeysAsync(servers.On(Pair.OtherOf(serving)), team, some));
            different.AddRange(some.Where(key => !here[RowSums.Text(key)].SequenceEqual(there[RowSums.Text(key)])));
        }
        return different;

        ILookup<string, string> ByKey(List<object?[]> read) => read.ToLookup(row => RowSums.Text(rows.KeyOf(row)), RowSums.Text);
    }

    /// <summary>Not reached in time it is no matter: whoever is looked at in vain is judged at last.</summary>
    private async Task SettleAsync(ShardSide serving)
    {
        await servers.HasAllAsync(Pair.OtherOf(serving), SettleSeconds);
        await servers.HasAllAsync(serving, SettleSeconds);
    }

    private async Task<TableDifference> JudgeAsync(TeamId team, TeamRows rows, IReadOnlyList<object[]> keys, CancellationToken stop)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                if (await _judge.JudgeAsync(team, rows, keys, RequireSynced(team), Job.Repair) is { } found)
                    return found;
            }
            catch (DbException e) when (new MySqlDialect().Classify(e) != StorageFault.Refused)
            {
                // A lock that was not to be had, a row that came in between, or a server that is away, which shows in the state of the pair.
            }
            await Task.Delay(Pause, time, stop);
        }
        throw new PairException(
            $"rows of {rows.Table.Name} of team {team} could not be held still: the servers of shard {shard.Name} are too far apart. Try again later.");
    }

    /// <summary>The server that serves the team, as long as the pair is in step.</summary>
    private ShardSide RequireSynced(TeamId team) => shard.Serving is { State: ShardSync.Synced } serving
        ? serving.Of(team)
        : throw new PairException(
            $"shard {shard.Name} is {shard.Serving.State} now: its servers are not expected to be equal. Compare again when it is synced.");

    private async Task LearnTablesAsync()
    {
        foreach (var table in TeamTable.All)
        {
            var rows = await TeamRows.OfAsync(servers.On(ShardSide.A), table);
            if (!rows.HasColumnsOf(await TeamRows.OfAsync(servers.On(ShardSide.B), table)))
            {
                throw new PairException(
                    $"the servers of shard {shard.Name} have different columns in {table.Name}: a migration is on its way. Try again later.");
            }
            _tables.Add(table.Name, rows);
        }
    }

    private async Task<long> CountTeamsAsync()
    {
        await using var command = servers.On(ShardSide.A).Command("SELECT COUNT(*) FROM team_owner");
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Teams from the checkpoint on that either server knows, in order; those that left the shard, too, of whom nothing should be left.</summary>
    private async Task<List<TeamId>> NextTeamsAsync()
    {
        var isBegun = Job.AtTeam is not null && Job.AtTable != TeamTable.All[^1].Name;
        if (Job.Team is { } only)
            return Job.AtTeam is null || isBegun ? [only] : [];
        var from = Job.AtTeam is { } at ? at.Number + (isBegun ? 0 : 1) : long.MinValue;
        var (a, b) = (await TeamsAsync(ShardSide.A, from), await TeamsAsync(ShardSide.B, from));
        var end = new[] { a, b }.Where(static page => page.Count == TeamsOfPage).Select(static page => page[^1]).DefaultIfEmpty(long.MaxValue).Min();
        return [.. a.Union(b).Where(team => team <= end).Order().Select(static team => new TeamId(team))];
    }

    private async Task<List<long>> TeamsAsync(ShardSide side, long from)
    {
        await using var command = servers.On(side).Command(
            $"SELECT team_id FROM team_owner WHERE team_id >= @from ORDER BY team_id LIMIT {TeamsOfPage}", ("@from", from));
        await using var reader = await command.ExecuteReaderAsync();
        var teams = new List<long>();
        while (await reader.ReadAsync())
            teams.Add(reader.GetInt64(0));
        return teams;
    }
}
