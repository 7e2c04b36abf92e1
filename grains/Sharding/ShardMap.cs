using System.Collections.Concurrent;
using System.Data.Common;
using Chat.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding;

/// <summary>
/// Which shard a team lives on, and which of its servers serves it. The directory database is the truth; what was looked up once is remembered, so that
/// a directory that is away stops only teams that nobody has asked for yet. A stale entry is harmless: the shard refuses the team's writes by its gate
/// and owner row, and the writer looks here again.
/// </summary>
public sealed class ShardMap : IAsyncDisposable
{
    private const string WhileAway =
        "teams that are known go on; new teams and moves wait until it answers again, then send this again";

    private const string ServingColumns = "name, serving_even, serving_odd, epoch, sync_state";

    /// <summary>How often, and after which pause, a team is looked for that is served elsewhere: longer than a move or a planned switch holds writes.</summary>
    private const int Attempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a directory that was away may take to say that it is back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<TeamId, Shard> _known = new();
    private readonly Dictionary<string, Shard> _shards;
    private readonly ShardMetrics _metrics;
    private Task? _asking;

    public ShardMap(IOptions<StorageOptions> options, ShardMetrics metrics, ILogger<Database> logger)
    {
        _metrics = metrics;
        var settings = options.Value;
        if (settings.IsMySql)
        {
            Directory = new MySqlDatabase("directory", settings.Directory!, logger, WhileAway);
            _shards = settings.Shards.ToDictionary(static s => s.Key, s => Open(s.Key, s.Value, logger), StringComparer.OrdinalIgnoreCase);
        }
        else
        {
            Directory = new SqliteDatabase(settings.Path, logger);
            _shards = new() { [StorageOptions.LocalShard] = new Shard(StorageOptions.LocalShard, Directory, null, ShardServing.Lone) };
        }
        foreach (var shard in _shards.Values)
            metrics.Knows(shard);
    }

    public Database Directory { get; }

    /// <summary>
    /// The directory did not answer the last time that it was asked. What only the directory knows is then refused soon: whoever asks for a team that is
    /// not known here would wait for a time-out, and others behind him.
    /// </summary>
    internal bool IsDirectoryAway
    {
        get => _metrics.IsDirectoryAway;
        set => _metrics.IsDirectoryAway = value;
    }

    public IReadOnlyDictionary<string, Shard> Shards => _shards;

    /// <summary>False: the directory and the one shard are the same file, and nothing ever moves.</summary>
    internal bool IsSharded => !_shards.Values.Any(shard => ReferenceEquals(shard.On(ShardSide.A), Directory));

    /// <summary>Where the team lives. Errors: team_not_found, service_unavailable.</summary>
    public async ValueTask<TeamShard> OfAsync(TeamId team, CancellationToken cancellation = default)
    {
        if (TryGet(team, out var known))
            return known;
        return await LookUpAsync(team, cancellation);
    }

    /// <summary>Where the team lives, if that is known already.</summary>
    public bool TryGet(TeamId team, out TeamShard place)
    {
        if (_known.TryGetValue(team, out var shard))
        {
            place = new TeamShard(shard, shard.Serving.Of(team));
            return true;
        }
        place = default;
        return false;
    }

    /// <summary>Forgets where a team lives: it has moved, or its owner changed.</summary>
    public void Invalidate(TeamId team) => _known.TryRemove(team, out _);

    /// <summary>Remembers where a team lives from now on.</summary>
    internal TeamShard Set(TeamId team, string name)
    {
        if (!_shards.TryGetValue(name, out var shard))
            throw new ChatException(ErrorCodes.ServiceUnavailable, $"shard {name} is not configured here");
        _known[team] = shard;
        return new TeamShard(shard, shard.Serving.Of(team));
    }

    /// <summary>Asks the directory again, for one team and for who serves the shards. Errors as of <see cref="OfAsync"/>.</summary>
    internal async Task<TeamShard> RefreshAsync(TeamId team, CancellationToken cancellation = default)
    {
        await RefreshServingAsync(cancellation);
        return await LookUpAsync(team, cancellation);
    }

