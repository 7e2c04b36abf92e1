using System.ComponentModel.DataAnnotations;

namespace Chat.Sharding.Pairs;

/// <summary>How the two masters of a shard are watched, section <c>Chat:Pairs</c>.</summary>
public sealed class PairOptions
{
    public const string Section = "Chat:Pairs";

    /// <summary>Whether a dead server's teams are taken over without being asked; the rest is an operator's in any case.</summary>
    public bool TakeOver { get; set; } = true;

    /// <summary>Time between two looks at a server. Two in vain make it dead.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the servers may not hear each other before each goes on alone. Until then commits wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan PartAfter { get; set; } = TimeSpan.FromSeconds(2);
}
