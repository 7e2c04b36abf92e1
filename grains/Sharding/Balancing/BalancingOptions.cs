using System.ComponentModel.DataAnnotations;

namespace Chat.Sharding.Balancing;

/// <summary>How shards are kept below their marks, section <c>Chat:Sharding</c>. Marks are those of a shard with weight 1.</summary>
public sealed class BalancingOptions
{
    public const string Section = "Chat:Sharding";
    public const string Off = "off";
    public const string Propose = "propose";
    public const string On = "on";

    /// <summary>What happens when a shard is above its mark: nothing, a proposal for operators, or the moves themselves.</summary>
    [AllowedValues(Off, Propose, On)]
    public string Automatic { get; set; } = Off;

    /// <summary>Changes a second that a shard may take for long.</summary>
    [Range(1, 10_000_000)]
    public int HotWritesPerSecond { get; set; } = 2_000;

    /// <summary>Bytes that a shard may hold; 0: sizes move nobody.</summary>
    [Range(0, long.MaxValue)]
    public long HotBytes { get; set; }

    /// <summary>Time between two looks at all shards.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a shard must be above its mark before anything is done.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Sustained { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long after a move its team stays, and a shard that took part gives nobody away.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan CoolDown { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Teams of a draining shard that are on their way at once.</summary>
    [Range(1, 1_000)]
    public int DrainAtOnce { get; set; } = 4;

    /// <summary>Time constant of the write rates: a load that begins now shows 63 % of itself after it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RateWindow { get; set; } = TimeSpan.FromMinutes(1);
}
