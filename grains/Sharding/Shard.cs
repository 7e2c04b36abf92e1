namespace Chat.Sharding;

/// <summary>One shard and its database.</summary>
public sealed record Shard(string Name, Database Database);