    /// <summary>
    /// Writes for a team outside of the log, in one transaction on the server that serves it; what <paramref name="work"/> did is undone, and done again
    /// elsewhere, if another server turns out to. Errors: team_not_found, service_unavailable (also while the team moves).
    /// </summary>
    /// <param name="team">Whose rows they are.</param>
    /// <param name="work">What is done, where.</param>
    /// <param name="begin">What begins the transaction, of the dialect's; null: as usual.</param>
    internal async Task<T> WriteAsync<T>(TeamId team, Func<DbConnection, TeamShard, Task<T>> work, Func<Dialect, string>? begin = null)
    {
        var place = await OfAsync(team);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await place.Database.TransactAsync(
                    async connection =>
                    {
                        var answer = await work(connection, place);
                        await RequireHereAsync(connection, place, team);
                        return answer;
                    },
                    CancellationToken.None, begin?.Invoke(place.Dialect));
            }
            catch (ElsewhereException) when (attempt < Attempts)
            {
                await Task.Delay(Pause);
                place = await RefreshAsync(team);
            }
            catch (ElsewhereException e)
            {
                // Whatever is remembered led to a server that does not serve the team.
                Invalidate(team);
                throw new ChatException(e.IsUnknown ? ErrorCodes.TeamNotFound : ErrorCodes.ServiceUnavailable);
            }
        }
    }

    /// <summary>Takes over from the directory which server of each shard serves whom. Errors: service_unavailable.</summary>
    internal async Task RefreshServingAsync(CancellationToken cancellation = default)
    {
        var rows = await Directory.QueryAsync(
            $"SELECT {ServingColumns} FROM directory_shards",
            static row => (Name: row.GetString(0), Serving: new ShardServing(SideAt(row.GetString(1)), SideAt(row.GetString(2)), row.GetInt64(3), row.GetString(4))),
            cancellation);
        foreach (var (name, serving) in rows)
        {
            if (_shards.TryGetValue(name, out var shard) && shard.Serve(serving))
                _metrics.ServingChanged(name);
        }
    }

    /// <summary>
    /// Takes over which teams moved since a version (of <c>directory_teams</c>), and answers the newest version. Errors: service_unavailable.
    /// </summary>
    internal async Task<long> RefreshTeamsAsync(long since, CancellationToken cancellation = default)
    {
        var rows = await Directory.QueryAsync(
            "SELECT team_id, shard, version FROM directory_teams WHERE version > @since",
            static row => (Team: new TeamId(row.GetInt64(0)), Shard: row.GetString(1), Version: row.GetInt64(2)), cancellation, ("@since", since));
        foreach (var (team, name, version) in rows)
        {
            since = Math.Max(since, version);
            // Nobody here has asked for the others.
            if (_known.TryGetValue(team, out var known) && known.Name != name && _shards.TryGetValue(name, out var shard))
                _known.TryUpdate(team, shard, known);
        }
        return since;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shard in _shards.Values)
            await shard.DisposeAsync();
        if (IsSharded)
            await Directory.DisposeAsync();
    }

    /// <summary>
    /// Asks a directory that was away whether it is back, for no longer than <see cref="Patience"/>; all who ask meanwhile share the question.
    /// Errors: service_unavailable, while the directory is away.
    /// </summary>
    internal async Task RequireDirectoryAsync()
    {
        if (!IsDirectoryAway)
            return;
        Task asking;
        lock (_shards)
            asking = _asking = _asking is { IsCompleted: false } ? _asking : RefreshServingAsync();
        try
        {
            await asking.WaitAsync(Patience);
            IsDirectoryAway = false;
        }
        catch (Exception e) when (e is TimeoutException or ChatException { Code: ErrorCodes.ServiceUnavailable })
        {
            throw new ChatException(ErrorCodes.ServiceUnavailable, $"the directory database does not answer: {WhileAway}");
        }
    }

    private async Task<TeamShard> LookUpAsync(TeamId team, CancellationToken cancellation)
    {
        await RequireDirectoryAsync();
        var name = await Directory.FindAsync(
            "SELECT shard FROM directory_teams WHERE team_id = @team", static row => row.GetString(0), cancellation, ("@team", team.Number))
            ?? throw new ChatException(ErrorCodes.TeamNotFound);
        return Set(team, name);
    }

    /// <summary>The server's gate and the team's owner row stay as they are read here until the transaction ends.</summary>
    private static async Task RequireHereAsync(DbConnection connection, TeamShard place, TeamId team)
    {
        await using var command = connection.Command(TeamOwner.Query(place.Side, [team]) + place.Database.Dialect.ShareLock);
        await using var row = await command.ExecuteReaderAsync();
        var isKnown = await row.ReadAsync();
        if (!isKnown || !TeamOwner.Read(row).IsHere)
            throw new ElsewhereException(!isKnown);
    }

    private static Shard Open(string name, ShardServerOptions servers, ILogger logger) => new(
        name,
        new MySqlDatabase(servers.B is null ? name : $"{name}/A", servers.A!, logger),
        servers.B is null ? null : new MySqlDatabase($"{name}/B", servers.B, logger),
        servers.B is null ? ShardServing.Lone : ShardServing.NewPair);

    internal static ShardSide SideAt(string text) => text == "B" ? ShardSide.B : ShardSide.A;

    private sealed class ElsewhereException(bool isUnknown) : Exception
    {
        public bool IsUnknown { get; } = isUnknown;
    }
}
