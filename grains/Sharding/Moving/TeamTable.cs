namespace Chat.Sharding.Moving;

/// <summary>One table of a shard as a move sees it: every row belongs to a team, and the team's rows are one range of the primary key.</summary>
/// <param name="Name">The table.</param>
/// <param name="Keys">The columns of its primary key after team_id.</param>
internal sealed record TeamTable(string Name, params string[] Keys)
{
    /// <summary>How many ordinary rows a row of it weighs: its rows are read, written and paced in so much smaller portions.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>How many of its rows are as much as so many ordinary ones.</summary>
    public int Portion(int rows) => Math.Max(1, rows / Weight);

    /// <summary>The same of a table by its name.</summary>
    public static int Portion(string name, int rows) => All.FirstOrDefault(table => table.Name == name)?.Portion(rows) ?? rows;

    /// <summary>What is copied, and compared before the move ends. A table that a shard has and that is not named here fails a test.</summary>
    public static IReadOnlyList<TeamTable> Copied { get; } =
    [
        new("teams"),
        new("users", "user_id"),
        new("tokens", "token_hash"),
        new("channels", "channel_id"),
        new("channel_members", "channel_id", "user_id"),
        new("read_cursors", "user_id", "channel_id"),
        Messages,
        Comments,
        MessageKeys,
        Reactions,
        Events,
        new("jobs", "job_id"),
        new("transfer_files", "file_id"),
        new("transfer_chunks", "file_id", "n") { Weight = 128 },
        new("search_teams"),
        new("search_notes", "channel_id", "from_ts", "to_ts"),
        new("search_documents", "channel_id", "ts") { Weight = 2 },
    ];

    public static TeamTable Messages => new("messages", "channel_id", "ts");

    public static TeamTable Comments => new("comments", "channel_id", "ts");

    public static TeamTable MessageKeys => new("message_keys", "channel_id", "retry_hash");

    public static TeamTable Reactions => new("reactions", "channel_id", "message_ts", "name", "user_id");

    public static TeamTable Events => new("events", "ts");

    /// <summary>Where sessions stand: written outside of the log, copied as a whole at the end.</summary>
    public static TeamTable Positions { get; } = new("session_positions", "session");

    /// <summary>What stays behind and is removed: who works on jobs, who is asked anew on the other shard.</summary>
    public static TeamTable Leases { get; } = new("job_leases", "job_id");

    /// <summary>What the move itself keeps on a shard.</summary>
    public static IReadOnlyList<string> OfTheMove { get; } = ["team_owner", "team_changes"];

    /// <summary>Every table that holds teams' rows.</summary>
    public static IReadOnlyList<TeamTable> All { get; } = [new("team_owner"), .. Copied, Positions, Leases, new("team_changes", "ts", "n")];

    /// <summary>What belongs to no team.</summary>
    public static IReadOnlyList<string> OfNoTeam { get; } = ["shard_gate", "schema_migrations"];
}
