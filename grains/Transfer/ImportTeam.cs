namespace Chat.Transfer;

/// <summary>The team as an import finds it: which ids, names and e-mails are taken. Names and e-mails in lower case.</summary>
internal sealed class ImportTeam
{
    public HashSet<string> Users { get; } = new(StringComparer.Ordinal);

    public HashSet<string> UserNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Whose an e-mail is.</summary>
    public Dictionary<string, string> Emails { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Channels { get; } = new(StringComparer.Ordinal);

    /// <summary>Which channel has a name, and whether it would give way.</summary>
    public Dictionary<string, (string Id, bool IsSilent)> ChannelNames { get; } = new(StringComparer.Ordinal);

    public string? General { get; set; }

    /// <summary>By the hex of the members' key.</summary>
    public HashSet<string> DirectMembers { get; } = new(StringComparer.Ordinal);
}
