namespace Chat.Sharding;

/// <summary>The tables of a shard.</summary>
internal static class ShardTables
{
    /// <summary>Those that hold teams' rows; <c>team_id</c> leads the primary key of each.</summary>
    public static IReadOnlyList<string> OfTeams { get; } =
    [
        "team_owner", "teams", "users", "tokens", "channels", "channel_members", "read_cursors", "messages", "comments", "message_keys", "reactions",
        "events", "jobs", "session_positions", "team_changes", "job_leases", "transfer_files", "transfer_chunks",
        "search_teams", "search_notes", "search_documents",
    ];

    /// <summary>Those of the server itself.</summary>
    public static IReadOnlyList<string> OfServer { get; } = ["schema_migrations", "shard_gate"];
}
