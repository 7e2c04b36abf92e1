namespace Chat.Sharding;

/// <summary>The servers of one shard. Section <c>Chat:Shards:NAME</c>; a shard keeps its name for ever, its servers' addresses may change.</summary>
public sealed class ShardServerOptions
{
    public const string Section = "Chat:Shards:NAME";

    /// <summary>Connection string of server A, which the teams with even numbers prefer; of the only one, if there is no B.</summary>
    public string? A { get; set; }

    /// <summary>Connection string of server B, the other master, which the teams with odd numbers prefer.</summary>
    public string? B { get; set; }

    /// <summary>Connection string to A of the user that may steer replication; only for pairs.</summary>
    public string? ControlA { get; set; }

    /// <summary>Connection string to B of the user that may steer replication.</summary>
    public string? ControlB { get; set; }
}
