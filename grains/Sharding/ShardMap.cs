using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Chat.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding;

/// <summary>
/// Which shard a team lives on. The directory database is the truth; what was looked up once is remembered, so that a directory that is away stops
/// only teams that nobody has asked for yet. A stale entry is harmless: the owner row on the shard refuses its writers.
/// </summary>
public sealed class ShardMap : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TeamId, Shard> _known = new();
    private readonly Dictionary<string, Shard> _shards;

    public ShardMap(IOptions<StorageOptions> options, ILogger<Database> logger)
    {
        var settings = options.Value;
        if (settings.IsMySql)
        {
            Directory = new MySqlDatabase("directory", settings.Directory!, logger);
            _shards = settings.Shards.ToDictionary(
                static s => s.Key, s => new Shard(s.Key, new MySqlDatabase(s.Key, s.Value, logger)), StringComparer.OrdinalIgnoreCase);
            return;
        }
        Directory = new SqliteDatabase(settings.Path, logger);
        _shards = new() { [StorageOptions.LocalShard] = new Shard(StorageOptions.LocalShard, Directory) };
    }

    public Database Directory { get; }

    public IReadOnlyDictionary<string, Shard> Shards => _shards;

    /// <summary>The team's shard. Errors: team_not_found, service_unavailable.</summary>
    public async ValueTask<Shard> OfAsync(TeamId team, CancellationToken cancellation = default)
    {
        if (_known.TryGetValue(team, out var known))
            return known;
        var name = await Directory.FindAsync(
            "SELECT shard FROM directory_teams WHERE team_id = @team", static row => row.GetString(0), cancellation, ("@team", team.Number))
            ?? throw new ChatException(ErrorCodes.TeamNotFound);
        if (!_shards.TryGetValue(name, out var shard))
            throw new ChatException(ErrorCodes.ServiceUnavailable, $"shard {name} is not configured here");
        _known[team] = shard;
        return shard;
    }

    /// <summary>The team's shard if it is known already.</summary>
    public bool TryGet(TeamId team, [NotNullWhen(true)] out Shard? shard) => _known.TryGetValue(team, out shard);

    /// <summary>Forgets where a team lives: it has moved, or its owner changed.</summary>
    public void Invalidate(TeamId team) => _known.TryRemove(team, out _);

    public async ValueTask DisposeAsync()
    {
        foreach (var shard in _shards.Values)
            await shard.Database.DisposeAsync();
        if (!_shards.Values.Any(s => ReferenceEquals(s.Database, Directory)))
            await Directory.DisposeAsync();
    }
}
