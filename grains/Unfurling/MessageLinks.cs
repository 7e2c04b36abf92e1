namespace Chat.Unfurling;
internal static class MessageLinks
{
    internal sealed record Link(string Url);
    public static bool MayHaveAny(string text) => text.Contains("<http", StringComparison.Ordinal);
    public static IReadOnlyList<Link> Of(string text) => [];
}
