using System.Data.Common;
using System.Globalization;
using Chat.Channels;
using Chat.Messages;
using Chat.Search;
using Chat.Sharding;
using Chat.Users;

namespace Chat.Transfer;

/// <summary>
/// What an import reads and writes in its team's shard, past the grains (docs/adr/0016). Rows that are there stay as they are; every row written has the
/// import's stamp as its version, by which an import that is cancelled finds them again. Errors of all: team_not_found, service_unavailable.
/// </summary>
public sealed class ImportStore
{
    /// <summary>Rows of one statement.</summary>
    private const int Chunk = 250;
    private const int DeletedAtOnce = 1_000;

    private const string OneChannel = "team_id = @team AND channel_id = @channel";

    private static readonly TableShape Members = new("channel_members", ["team_id", "channel_id", "user_id"], ["is_open", "joined", "version"]);
    private static readonly TableShape Cursors = new("read_cursors", ["team_id", "user_id", "channel_id"], ["last_read", "version"]);

    private static readonly string[] OfAChannel = ["messages", "search_documents", "read_cursors", "channel_members", "channels"];

    /// <summary>Tables into which messages go, and the column of the message's ts. Reactions first: their messages lead to them.</summary>
    private static readonly (string Table, string Key)[] Written = [("reactions", "message_ts"), ("comments", "ts"), ("messages", "ts")];

    private readonly ShardMap _shards;
    private readonly BulkWriter _writer;

    public ImportStore(ShardMap shards, TimeProvider time)
    {
        _shards = shards;
        _writer = new BulkWriter(shards, time);
    }

    /// <summary>Which ids, names and e-mails the team has.</summary>
    internal async Task<ImportTeam> TeamAsync(TeamId team)
    {
        var found = new ImportTeam();
        var database = (await _shards.OfAsync(team)).Database;
        await database.QueryAsync(
            "SELECT user_id, name_key, email_key FROM users WHERE team_id = @team",
            row =>
            {
                found.Users.Add(row.GetString(0));
                found.UserNames.Add(row.GetString(1));
                if (row.TextOrNull(2) is { } email)
                    found.Emails[email] = row.GetString(0);
                return 0;
            },
            CancellationToken.None, ("@team", team.Number));
        await database.QueryAsync(
            """
            SELECT c.channel_id, c.name_key, c.member_key, c.is_general,
                   CASE WHEN c.name_key IS NULL OR EXISTS (SELECT 1 FROM messages m WHERE m.team_id = @team AND m.team_id = c.team_id AND m.channel_id = c.channel_id
                     AND (m.subtype IS NULL OR m.subtype NOT IN ('channel_join', 'channel_leave'))) THEN 0 ELSE 1 END
              FROM channels c WHERE c.team_id = @team
            """,
            row =>
            {
                var id = row.GetString(0);
                found.Channels.Add(id);
                if (row.TextOrNull(1) is { } name)
                    found.ChannelNames[name.ToLowerInvariant()] = (id, row.Flag(4));
                if (row.BytesOrNull(2) is { } members)
                    found.DirectMembers.Add(Convert.ToHexString(members));
                if (row.Flag(3))
                    found.General = id;
                return 0;
            },
            CancellationToken.None, ("@team", team.Number));
        return found;
    }

    /// <summary>Messages and replies with their reactions, in one transaction.</summary>
    public Task WriteMessagesAsync(TeamId team, IReadOnlyList<Message> messages, long stamp, CancellationToken stop = default)
    {
        var rows = messages.Select(message => (Message: message, Values: ImportRows.Message(message, stamp))).ToArray();
        object?[][] roots = [.. rows.Where(static row => !row.Message.IsReply || row.Message.Subtype == "thread_broadcast").Select(static row => row.Values)];
        object?[][] replies = [.. rows.Where(static row => row.Message.IsReply).Select(static row => row.Values)];
        object?[][] reactions = [.. messages.SelectMany(message => ImportRows.Reactions(message, stamp))];
        return _writer.WriteAsync(
            team,
            async (connection, dialect) =>
            {
                await InsertAsync(connection, dialect, MessageTables.Messages, roots);
                await InsertAsync(connection, dialect, MessageTables.Comments, replies);
                await InsertAsync(connection, dialect, ImportRows.ReactionTable, reactions);
                return 0;
            },
            stop);
    }

    /// <summary>Users whose ids are not taken. Answers the ids of those that are not there afterwards: a name or an e-mail of theirs is another's.</summary>
    public async Task<HashSet<string>> WriteUsersAsync(TeamId team, IReadOnlyList<User> users, long stamp, CancellationToken stop = default)
    {
        await _writer.WriteAsync(
            team,
            async (connection, dialect) =>
            {
                await InsertAsync(connection, dialect, UserRows.Users, [.. users.Select(user => UserRows.Values(team, user, null, stamp))]);
                return 0;
            },
            stop);
        return await MissingAsync(team, "users", "user_id", [.. users.Select(static user => user.Id.Value)]);
    }

