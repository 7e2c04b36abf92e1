using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Chat.Channels;
using Chat.Messages;
using Chat.Sharding;
using Chat.Users;

namespace Chat.Search;

/// <summary>
/// Finds messages by the index. Who may see them is a part of the query itself: public channels, and others that the viewer is in at this moment, archived ones
/// too. Errors of all: team_not_found, service_unavailable, request_timeout.
/// </summary>
public sealed class SearchStore(ShardMap shards)
{
    /// <summary>What the viewer may see of the documents d; conditions follow.</summary>
    private const string Visible =
        """
          JOIN channels c ON c.team_id = d.team_id AND c.channel_id = d.channel_id
          LEFT JOIN channel_members v ON v.team_id = d.team_id AND v.channel_id = d.channel_id AND v.user_id = @viewer
         WHERE d.team_id = @team AND (c.kind = 0 OR v.user_id IS NOT NULL)
        """;

    private static readonly (string Table, string Columns)[] Said = [("messages", MessageReader.MessageColumns), ("comments", MessageReader.CommentColumns)];

    private const string OfMessage = "team_id = d.team_id AND r.channel_id = d.channel_id AND r.message_ts = d.ts";

    private const string IsInThread =
        """
        (d.thread_ts IS NOT NULL
          OR EXISTS (SELECT 1 FROM comments r WHERE r.team_id = d.team_id AND r.channel_id = d.channel_id AND r.thread_ts = d.ts))
        """;

    /// <summary>Those that the viewer may see, a page of them in the order of the request, and how many there are in all.</summary>
    internal async Task<SearchPage> FindAsync(TeamId team, UserId viewer, SearchQuery query, SearchRequest request, TimeSpan time)
    {
        var database = (await shards.OfAsync(team)).Database;
        if (await StatementAsync(database, team, viewer, query) is not { } statement)
            return SearchPage.Empty;
        var offset = (request.Page - 1) * request.Count;
        var (total, keys) = await KeysAsync(database, statement, request, request.Count, offset, time);
        // A page behind the last one has no row that could tell the total.
        if (keys.Count == 0 && offset > 0)
            (total, _) = await KeysAsync(database, statement, request, 1, 0, time);
        return new SearchPage(total, await MatchesAsync(database, team, keys));
    }

    /// <summary>The tables and conditions of a query with its parameters; null: it names somebody or something that there is not, and finds nothing.</summary>
    private static async Task<Statement?> StatementAsync(Database database, TeamId team, UserId viewer, SearchQuery query)
    {
        var fullText = FullText.Of(database.Dialect);
        var prefix = SearchWords.PrefixOf(team);
        var (all, none) = (new List<string>(), new List<string>());
        foreach (var term in query.Terms)
            (term.IsNot ? none : all).Add(fullText.Term(prefix, term));
        var authors = new List<string>();
        foreach (var filter in query.From)
        {
            var words = (await UsersAsync(database, team, viewer, filter.Name)).Select(user => fullText.Word(prefix + SearchWords.Author(user), false));
            (filter.IsNot ? none : authors).AddRange(words);
        }
        if (query.From.Any(static filter => !filter.IsNot))
        {
            if (authors.Count == 0)
                return null;
            all.Add(fullText.Any(authors));
        }
        foreach (var filter in query.Has.Where(static filter => filter.What == Having.Link))
            (filter.IsNot ? none : all).Add(fullText.Word(prefix + SearchWords.Link, false));

        var statement = new Statement(fullText, all.Count > 0);
        statement.Bind("@team", team.Number);
        statement.Bind("@viewer", viewer.Value);
        if (all.Count > 0)
            statement.And(fullText.Match, ("@words", fullText.All(all)));
        if (none.Count > 0)
            statement.And(fullText.Without, ("@without", fullText.Any(none)));
        if (query.Since is { } since)
            statement.And("d.ts >= @since", ("@since", Micros(query.TimeZone, since)));
        if (query.Until is { } until)
            statement.And("d.ts < @until", ("@until", Micros(query.TimeZone, until)));
        if (query.IsThread is { } isThread)
            statement.And(isThread ? IsInThread : $"NOT {IsInThread}");
        AddReactions(statement, query);
        return await AddChannelsAsync(statement, database, team, viewer, query) ? statement : null;
    }

