using System.Data.Common;
using System.Text;

namespace Chat.Sharding.Moving;

/// <summary>
/// Brings over what was written since copying began: reads which keys were, reads their rows as they are now, and puts them in place of the target's. One
/// note may stand for several changes, and a row that a later note names again is read again: what counts is the end.
/// </summary>
internal sealed class ChangeReplay(TeamId team, MovePlaces places, IReadOnlyDictionary<string, TeamRows> tables)
{
    /// <summary>Notes, or events, of one round.</summary>
    private const int Notes = 1_000;
    private const int Events = 2_000;

    private (long Ts, int N) _noted = (0, -1);
    private long _events;

    /// <summary>Up to which ts events were copied.</summary>
    public void EventsCopiedTo(long ts) => _events = Math.Max(_events, ts);

    /// <summary>One round; answers how many notes and events it brought over, whether more may wait, and which keys these named.</summary>
    public async Task<(int Count, bool IsFull, List<(TeamRows Rows, object[] Key)> Keys)> RoundAsync()
    {
        await using var source = await places.Source.OpenAsync(CancellationToken.None);
        var notes = await ReadNotesAsync(source);
        var keys = notes.SelectMany(static note => KeysOf(note.Scope, note.First, note.Second))
            .DistinctBy(static key => (key.Table, string.Join('\0', key.Key.Select(static part => part is byte[] bytes ? Convert.ToHexString(bytes) : part))))
            .GroupBy(static key => key.Table, static key => key.Key)
            .Select(group => (Rows: tables[group.Key], Keys: group.ToList()))
            .ToList();
        // Retry keys are found by their message, here and there.
        var messages = keys.Where(static k => k.Rows.Table.Name is "messages" or "comments").ToList();
        var fresh = new List<(TeamRows Rows, List<object[]> Keys, List<object?[]> Values)>();
        foreach (var (rows, wanted) in keys)
            fresh.Add((rows, wanted, await rows.ReadKeysAsync(source, team, wanted)));
        var hashes = HashesOf(fresh.Where(static f => f.Rows.Table.Name is "messages" or "comments").SelectMany(f => f.Values.Select(v => (f.Rows, v))));
        var retry = tables[TeamTable.MessageKeys.Name];
        var retryRows = hashes.Count == 0 ? [] : await retry.ReadKeysAsync(source, team, hashes);
        var events = await tables[TeamTable.Events.Name].ReadAfterAsync(source, team, [_events], Events);
        if (notes.Count == 0 && events.Count == 0)
            return (0, false, []);
        await places.WriteTargetAsync(async target =>
        {
            foreach (var (rows, wanted) in messages)
            {
                var old = HashesOf((await rows.ReadKeysAsync(target, team, wanted)).Select(v => (rows, v)));
                if (old.Count > 0)
                    await retry.DeleteKeysAsync(target, team, old);
            }
            // All out before any comes in: names and e-mails may have gone from one row to another.
            foreach (var (rows, wanted, _) in fresh)
                await rows.DeleteKeysAsync(target, team, wanted);
            foreach (var (rows, _, values) in fresh)
                await rows.WriteAsync(target, values, replace: true);
            await retry.WriteAsync(target, retryRows, replace: true);
            await tables[TeamTable.Events.Name].WriteAsync(target, events, replace: true);
            return 0;
        });
        if (notes.Count > 0)
            _noted = (notes[^1].Ts, notes[^1].N);
        if (events.Count > 0)
            _events = Convert.ToInt64(tables[TeamTable.Events.Name].KeyOf(events[^1])[0], System.Globalization.CultureInfo.InvariantCulture);
        return (notes.Count + events.Count, notes.Count == Notes || events.Count == Events, [.. fresh.SelectMany(static f => f.Keys.Select(key => (f.Rows, key)))]);
    }

    private async Task<List<(long Ts, int N, ChangeScope Scope, byte[] First, byte[] Second)>> ReadNotesAsync(DbConnection source)
    {
        await using var command = source.Command(
            $"SELECT ts, n, scope, key1, key2 FROM team_changes WHERE team_id = @team AND ((ts = @ts AND n > @n) OR ts > @ts) ORDER BY ts, n LIMIT {Notes}",
            ("@team", team.Number), ("@ts", _noted.Ts), ("@n", _noted.N));
        await using var reader = await command.ExecuteReaderAsync();
        var notes = new List<(long, int, ChangeScope, byte[], byte[])>();
        while (await reader.ReadAsync())
            notes.Add((reader.GetInt64(0), reader.GetInt32(1), (ChangeScope)reader.GetInt32(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4)));
        return notes;
    }

    private static IEnumerable<(string Table, object[] Key)> KeysOf(ChangeScope scope, byte[] first, byte[] second)
    {
        var (one, two) = (Encoding.ASCII.GetString(first), Encoding.ASCII.GetString(second));
        switch (scope)
        {
            case ChangeScope.Message:
                object[] key = [one, Ts.Parse(two).Micros];
                yield return (TeamTable.Messages.Name, key);
                yield return (TeamTable.Comments.Name, key);
                yield return (TeamTable.Reactions.Name, key);
                break;
            case ChangeScope.Channel:
                yield return ("channels", [one]);
                break;
            case ChangeScope.Member:
                yield return ("channel_members", [one, two]);
                break;
            case ChangeScope.Cursor:
                yield return ("read_cursors", [two, one]);
                break;
            case ChangeScope.User:
                yield return ("users", [one]);
                break;
            case ChangeScope.Token:
                yield return ("tokens", [first]);
                break;
            case ChangeScope.Job:
                yield return ("jobs", [one]);
                break;
            default:
                throw new NotSupportedException($"A move does not know the scope {scope}.");
        }
    }

    private static List<object[]> HashesOf(IEnumerable<(TeamRows Rows, object?[] Row)> rows) =>
    [
        .. rows.Select(static r => (Channel: r.Rows.Value(r.Row, "channel_id"), Hash: r.Rows.Value(r.Row, "retry_hash")))
            .Where(static r => r.Hash is not null).Select(static r => new[] { r.Channel!, r.Hash! }),
    ];
}
