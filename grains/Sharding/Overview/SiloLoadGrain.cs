namespace Chat.Sharding.Overview;

/// <summary>Owns: nothing; it is the voice of its silo's <see cref="ShardLoad"/>. Persists nothing, calls nobody.</summary>
[SiloPlacement]
internal sealed class SiloLoadGrain(ShardLoad load) : Grain, ISiloLoadGrain
{
    public Task<TeamLoad[]> Read() => Task.FromResult<TeamLoad[]>([.. load.Read()]);
}
