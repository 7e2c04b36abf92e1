using Chat.EndToEnd.Harness;
using MySqlConnector;

namespace Chat.EndToEnd.Faults;

/// <summary>
/// Compares what was acked, what every client was shown over all its connections, what history answers, and what the database holds.
/// </summary>
internal static class Checker
{
    /// <summary>One channel, after its talkers have been shown everything.</summary>
    /// <param name="history">The channel's messages, oldest first.</param>
    public static Verdict Compare(IReadOnlyList<(string Ts, string ClientMsgId)> history, IEnumerable<Talker> talkers)
    {
        var found = new Findings();
        var order = history.Select(m => m.Ts).ToList();
        foreach (var (before, after) in order.Zip(order.Skip(1)))
        {
            if (string.CompareOrdinal(before, after) >= 0)
                found.OutOfOrder($"history has {before} before {after}");
        }
        var stored = history.Where(m => m.ClientMsgId.Length > 0).ToLookup(m => m.ClientMsgId, m => m.Ts);
        foreach (var twice in stored.Where(m => m.Count() > 1))
            found.Repeated($"{twice.Key} is in history at {string.Join(" and ", twice)}");
        foreach (var talker in talkers)
            CompareOne(talker, order, stored, found);
        return found.Verdict;
    }

    /// <summary>
    /// The shards themselves: in the order of ts no epoch follows a later one of the same team, which an interleaving of two writers would show;
    /// and each message has its event, since both are written in one transaction.
    /// </summary>
    /// <param name="teams">Only these; null: all that are there.</param>
    public static async Task<Verdict> ExamineAsync(IEnumerable<string> shards, IEnumerable<string>? teams = null)
    {
        var found = new Findings();
        var (ofEvents, ofMessages) = teams is null ? ("", "")
            : ($"WHERE team_id IN ('{string.Join("', '", teams)}')", $"AND m.team_id IN ('{string.Join("', '", teams)}')");
        foreach (var shard in shards)
        {
            await using var connection = new MySqlConnection(shard);
            await connection.OpenAsync();
            var steps = $"SELECT team_id, ts, epoch, LAG(epoch) OVER (PARTITION BY team_id ORDER BY ts) AS before_it FROM events {ofEvents}";
            foreach (var row in await ReadAsync(connection, $"SELECT team_id, ts, epoch, before_it FROM ({steps}) AS s WHERE epoch < before_it LIMIT 20"))
                found.TwoWriters($"team {row[0]}: the event at {row[1]} is of epoch {row[2]}, the one before it of {row[3]}");
            foreach (var row in await ReadAsync(connection, $"""
                SELECT m.team_id, m.channel_id, m.ts FROM messages AS m LEFT JOIN events AS e ON e.team_id = m.team_id AND e.ts = m.ts
                WHERE e.ts IS NULL {ofMessages} LIMIT 20
                """))
                found.Lost($"team {row[0]}: the message {row[1]}/{row[2]} has no event");
        }
        return found.Verdict;
    }

    private static void CompareOne(Talker talker, List<string> order, ILookup<string, string> stored, Findings found)
    {
        var name = $"{talker.Client.User.Name} ({talker.Client.User.Id})";
        foreach (var (id, ts, _, _) in talker.Acks)
        {
            if (!stored[id].Any())
                found.Lost($"{name}: {id} was acked at {ts} and is not in history");
            else if (!stored[id].Contains(ts))
                found.OutOfOrder($"{name}: {id} was acked at {ts} and is in history at {string.Join(", ", stored[id])}");
        }
        foreach (var twice in talker.Acks.GroupBy(a => a.Id).Where(g => g.Count() > 1))
            found.Repeated($"{name}: {twice.Key} was acked {twice.Count()} times");
        var shown = talker.Shown(out var disorder);
        var seen = shown.ToHashSet();
        foreach (var line in disorder)
            found.OutOfOrder($"{name}: {line}");
        var since = order.Where(ts => string.CompareOrdinal(ts, talker.StartTs) > 0).ToList();
        foreach (var ts in since.Where(ts => !seen.Contains(ts)))
            found.Lost($"{name} was never shown {ts}");
        foreach (var ts in shown.Except(since))
            found.Repeated($"{name} was shown {ts}, which history does not have");
        if (shown.Count != seen.Count)
            found.Repeated($"{name} was shown {shown.Count - seen.Count} messages twice");
        if (shown.Count == since.Count && !shown.SequenceEqual(since))
            found.OutOfOrder($"{name} was shown another order than history's");
    }

    private static async Task<List<object[]>> ReadAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 60 };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    private sealed class Findings
    {
        private readonly List<string> details = [];
        private int lost, repeated, outOfOrder, twoWriters;

        public Verdict Verdict => new(lost, repeated, outOfOrder, twoWriters, details);

        public void Lost(string detail) => Add(ref lost, "lost", detail);

        public void Repeated(string detail) => Add(ref repeated, "repeated", detail);

        public void OutOfOrder(string detail) => Add(ref outOfOrder, "out of order", detail);

        public void TwoWriters(string detail) => Add(ref twoWriters, "two writers", detail);

        private void Add(ref int count, string kind, string detail)
        {
            count++;
            details.Add($"{kind}: {detail}");
        }
    }
}
