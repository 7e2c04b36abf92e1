namespace Chat.Sharding.Balancing;

/// <summary>What a team brings to its shard, what a shard bears, or what it may bear (its mark).</summary>
/// <param name="Writes">Changes a second.</param>
/// <param name="Bytes">What is stored.</param>
internal readonly record struct Burden(double Writes, double Bytes)
{
    public static Burden operator +(Burden a, Burden b) => new(a.Writes + b.Writes, a.Bytes + b.Bytes);

    public static Burden operator -(Burden a, Burden b) => new(a.Writes - b.Writes, a.Bytes - b.Bytes);

    public static Burden operator *(Burden a, double times) => new(a.Writes * times, a.Bytes * times);

    public bool IsAbove(Burden mark) => Writes > mark.Writes || Bytes > mark.Bytes;
}

/// <param name="Load">Of all teams that live there or are on their way there.</param>
/// <param name="Mark">What it may bear for long.</param>
/// <param name="MayGive">Teams may leave it: it is active, no move of it is under way and none ended lately.</param>
/// <param name="MayTake">Teams may come: it is active and answers.</param>
internal sealed record BurdenedShard(string Name, Burden Load, Burden Mark, bool MayGive, bool MayTake)
{
    public bool IsHot => Load.IsAbove(Mark);
}

/// <param name="Shard">Where it lives, or is on its way to.</param>
/// <param name="MayMove">It is not on its way, and did not move lately.</param>
internal sealed record BurdeningTeam(TeamId Team, string Shard, Burden Load, bool MayMove);

/// <summary>A team that shall go to another shard.</summary>
internal sealed record PlannedMove(TeamId Team, string Source, string Target, Burden Load);
