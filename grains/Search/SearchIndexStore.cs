using System.Data.Common;
using Chat.Sharding;
using Chat.Teams;

namespace Chat.Search;

/// <summary>What one step did.</summary>
internal enum SearchStep
{
    /// <summary>There was nothing to do.</summary>
    AtEnd,

    /// <summary>There may be more.</summary>
    Done,

    /// <summary>The team is being moved, or somebody else took this step.</summary>
    Hindered,
}

/// <summary>
/// Brings the index to what was said. A message's document is made from its row as it is, so that to make it twice does no harm. Which rows changed, the team's
/// durable events tell, in their order; what is written without events is noted (<see cref="SearchNote"/>). Each step is one transaction past the log, fenced as
/// the log's are, and counts the team's <c>step</c> on. Errors of all: team_not_found, service_unavailable.
/// </summary>
public sealed class SearchIndexStore
{
    /// <summary>Messages of one step; so many rows of events or of a part of a channel are read for it.</summary>
    internal const int Portion = 250;

    private const int EventBytes = 4 * 1024 * 1024;

    /// <summary>Characters of one statement: a server takes 16 MB.</summary>
    private const int StatementWords = 1_000_000;
    private const int StatementRows = 100;

    /// <summary>Where messages are; and with them those that are only in the index.</summary>
    private static readonly string[] Said = ["messages", "comments"];
    private static readonly string[] Read = [.. Said, "search_documents"];

    private readonly ShardMap _shards;
    private readonly EventStore _events;
    private readonly BulkWriter _writer;

    public SearchIndexStore(ShardMap shards, EventStore events, TimeProvider time)
    {
        _shards = shards;
        _events = events;
        _writer = new BulkWriter(shards, time);
    }

    /// <summary>One portion of what the index lacks; answers what it did and how many messages it looked at.</summary>
    internal async Task<(SearchStep Step, int Messages)> StepAsync(TeamId team)
    {
        var database = (await _shards.OfAsync(team)).Database;
        var state = await StateAsync(database, team);
        if (state is not { } at)
            return (await BeginAsync(team, null), 0);
        var events = await _events.ReadAsync(team, at.Ts, Portion, EventBytes);
        if (events.Length > 0)
        {
            // Events that nobody followed before they were too old: what they told of is found by reading everything.
            if (await _events.EpochAtAsync(team, at.Ts) is null)
                return (await BeginAsync(team, at.Step), 0);
            var keys = events.Select(static e => ChangedMessage.In(e.Event)).OfType<(ChannelId, Ts)>().Distinct().ToList();
            var expired = ExpiredIn(events);
            // A few events without a message are looked at again with the next one: they are not worth a commit.
            if (keys.Count > 0 || expired.Count > 0 || events.Length == Portion)
                return (await WriteAsync(database, team, at with { Ts = events[^1].Event.Ts }, keys, null, expired), keys.Count);
        }
        if (await NoteAsync(database, team) is not { } note)
            return (SearchStep.AtEnd, 0);
        var (messages, end) = await MessagesInAsync(database, team, note);
        List<SearchNote> rest = end < note.To ? [note with { From = new Ts(end.Micros + 1) }] : [];
        return (await WriteAsync(database, team, at, messages, note, rest), messages.Count);
    }

    /// <summary>What went by age is read again as a whole: of each channel up to where the last such event says.</summary>
    private static List<SearchNote> ExpiredIn(StoredEvent[] events) =>
    [
        .. events.Select(static stored => (stored.Event.Channel, Latest: ChangedMessage.ExpiredUpTo(stored.Event))).Where(static e => e.Latest is not null)
            .GroupBy(static e => e.Channel!.Value, static e => e.Latest!.Value, static (channel, latest) => new SearchNote(channel, Ts.None, latest.Max())),
    ];

    private static Task<State?> StateAsync(Database database, TeamId team) => database.FindAsync(
        "SELECT ts, step FROM search_teams WHERE team_id = @team", static row => (State?)new State(row.TsAt(0), row.GetInt64(1)), CancellationToken.None,
        ("@team", team.Number));