    /// <summary>
    /// Channels whose ids are not taken, each with its members' rows, in one transaction: from its end on they are seen. Answers as
    /// <see cref="WriteUsersAsync"/>.
    /// </summary>
    public async Task<HashSet<string>> WriteChannelsAsync(
        TeamId team, IReadOnlyList<(Channel Channel, bool IsSecond)> channels, IReadOnlyList<ImportedMember> members, long stamp, CancellationToken stop = default)
    {
        await _writer.WriteAsync(
            team,
            async (connection, dialect) =>
            {
                await InsertAsync(connection, dialect, Members, [.. members.Select(m => ImportRows.Member(team, m, stamp))]);
                await InsertAsync(connection, dialect, Cursors, [.. members.Select(m => ImportRows.Cursor(team, m, stamp))]);
                await InsertAsync(connection, dialect, ChannelRows.Channels, [.. channels.Select(c => ChannelRows.Values(team, c.Channel, c.IsSecond, stamp))]);
                return 0;
            },
            stop);
        return await MissingAsync(team, "channels", "channel_id", [.. channels.Select(static c => c.Channel.Id.Value)]);
    }

    /// <summary>Memberships alone; of a channel that is very large, before it is seen.</summary>
    public Task WriteMembersAsync(TeamId team, IReadOnlyList<ImportedMember> members, long stamp, CancellationToken stop = default) =>
        WriteChannelsAsync(team, [], members, stamp, stop);

    /// <summary>
    /// Sets what roots tell of their replies, for threads in which this import wrote a reply; roots that are missing are made: they say that the message was
    /// deleted. Answers how many were made, and the last thread looked at (null: there are no more).
    /// </summary>
    public async Task<(int Made, Ts? Last)> SummariseAsync(TeamId team, ChannelId channel, Ts after, long stamp, CancellationToken stop = default)
    {
        var database = (await _shards.OfAsync(team, stop)).Database;
        var roots = await database.QueryAsync(
            $"SELECT DISTINCT thread_ts FROM comments WHERE {OneChannel} AND thread_ts > @after AND version = @stamp ORDER BY thread_ts LIMIT {Chunk}",
            static row => row.TsAt(0), stop, ("@team", team.Number), ("@channel", channel.Value), ("@after", after.Micros), ("@stamp", stamp));
        if (roots.Count == 0)
            return (0, null);
        var list = string.Join(", ", roots.Select(static ts => ts.Micros.ToString(CultureInfo.InvariantCulture)));
        var summaries = new Dictionary<Ts, ImportThread>();
        await database.QueryAsync(
            $"SELECT thread_ts, user_id, ts FROM comments WHERE {OneChannel} AND thread_ts IN ({list}) ORDER BY thread_ts, ts",
            row =>
            {
                var thread = row.TsAt(0);
                if (!summaries.TryGetValue(thread, out var summary))
                    summaries.Add(thread, summary = new ImportThread());
                summary.Add(row.UserOrNull(1), row.TsAt(2));
                return 0;
            },
            stop, ("@team", team.Number), ("@channel", channel.Value));
        var there = await database.QueryAsync(
            $"SELECT ts FROM messages WHERE {OneChannel} AND ts IN ({list})", static row => row.TsAt(0), stop, ("@team", team.Number), ("@channel", channel.Value));
        object?[][] missing = [.. roots.Except(there).Select(ts => ImportRows.Message(ImportRows.MissingRoot(team, channel, ts), stamp))];
        await _writer.WriteAsync(
            team,
            async (connection, dialect) =>
            {
                await InsertAsync(connection, dialect, MessageTables.Messages, missing);
                foreach (var some in summaries.Chunk(50))
                    await SetThreadsAsync(connection, team, channel, some);
                return 0;
            },
            stop);
        return (missing.Length, roots[^1]);
    }

    /// <summary>Whether this import has written anything into a channel.</summary>
    public async Task<bool> HasWrittenAsync(TeamId team, ChannelId channel, long stamp)
    {
        var database = (await _shards.OfAsync(team)).Database;
        return await database.FindAsync(
            $"""
            SELECT 1 FROM (SELECT ts FROM messages WHERE {OneChannel} AND version = @stamp
              UNION ALL SELECT ts FROM comments WHERE {OneChannel} AND version = @stamp
              UNION ALL SELECT message_ts FROM reactions WHERE {OneChannel} AND version = @stamp) w LIMIT 1
            """,
            static _ => true, CancellationToken.None, ("@team", team.Number), ("@channel", channel.Value), ("@stamp", stamp));
    }

    /// <summary>Removes what this import wrote into a channel, some at a time.</summary>
    public async Task UndoAsync(TeamId team, ChannelId channel, long stamp, CancellationToken stop = default)
    {
        foreach (var (table, key) in Written)
            await DeleteAsync(team, channel, table, key, stamp, stop);
    }