    private static void AddReactions(Statement statement, SearchQuery query)
    {
        foreach (var (filter, i) in query.Has.Where(static filter => filter.What == Having.Reaction).Select(static (filter, i) => (filter, i)))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"@reaction{i}");
            var not = filter.IsNot ? "NOT " : "";
            if (filter.Emoji is { } emoji)
                statement.And($"{not}EXISTS (SELECT 1 FROM reactions r WHERE r.{OfMessage} AND r.name = {name})", (name, emoji));
            else
                statement.And($"{not}EXISTS (SELECT 1 FROM reactions r WHERE r.{OfMessage})");
        }
    }

    /// <summary>False: none of the channels that were named is there.</summary>
    private static async Task<bool> AddChannelsAsync(Statement statement, Database database, TeamId team, UserId viewer, SearchQuery query)
    {
        foreach (var named in query.In.GroupBy(static filter => filter.IsNot))
        {
            var channels = new HashSet<string>(StringComparer.Ordinal);
            foreach (var filter in named)
                channels.UnionWith(await ChannelsAsync(database, team, viewer, filter));
            if (channels.Count == 0)
            {
                if (named.Key)
                    continue;
                return false;
            }
            // Ids are letters and digits.
            statement.And($"d.channel_id {(named.Key ? "NOT IN" : "IN")} ({string.Join(", ", channels.Select(static id => $"'{id}'"))})");
        }
        return true;
    }

    private static async Task<(int Total, List<(ChannelId Channel, Ts Ts)> Keys)> KeysAsync(
        Database database, Statement statement, SearchRequest request, int limit, int offset, TimeSpan time)
    {
        var direction = request.Ascending ? "ASC" : "DESC";
        var isScored = request.ByScore && statement.HasWords;
        string Order(string alias) => isScored ? $"{alias}score {direction}, {alias}ts DESC" : $"{alias}ts {direction}, {alias}channel_id";
        var rows = await database.QueryWithinAsync(
            $"""
            SELECT x.channel_id, x.ts, COUNT(*) OVER () FROM (
              SELECT d.channel_id AS channel_id, d.ts AS ts{(isScored ? $", {statement.FullText.Score} AS score" : "")}
                FROM {(statement.HasWords ? statement.FullText.From : "search_documents d")}
              {Visible}{statement.Conditions}
               ORDER BY {Order(isScored ? "" : "d.")} LIMIT {SearchPage.MaxTotal}) x
             ORDER BY {Order("x.")} LIMIT @limit OFFSET @offset
            """,
            static row => (Channel: row.ChannelAt(0), Ts: row.TsAt(1), Total: row.GetInt32(2)), time,
            [.. statement.Parameters, ("@limit", limit), ("@offset", offset)]);
        return (rows.Count == 0 ? 0 : rows[0].Total, [.. rows.Select(static row => (row.Channel, row.Ts))]);
    }

    /// <summary>The messages themselves, in this order. One that was deleted since it was indexed is left out.</summary>
    private static async Task<SearchMatch[]> MatchesAsync(Database database, TeamId team, List<(ChannelId Channel, Ts Ts)> keys)
    {
        if (keys.Count == 0)
            return [];
        var messages = new Dictionary<(ChannelId, Ts), Message>();
        foreach (var (table, columns) in Said)
        {
            foreach (var message in await database.QueryAsync(
                $"SELECT {columns} FROM {table} m {MessageKeys.Condition("m.", keys)}", row => MessageReader.Read(row, team), CancellationToken.None,
                MessageKeys.Parameters(team, keys)))
                messages[(message.Channel, message.Ts)] = message;
        }
        var channels = (await database.QueryAsync(
            $"SELECT {ChannelReader.Columns} FROM channels c WHERE c.team_id = @team AND c.channel_id IN ({List(keys.Select(static key => key.Channel.Value))})",
            row => ChannelReader.Read(row, team), CancellationToken.None, ("@team", team.Number))).ToDictionary(static channel => channel.Id);
        var authors = messages.Values.Select(static message => message.User?.Value).OfType<string>().ToList();
        var names = authors.Count == 0 ? [] : (await database.QueryAsync(
            $"SELECT user_id, name FROM users WHERE team_id = @team AND user_id IN ({List(authors)})",
            static row => (User: row.UserAt(0), Name: row.GetString(1)), CancellationToken.None, ("@team", team.Number))).ToDictionary(static u => u.User, static u => u.Name);
        return
        [
            .. keys.Where(key => messages.ContainsKey(key) && channels.ContainsKey(key.Channel)).Select(key =>
            {
                var message = messages[key];
                return new SearchMatch(message, channels[key.Channel], message.User is { } user ? names.GetValueOrDefault(user) : null);
            }),
        ];
    }

    /// <summary>Users of an id, a name, a display name or a real name.</summary>
    private static async Task<List<string>> UsersAsync(Database database, TeamId team, UserId viewer, string name)
    {
        if (name.Equals("me", StringComparison.OrdinalIgnoreCase))
            return [viewer.Value];
        if (IdText.IsValid(name, "UWB"))
            return [name];
        var quoted = JsonSerializer.Serialize(name, ProfileText).ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
        return await database.QueryAsync(
            """
            SELECT user_id FROM users
             WHERE team_id = @team AND (name_key = @name OR LOWER(profile) LIKE @display ESCAPE '!' OR LOWER(profile) LIKE @real ESCAPE '!')
             ORDER BY user_id LIMIT 20
            """,
            static row => row.GetString(0), CancellationToken.None,
            ("@team", team.Number), ("@name", UserRows.Key(name)), ("@display", $"%\"display!_name\":{quoted}%"), ("@real", $"%\"real!_name\":{quoted}%"));
    }

    /// <summary>The channel of an id or a name, or the conversation of the viewer with a person.</summary>
    private static async Task<List<string>> ChannelsAsync(Database database, TeamId team, UserId viewer, NamedFilter filter)
    {
        if (!filter.IsPerson)
        {
            if (IdText.IsValid(filter.Name, "CGD"))
                return [filter.Name];
            return await database.QueryAsync(
                "SELECT channel_id FROM channels WHERE team_id = @team AND name_key = @name", static row => row.GetString(0), CancellationToken.None,
                ("@team", team.Number), ("@name", filter.Name.ToLowerInvariant()));
        }
        var channels = new List<string>();
        foreach (var other in await UsersAsync(database, team, viewer, filter.Name))
        {
            UserId[] members = [.. new[] { viewer, new UserId(other) }.Distinct()];
            channels.AddRange(await database.QueryAsync(
                "SELECT channel_id FROM channels WHERE team_id = @team AND member_key = @members", static row => row.GetString(0), CancellationToken.None,
                ("@team", team.Number), ("@members", ChannelRows.MemberKey(members))));
        }
        return channels;
    }

    private static readonly JsonSerializerOptions ProfileText = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string List(IEnumerable<string> ids) => string.Join(", ", ids.Distinct().Select(static id => $"'{id}'"));

    private static long Micros(string timeZone, DateOnly day) => Ts.At(TimeZones.Start(timeZone, day)).Micros;

    /// <summary>Conditions on documents d, and what they are bound to.</summary>
    private sealed class Statement(FullText fullText, bool hasWords)
    {
        private readonly System.Text.StringBuilder _conditions = new();
        private readonly List<(string Name, object? Value)> _parameters = [];

        public FullText FullText => fullText;

        public bool HasWords => hasWords;

        public string Conditions => _conditions.ToString();

        public IReadOnlyList<(string Name, object? Value)> Parameters => _parameters;

        public void Bind(string name, object value) => _parameters.Add((name, value));

        public void And(string condition, params ReadOnlySpan<(string Name, object Value)> parameters)
        {
            _conditions.Append(" AND ").Append(condition);
            foreach (var (name, value) in parameters)
                Bind(name, value);
        }
    }
}
