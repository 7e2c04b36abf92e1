using System.Text;

namespace Chat.Transfer.Exporting;

/// <summary>A conversation whose messages are exported, and its folder.</summary>
internal sealed record PlannedFolder(ChannelId Channel, string Name);

/// <summary>What is exported in which order, as a text: it stays the same however channels are called meanwhile. Pure.</summary>
internal static class ExportPlan
{
    public static byte[] Encode(IEnumerable<PlannedFolder> folders) =>
        Encoding.UTF8.GetBytes(string.Concat(folders.Select(static folder => $"{folder.Channel} {folder.Name}\n")));

    /// <summary>Folders' names hold no line feeds, and ids no spaces.</summary>
    public static List<PlannedFolder> Decode(ReadOnlySpan<byte> text)
    {
        var folders = new List<PlannedFolder>();
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            folders.Add(new PlannedFolder(new ChannelId(line[..space]), line[(space + 1)..]));
        }
        return folders;
    }
}
