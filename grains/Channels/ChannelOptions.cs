using System.ComponentModel.DataAnnotations;

namespace Chat.Channels;

/// <summary>Section <c>Chat:Channels</c>.</summary>
public sealed class ChannelOptions
{
    public const string Section = "Chat:Channels";

    /// <summary>The longest message text, in characters after formatting (Slack's limit).</summary>
    [Range(1, 1_000_000)]
    public int MaxTextLength { get; set; } = 40_000;

    /// <summary>The longest topic or purpose, in characters (Slack's limit).</summary>
    [Range(1, 10_000)]
    public int MaxTopicLength { get; set; } = 250;

    /// <summary>Different emoji on one message.</summary>
    [Range(1, 1_000)]
    public int MaxEmojiPerMessage { get; set; } = 50;

    /// <summary>Reactions of one person on one message.</summary>
    [Range(1, 1_000)]
    public int MaxReactionsPerPerson { get; set; } = 23;

    /// <summary>Posts whose answers a channel's grain remembers for repetitions; older ones are looked up.</summary>
    [Range(16, 100_000)]
    public int RecentPosts { get; set; } = 256;
}
