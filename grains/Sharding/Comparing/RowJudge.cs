using System.Data.Common;
using Chat.Sharding.Moving;
using Chat.Sharding.Pairs;

namespace Chat.Sharding.Comparing;

/// <summary>
/// Says of rows of one team whether they differ for good, and makes them what they are on the server that serves the team. While it looks, nobody writes
/// for the team there, and the other server cannot begin to serve it; what it writes on the other one is not logged, so that it goes nowhere else.
/// </summary>
internal sealed class RowJudge(ComparedServers servers)
{
    /// <summary>How long the team's writes may be held at most for the other server to apply what it lacks.</summary>
    private const int ApplySeconds = 1;

    /// <summary>A judge that falls silent in a transaction holds a team's writes: the server ends it soon.</summary>
    private const string Setup =
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION innodb_lock_wait_timeout = 3, SESSION idle_transaction_timeout = 4";

    /// <summary>
    /// Answers what differs; null: it cannot be said now, because the servers are not close enough or somebody else holds what is needed.
    /// </summary>
    /// <param name="team">Whose rows.</param>
    /// <param name="rows">Of which table.</param>
    /// <param name="keys">Not too many: the team's writes wait.</param>
    /// <param name="serving">The server that serves the team.</param>
    /// <param name="repair">Whether the other one's are made equal.</param>
    public async Task<TableDifference?> JudgeAsync(TeamId team, TeamRows rows, IReadOnlyList<object[]> keys, ShardSide serving, bool repair)
    {
        var other = Pair.OtherOf(serving);
        await using var source = await BeginAsync(serving, "");
        // Every writer of the team holds this row, shared, until it has committed.
        await using (var owner = source.Command("SELECT epoch FROM team_owner WHERE team_id = @team FOR UPDATE", ("@team", team.Number)))
            await owner.ExecuteScalarAsync();
        if (!await IsOpenAsync(source, serving, team) || !await servers.HasAllAsync(other, ApplySeconds))
            return null;
        await using var target = await BeginAsync(other, "SET SESSION sql_log_bin = 0; ");
        if (await IsOpenAsync(target, other, team))
            return null;
        var there = await rows.ReadKeysAsync(target, team, keys, isLocked: true);
        // What either side may write may have been written there and not be here yet.
        if (!await servers.HasAllAsync(serving, ApplySeconds))
            return null;
        var here = await rows.ReadKeysAsync(source, team, keys);
        var (found, wrong, right) = Compare(rows, keys, here, there, serving);
        if (wrong.Count == 0 || !repair)
            return found;
        await rows.DeleteKeysAsync(target, team, wrong);
        await rows.WriteAsync(target, right, replace: true);
        await target.RunAsync("COMMIT", CancellationToken.None);
        return found with { Repaired = wrong.Count };
    }

    private async Task<DbConnection> BeginAsync(ShardSide side, string before)
    {
        var connection = await servers.Server(side).OpenAsync(10);
        try
        {
            await connection.RunAsync($"{before}{Setup}; START TRANSACTION", CancellationToken.None);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the server serves the team. It stays so until the transaction ends.</summary>
    private static async Task<bool> IsOpenAsync(DbConnection connection, ShardSide side, TeamId team)
    {
        await using var command = connection.Command(
            "SELECT is_open FROM shard_gate WHERE side = @side AND parity = @parity LOCK IN SHARE MODE",
            ("@side", side.ToString()), ("@parity", team.Number & 1));
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) != 0;
    }

    private static (TableDifference Found, List<object[]> Wrong, List<object?[]> Right) Compare(
        TeamRows rows, IReadOnlyList<object[]> keys, List<object?[]> here, List<object?[]> there, ShardSide serving)
    {
        var (ours, theirs) = (ByKey(rows, here), ByKey(rows, there));
        var (lackHere, lackThere, different) = (0, 0, 0);
        List<object[]> wrong = [];
        List<object?[]> right = [];
        foreach (var key in keys)
        {
            var (our, their) = (ours.GetValueOrDefault(RowSums.Text(key)), theirs.GetValueOrDefault(RowSums.Text(key)));
            if (our is null && their is null || our is not null && their is not null && RowSums.Text(our) == RowSums.Text(their))
                continue;
            lackHere += our is null ? 1 : 0;
            lackThere += their is null ? 1 : 0;
            different += our is not null && their is not null ? 1 : 0;
            wrong.Add(key);
            if (our is not null)
                right.Add(our);
        }
        var (lackA, lackB) = serving == ShardSide.A ? (lackHere, lackThere) : (lackThere, lackHere);
        return (new TableDifference(rows.Table.Name, lackA, lackB, different, 0), wrong, right);
    }

    private static Dictionary<string, object?[]> ByKey(TeamRows rows, List<object?[]> read) => read.ToDictionary(row => RowSums.Text(rows.KeyOf(row)));
}