    /// <summary>Everything is to be read, and events from now on. The newest is asked for before the parts are noted: what happens between is done twice.</summary>
    private async Task<SearchStep> BeginAsync(TeamId team, long? step)
    {
        var (_, head) = await _events.HeadAsync(team);
        return await TryWriteAsync(team, async (connection, dialect) =>
        {
            await using var begin = step is null
                ? connection.Numbered(dialect.InsertMissing(new TableShape("search_teams", ["team_id"], ["ts", "step"]), 1), [team.Number, head.Micros, 0L])
                : Advance(connection, team, new State(head, step.Value));
            if (await begin.ExecuteNonQueryAsync() == 0)
                return false;
            await using var forget = connection.Command("DELETE FROM search_notes WHERE team_id = @team", ("@team", team.Number));
            await forget.ExecuteNonQueryAsync();
            await using var note = connection.Command(
                """
                INSERT INTO search_notes (team_id, channel_id, from_ts, to_ts)
                SELECT c.team_id, c.channel_id, 0, @end FROM channels c WHERE c.team_id = @team
                """,
                ("@team", team.Number), ("@end", Ts.Max.Micros));
            await note.ExecuteNonQueryAsync();
            return true;
        });
    }

    private static Task<SearchNote?> NoteAsync(Database database, TeamId team) => database.FindAsync(
        "SELECT channel_id, from_ts, to_ts FROM search_notes WHERE team_id = @team ORDER BY channel_id, from_ts, to_ts LIMIT 1",
        static row => new SearchNote(row.ChannelAt(0), row.TsAt(1), row.TsAt(2)), CancellationToken.None, ("@team", team.Number));

    /// <summary>The first messages of a part of a channel, those that are only in the index among them, and up to where these are all.</summary>
    private static async Task<(List<(ChannelId, Ts)> Messages, Ts End)> MessagesInAsync(Database database, TeamId team, SearchNote note)
    {
        var found = new SortedSet<Ts>();
        var end = note.To;
        foreach (var table in Read)
        {
            var some = await database.QueryAsync(
                $"SELECT ts FROM {table} WHERE team_id = @team AND channel_id = @channel AND ts >= @from AND ts <= @to ORDER BY ts LIMIT {Portion}",
                static row => row.TsAt(0), CancellationToken.None,
                ("@team", team.Number), ("@channel", note.Channel.Value), ("@from", note.From.Micros), ("@to", end.Micros));
            found.UnionWith(some);
            if (some.Count == Portion)
                end = some[^1];
        }
        return ([.. found.Where(ts => ts <= end).Select(ts => (note.Channel, ts))], end);
    }

    /// <summary>Makes the documents of these messages what they should be, and goes on to a state; a note that was followed gives way to others.</summary>
    private async Task<SearchStep> WriteAsync(
        Database database, TeamId team, State to, IReadOnlyList<(ChannelId Channel, Ts Ts)> keys, SearchNote? note, IReadOnlyList<SearchNote> others)
    {
        var wanted = await DocumentsAsync(database, team, keys);
        var gone = keys.Where(key => !wanted.ContainsKey(key)).ToList();
        // An event tells of what is new. A part of a channel may have been read before, and to write a document again costs more than to look at it.
        var there = note is null ? [] : await StoredAsync(database, team, keys);
        var changed = wanted.Values.Where(document => !there.TryGetValue(document.Key, out var old) || old != document).ToList();
        return await TryWriteAsync(team, async (connection, dialect) =>
        {
            await using var advance = Advance(connection, team, to);
            if (await advance.ExecuteNonQueryAsync() == 0)
                return false;
            foreach (var some in Statements(changed))
            {
                await using var upsert = connection.Numbered(dialect.Upsert(SearchDocument.Table, some.Count), [.. some.SelectMany(document => document.Values(team))]);
                await upsert.ExecuteNonQueryAsync();
            }
            foreach (var some in gone.Chunk(StatementRows))
            {
                await using var delete = ByKeys(connection, "DELETE FROM search_documents", "", team, some);
                await delete.ExecuteNonQueryAsync();
            }
            if (note is not null)
            {
                await using var done = connection.Command(
                    "DELETE FROM search_notes WHERE team_id = @team AND channel_id = @channel AND from_ts = @from AND to_ts = @to",
                    ("@team", team.Number), ("@channel", note.Channel.Value), ("@from", note.From.Micros), ("@to", note.To.Micros));
                await done.ExecuteNonQueryAsync();
            }
            foreach (var other in others)
                await other.AddAsync(connection, dialect, team);
            return true;
        });
    }

