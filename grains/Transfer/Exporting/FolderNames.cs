using Chat.Channels;

namespace Chat.Transfer.Exporting;

/// <summary>
/// Gives each conversation its folder: its name where that is a safe name for a folder on every system and nobody has it, else its id. DMs have their id, as in
/// Slack. Pure.
/// </summary>
internal sealed class FolderNames
{
    private const int MaxLength = 80;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "__MACOSX", "__uploads",
    };

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public string Take(Channel channel)
    {
        var name = channel.Kind != ChannelKind.Im && IsSafe(channel.Name) ? channel.Name : channel.Id.Value;
        if (_taken.Add(name))
            return name;
        // Somebody may have called a channel by another one's id.
        for (var n = 1; ; n++)
        {
            var other = n == 1 ? channel.Id.Value : $"{channel.Id.Value}-{n}";
            if (_taken.Add(other))
                return other;
        }
    }

    internal static bool IsSafe(string name) =>
        name.Length is > 0 and <= MaxLength
        && name[0] is not ('.' or ' ' or '~')
        && name[^1] is not ('.' or ' ')
        && !name.Any(static c => char.IsControl(c) || char.IsSurrogate(c) || "/\\:*?\"<>|".Contains(c))
        && !name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        && !Reserved.Contains(name.Split('.')[0]);
}
