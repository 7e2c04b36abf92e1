using System.ComponentModel.DataAnnotations;

namespace Chat.Unfurling;

/// <summary>How much one user may look up while typing, section <c>Chat:Previews</c>.</summary>
public sealed class PreviewOptions
{
    public const string Section = "Chat:Previews";

    /// <summary>Previews of one user in the long run.</summary>
    [Range(1, 100_000)]
    public int PerMinute { get; set; } = 60;

    /// <summary>Previews of one user at once.</summary>
    [Range(1, 100_000)]
    public int Burst { get; set; } = 20;
}
