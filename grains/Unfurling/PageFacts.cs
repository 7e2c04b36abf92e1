namespace Chat.Unfurling;

/// <summary>What one source says of a page: texts as they were meant, entities decoded, not bounded yet; addresses as written.</summary>
internal sealed record PageFacts
{
    public static readonly PageFacts None = new();

    public string? Title { get; init; }

    public string? Text { get; init; }

    public string? Service { get; init; }

    public string? Author { get; init; }

    public string? AuthorLink { get; init; }

    public string? AuthorIcon { get; init; }

    public PageImage? Image { get; init; }

    public bool IsMedia { get; init; }
}

/// <param name="Width">Pixels; 0 when not known.</param>
internal sealed record PageImage(string Address, int Width = 0, int Height = 0);
