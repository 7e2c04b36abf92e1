using Microsoft.Extensions.Options;

namespace Chat.Sharding;

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    private const int LongestShardName = 64;

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        if (options.IsMySql)
            CheckMySql(options, faults);
        else if (!string.Equals(options.Provider, StorageOptions.Sqlite, StringComparison.OrdinalIgnoreCase))
            faults.Add($"{StorageOptions.Section}:Provider is '{options.Provider}'; it must be sqlite or mysql.");
        else if (string.IsNullOrWhiteSpace(options.Path))
            faults.Add($"{StorageOptions.Section}:Path is empty.");
        CheckBounds(options, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckMySql(StorageOptions options, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(options.Directory))
            faults.Add($"{StorageOptions.Section}:Directory must be the connection string of the directory database.");
        if (options.Shards.Count == 0)
            faults.Add($"{StorageOptions.ShardsSection} must name at least one shard, for example {StorageOptions.ShardsSection}:s1:A.");
        foreach (var (shard, servers) in options.Shards)
            CheckShard(shard, servers, faults);
    }

    private static void CheckShard(string shard, ShardServerOptions servers, List<string> faults)
    {
        var section = $"{StorageOptions.ShardsSection}:{shard}";
        if (shard.Length > LongestShardName || !shard.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            faults.Add($"{StorageOptions.ShardsSection} has the name '{shard}'; letters, digits, - and _ are allowed, {LongestShardName} at most.");
        if (string.IsNullOrWhiteSpace(servers.A))
            faults.Add($"{section}:A is missing; it is the connection string of the shard's first server.");
        if (servers.B is not null && (string.IsNullOrWhiteSpace(servers.ControlA) || string.IsNullOrWhiteSpace(servers.ControlB)))
            faults.Add($"{section} has two servers; {section}:ControlA and ControlB must be the connection strings of the user that steers replication.");
    }

    private static void CheckBounds(StorageOptions options, List<string> faults)
    {
        if (options.CommitTimeout < TimeSpan.FromMilliseconds(100) || options.CommitTimeout > TimeSpan.FromMinutes(1))
            faults.Add($"{StorageOptions.Section}:CommitTimeout must be between 0.1 s and 60 s.");
        if (options.MaxBatch is < 1 or > 10_000)
            faults.Add($"{StorageOptions.Section}:MaxBatch must be between 1 and 10000.");
        if (options.MaxBatchBytes is < 64 * 1024 or > 8 * 1024 * 1024)
            faults.Add($"{StorageOptions.Section}:MaxBatchBytes must be between 64 KiB and 8 MiB (a server's packets have a limit).");
        if (options.MaxQueuedItems < options.MaxBatch)
            faults.Add($"{StorageOptions.Section}:MaxQueuedItems must not be below MaxBatch.");
        if (options.MaxQueuedBytes < options.MaxBatchBytes)
            faults.Add($"{StorageOptions.Section}:MaxQueuedBytes must not be below MaxBatchBytes.");
        if (options.StartupTimeout <= TimeSpan.Zero)
            faults.Add($"{StorageOptions.Section}:StartupTimeout must be positive.");
    }
}
