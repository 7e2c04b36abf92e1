namespace Chat.Sharding;

/// <summary>Where the truth lies. Section <c>Chat:Storage</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "Chat:Storage";
    public const string Sqlite = "sqlite";
    public const string MySql = "mysql";

    /// <summary>Holds a section for each shard, as <see cref="ShardServerOptions"/>.</summary>
    public const string ShardsSection = "Chat:Shards";

    /// <summary>The one shard of the embedded default.</summary>
    public const string LocalShard = "local";

    /// <summary><see cref="Sqlite"/> (one file, one process) or <see cref="MySql"/> (a directory database and shards; MariaDB or MySQL).</summary>
    public string Provider { get; set; } = Sqlite;

    /// <summary>The SQLite file; its folder is made when it is missing.</summary>
    public string Path { get; set; } = "data/chat.db";

    /// <summary>Connection string of the directory database.</summary>
    public string? Directory { get; set; }

    /// <summary>The servers of the shards by name; read from <see cref="ShardsSection"/>.</summary>
    internal Dictionary<string, ShardServerOptions> Shards { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long an append is retried before its outcome is given as unknown.</summary>
    public TimeSpan CommitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Items of one transaction at most.</summary>
    public int MaxBatch { get; set; } = 256;

    /// <summary>Bytes of text and payload of one transaction; a single larger item is still written.</summary>
    public int MaxBatchBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>Items that may wait for one shard; beyond, appends are refused as overloaded.</summary>
    public int MaxQueuedItems { get; set; } = 20_000;

    /// <summary>Bytes that may wait for one shard.</summary>
    public long MaxQueuedBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How long a start waits for its databases.</summary>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether to bring schemas up to date at the start; else that is the operator's.</summary>
    public bool Migrate { get; set; } = true;

    internal bool IsMySql => string.Equals(Provider, MySql, StringComparison.OrdinalIgnoreCase);
}