    private async Task<SearchStep> TryWriteAsync(TeamId team, Func<DbConnection, Dialect, Task<bool>> work) =>
        await _writer.TryWriteAsync(team, work, CancellationToken.None) is (true, true) ? SearchStep.Done : SearchStep.Hindered;

    /// <summary>Changes no row if somebody else did since the state was read.</summary>
    private static DbCommand Advance(DbConnection connection, TeamId team, State to) => connection.Command(
        "UPDATE search_teams SET ts = @ts, step = step + 1 WHERE team_id = @team AND step = @step",
        ("@ts", to.Ts.Micros), ("@team", team.Number), ("@step", to.Step));

    /// <summary>What the index should have of these messages.</summary>
    private static async Task<Dictionary<(ChannelId, Ts), SearchDocument>> DocumentsAsync(
        Database database, TeamId team, IReadOnlyList<(ChannelId Channel, Ts Ts)> keys)
    {
        var prefix = SearchWords.PrefixOf(team);
        var documents = new Dictionary<(ChannelId, Ts), SearchDocument>();
        // A broadcast reply has a row in both; either serves.
        foreach (var table in Said)
        {
            keys = [.. keys.Where(key => !documents.ContainsKey(key))];
            foreach (var row in await ReadAsync(
                database, $"SELECT t.channel_id, t.ts, t.thread_ts, t.user_id, t.bot_id, t.subtype, t.text FROM {table} t", "t.", team, keys,
                row => (Channel: row.ChannelAt(0), Ts: row.TsAt(1), Thread: row.TsOrNull(2),
                    Words: SearchWords.Of(prefix, row.TextOrNull(3) ?? row.TextOrNull(4), row.TextOrNull(5), row.GetString(6)))))
            {
                if (row.Words is { } words)
                    documents[(row.Channel, row.Ts)] = new SearchDocument(row.Channel, row.Ts, row.Thread, words);
            }
        }
        return documents;
    }

    private static async Task<Dictionary<(ChannelId, Ts), SearchDocument>> StoredAsync(
        Database database, TeamId team, IReadOnlyList<(ChannelId Channel, Ts Ts)> keys) =>
        (await ReadAsync(database, "SELECT d.channel_id, d.ts, d.thread_ts, d.words FROM search_documents d", "d.", team, keys, SearchDocument.Read))
        .ToDictionary(static document => document.Key);

    private static async Task<List<T>> ReadAsync<T>(
        Database database, string select, string alias, TeamId team, IReadOnlyList<(ChannelId Channel, Ts Ts)> keys, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        foreach (var some in keys.Chunk(StatementRows))
            rows.AddRange(await database.QueryAsync($"{select} {MessageKeys.Condition(alias, some)}", read, CancellationToken.None, MessageKeys.Parameters(team, some)));
        return rows;
    }

    private static DbCommand ByKeys(DbConnection connection, string statement, string alias, TeamId team, (ChannelId Channel, Ts Ts)[] keys) =>
        connection.Command($"{statement} {MessageKeys.Condition(alias, keys)}", MessageKeys.Parameters(team, keys));

    private static IEnumerable<List<SearchDocument>> Statements(List<SearchDocument> documents)
    {
        var some = new List<SearchDocument>();
        var length = 0;
        foreach (var document in documents)
        {
            if (some.Count > 0 && (some.Count == StatementRows || length + document.Words.Length > StatementWords))
            {
                yield return some;
                (some, length) = ([], 0);
            }
            some.Add(document);
            length += document.Words.Length;
        }
        if (some.Count > 0)
            yield return some;
    }

    /// <param name="Ts">Of the last event that was followed.</param>
    private readonly record struct State(Ts Ts, long Step);
}
