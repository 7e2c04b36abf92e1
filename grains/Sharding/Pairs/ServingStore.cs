using System.Globalization;

namespace Chat.Sharding.Pairs;

/// <summary>Who serves a shard, in the directory: compared and set, so that of two that decide at once one fails.</summary>
internal sealed class ServingStore(ShardMap map)
{
    /// <summary>Errors: service_unavailable.</summary>
    public async Task<ShardServing> ReadAsync(Shard shard)
    {
        await map.RefreshServingAsync();
        return shard.Serving;
    }

    /// <summary>
    /// Replaces what was decided before, if it still stands; answers what is decided now, with an epoch one higher. Null: somebody else decided meanwhile.
    /// </summary>
    public async Task<ShardServing?> DecideAsync(Shard shard, ShardServing before, ShardServing after)
    {
        var changed = await map.Directory.ExecuteAsync(
            """
            UPDATE directory_shards SET serving_even = @even, serving_odd = @odd, sync_state = @state, epoch = @epoch + 1
             WHERE name = @name AND epoch = @epoch
            """,
            CancellationToken.None, ("@even", after.Even.ToString()), ("@odd", after.Odd.ToString()), ("@state", after.State),
            ("@epoch", before.Epoch), ("@name", shard.Name));
        if (changed == 0)
            return null;
        var decided = after with { Epoch = before.Epoch + 1 };
        shard.Serve(decided);
        return decided;
    }

    /// <summary>Teams with even and with odd numbers that live on a shard. Errors: service_unavailable.</summary>
    public async Task<(long Even, long Odd)> CountTeamsAsync(Shard shard)
    {
        var counts = await map.Directory.QueryAsync(
            "SELECT team_id & 1, COUNT(*) FROM directory_teams WHERE shard = @shard GROUP BY team_id & 1",
            static row => (IsOdd: Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture) == 1, Count: row.GetInt64(1)),
            CancellationToken.None, ("@shard", shard.Name));
        return (counts.Where(static c => !c.IsOdd).Sum(static c => c.Count), counts.Where(static c => c.IsOdd).Sum(static c => c.Count));
    }
}