    /// <summary>Removes a channel in which nothing was said and nothing can be any more, with all that belongs to it.</summary>
    public Task DeleteSilentAsync(TeamId team, ChannelId channel, CancellationToken stop = default) => _writer.WriteAsync(
        team,
        async (connection, _) =>
        {
            foreach (var table in OfAChannel)
            {
                await using var delete = connection.Command($"DELETE FROM {table} WHERE {OneChannel}", ("@team", team.Number), ("@channel", channel.Value));
                await delete.ExecuteNonQueryAsync();
            }
            return 0;
        },
        stop);

    private async Task DeleteAsync(TeamId team, ChannelId channel, string table, string key, long stamp, CancellationToken stop)
    {
        for (long? from = 0; from is not null;)
        {
            var database = (await _shards.OfAsync(team, stop)).Database;
            var to = await database.FindAsync(
                $"SELECT {key} FROM {table} WHERE {OneChannel} AND {key} > @from ORDER BY {key} LIMIT 1 OFFSET {DeletedAtOnce}",
                static row => row.LongOrNull(0), stop, ("@team", team.Number), ("@channel", channel.Value), ("@from", from));
            var start = from;
            await _writer.WriteAsync(
                team,
                async (connection, dialect) =>
                {
                    await new SearchNote(channel, new Ts(start.Value + 1), new Ts(to ?? Ts.Max.Micros)).AddAsync(connection, dialect, team);
                    await using var delete = connection.Command(
                        $"DELETE FROM {table} WHERE {OneChannel} AND {key} > @from AND {key} <= @to AND version = @stamp",
                        ("@team", team.Number), ("@channel", channel.Value), ("@from", start), ("@to", to ?? long.MaxValue), ("@stamp", stamp));
                    return await delete.ExecuteNonQueryAsync();
                },
                stop);
            from = to;
        }
    }

    private async Task<HashSet<string>> MissingAsync(TeamId team, string table, string key, string[] ids)
    {
        var missing = ids.ToHashSet(StringComparer.Ordinal);
        var database = (await _shards.OfAsync(team)).Database;
        foreach (var some in ids.Chunk(Chunk))
        {
            // Ids are letters and digits.
            var list = string.Join(", ", some.Select(static id => $"'{id}'"));
            missing.ExceptWith(await database.QueryAsync(
                $"SELECT {key} FROM {table} WHERE team_id = @team AND {key} IN ({list})", static row => row.GetString(0), CancellationToken.None, ("@team", team.Number)));
        }
        return missing;
    }

    private static async Task InsertAsync(DbConnection connection, Dialect dialect, TableShape table, object?[][] rows)
    {
        if (table == MessageTables.Messages || table == MessageTables.Comments)
            await SearchNote.AddAsync(connection, dialect, rows);
        foreach (var some in rows.Chunk(Chunk))
        {
            await using var command = connection.Numbered(dialect.InsertMissing(table, some.Length), [.. some.SelectMany(static row => row)]);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Several roots in one statement, in words that both databases know.</summary>
    private static async Task SetThreadsAsync(DbConnection connection, TeamId team, ChannelId channel, KeyValuePair<Ts, ImportThread>[] threads)
    {
        string Case(string name) => string.Join(' ', threads.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN @t{i} THEN @{name}{i}")));
        var list = string.Join(", ", threads.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@t{i}")));
        await using var command = connection.Command(
            $"""
            UPDATE messages SET reply_count = CASE ts {Case("c")} END, latest_reply = CASE ts {Case("l")} END, reply_users = CASE ts {Case("u")} END,
                   reply_users_count = CASE ts {Case("n")} END
             WHERE {OneChannel} AND ts IN ({list})
            """,
            ("@team", team.Number), ("@channel", channel.Value));
        for (var i = 0; i < threads.Length; i++)
        {
            var (ts, thread) = threads[i];
            command.Bind($"@t{i}", ts.Micros);
            command.Bind($"@c{i}", thread.Count);
            command.Bind($"@l{i}", thread.Latest.Micros);
            command.Bind($"@u{i}", thread.Users.Take(ThreadSummary.MaxUsers).Joined());
            command.Bind($"@n{i}", thread.Users.Count);
        }
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A member of an imported conversation.</summary>
/// <param name="LastRead">Where its cursor stands: nobody finds years of messages unread.</param>
public sealed record ImportedMember(ChannelId Channel, UserId User, Ts Joined, Ts LastRead);

/// <summary>What the replies of a thread tell of it, taken in their order.</summary>
internal sealed class ImportThread
{
    public int Count { get; private set; }

    public Ts Latest { get; private set; }

    /// <summary>In the order of their first reply.</summary>
    public List<UserId> Users { get; } = [];

    public void Add(UserId? user, Ts ts)
    {
        Count++;
        Latest = ts;
        if (user is { } author && !Users.Contains(author))
            Users.Add(author);
    }
}
