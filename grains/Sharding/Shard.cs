namespace Chat.Sharding;

/// <summary>
/// One shard: its server, or its two masters A and B, and which of them serves whom. What is served where is decided in the directory and enforced by
/// the servers' own gates (<c>shard_gate</c>); what is kept here may be old, which costs a retry.
/// </summary>
public sealed class Shard : IAsyncDisposable
{
    private readonly Database _a;
    private readonly Database? _b;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource[] _left = [new(), new()];
    private volatile ShardServing _serving;

    internal Shard(string name, Database a, Database? b, ShardServing serving)
    {
        Name = name;
        _a = a;
        _b = b;
        _serving = serving;
    }

    public string Name { get; }

    /// <summary>Whether two masters are configured.</summary>
    public bool IsPair => _b is not null;

    public ShardServing Serving => _serving;

    internal Database? On(ShardSide side) => side == ShardSide.A ? _a : _b;

    /// <summary>
    /// Cancelled when a side serves nobody any more: whoever waits for it, perhaps for ever, need not.
    /// </summary>
    internal CancellationToken Left(ShardSide side)
    {
        lock (_lock)
            return _left[(int)side].Token;
    }

    /// <summary>Takes over what the directory says, unless something newer is known. True: it is another server for somebody.</summary>
    internal bool Serve(ShardServing serving)
    {
        CancellationTokenSource? left = null;
        bool isChanged;
        lock (_lock)
        {
            var before = _serving;
            if (serving.Epoch < before.Epoch || serving == before)
                return false;
            isChanged = serving.Even != before.Even || serving.Odd != before.Odd;
            _serving = serving;
            foreach (var side in (ReadOnlySpan<ShardSide>)[ShardSide.A, ShardSide.B])
            {
                if (!before.Uses(side) || serving.Uses(side))
                    continue;
                left = _left[(int)side];
                _left[(int)side] = new CancellationTokenSource();
            }
        }
        // Not under the lock: what waits goes on in here.
        left?.Cancel();
        return isChanged;
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        if (_b is not null)
            await _b.DisposeAsync();
        foreach (var left in _left)
            left.Dispose();
    }
}

/// <summary>One of a shard's two servers. A lone server is A.</summary>
public enum ShardSide
{
    A,
    B,
}

/// <summary>Which server of a shard takes the writes and reads of which teams: the lowest bit of a team's number prefers one.</summary>
/// <param name="Even">Of the teams with even numbers.</param>
/// <param name="Odd">Of the teams with odd numbers.</param>
/// <param name="Epoch">Grows with every change.</param>
/// <param name="State">How the two servers stand to each other, of <see cref="ShardSync"/>.</param>
public sealed record ShardServing(ShardSide Even, ShardSide Odd, long Epoch, string State)
{
    /// <summary>A server without a peer.</summary>
    public static ShardServing Lone { get; } = new(ShardSide.A, ShardSide.A, 0, ShardSync.Lone);

    /// <summary>Both masters, each with the teams that prefer it; not yet seen to be in step.</summary>
    public static ShardServing NewPair { get; } = new(ShardSide.A, ShardSide.B, 0, ShardSync.New);

    public ShardSide Of(TeamId team) => (team.Number & 1) == 0 ? Even : Odd;

    public bool Uses(ShardSide side) => Even == side || Odd == side;
}

/// <summary>How the two servers of a shard stand to each other; <c>directory_shards.sync_state</c>.</summary>
public static class ShardSync
{
    /// <summary>There is one server only.</summary>
    public const string Lone = "single";

    /// <summary>A pair that nobody has seen in step yet.</summary>
    public const string New = "new";

    /// <summary>Each server has acked what the other committed: either may take over.</summary>
    public const string Synced = "synced";

    /// <summary>One server serves alone and the other lacks what it wrote: a take-over is forbidden.</summary>
    public const string Solo = "solo";

    /// <summary>Both serve their teams and do not hear each other: a take-over is forbidden, and nothing waits for acks.</summary>
    public const string Apart = "apart";

    /// <summary>The returning server catches up. Forbidden as for solo.</summary>
    public const string Rejoining = "rejoining";
}

/// <summary>Where a team lives: its shard and the server that serves it.</summary>
public readonly record struct TeamShard(Shard Shard, ShardSide Side)
{
    public string Name => Shard.Name;

    internal Dialect Dialect => Database.Dialect;

    public Database Database => Shard.On(Side)
        ?? throw new Errors.ChatException(Errors.ErrorCodes.ServiceUnavailable, $"shard {Name} is served by server {Side}, which is not configured here");
}
