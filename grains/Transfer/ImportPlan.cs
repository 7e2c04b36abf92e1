using System.Text.Json;
using Chat.Channels;

namespace Chat.Transfer;

/// <summary>
/// What an import will do, decided once, from the whole archive and the team as it was found: whoever takes the import up later decides nothing anew, and
/// so writes the same rows. Stored beside the archive.
/// </summary>
internal sealed class ImportPlan
{
    /// <summary>The version of every row that this import writes; negative, which no other row's is.</summary>
    public long Stamp { get; set; }

    /// <summary>Messages later than this are left out: the team's clock has not been there.</summary>
    public long Latest { get; set; }

    public long Messages { get; set; }

    /// <summary>Users of the export who have an account under another id.</summary>
    public Dictionary<string, string> Users { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Users who get another name than the export's, as theirs is taken.</summary>
    public Dictionary<string, string> Names { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Users whose e-mail is another's.</summary>
    public HashSet<string> WithoutEmail { get; set; } = new(StringComparer.Ordinal);

    public List<PlaceholderUser> Placeholders { get; set; } = [];

    public List<PlannedChannel> Channels { get; set; } = [];

    public ImportReport Report { get; set; } = new();

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static ImportPlan Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ImportPlan>(json) ?? throw new FormatException("The stored plan is empty.");

    /// <summary>The id under which a user of the export is known here.</summary>
    public string UserOf(string id) => Users.GetValueOrDefault(id, id);
}

/// <param name="Name">Unique in the team when the plan was made.</param>
internal sealed record PlaceholderUser(string Id, string Name, string RealName, string Image);

/// <summary>A conversation of the export.</summary>
internal sealed class PlannedChannel
{
    public required string Id { get; set; }

    public required ChannelKind Kind { get; set; }

    /// <summary>Empty for DMs of two.</summary>
    public string Name { get; set; } = "";

    /// <summary>The name in the export, if that is taken.</summary>
    public string? FormerName { get; set; }

    /// <summary>Its row is not there yet: nobody sees what is written before it is.</summary>
    public bool IsNew { get; set; }

    public bool IsGeneral { get; set; }

    /// <summary>A channel of the team that has the name and in which nothing was said: it gives way.</summary>
    public string? Replaces { get; set; }

    /// <summary>Of a DM or group DM: who, sorted; else, and of a folder that no list names: its members.</summary>
    public List<string>? Members { get; set; }

    /// <summary>Another conversation has the same members and is the one that opening a DM finds.</summary>
    public bool IsSecond { get; set; }

    /// <summary>Which list names it; null: none.</summary>
    public string? List { get; set; }

    /// <summary>Day files in the order of their names.</summary>
    public List<string> Files { get; set; } = [];

    /// <summary>Messages that are pinned in it.</summary>
    public HashSet<long> Pins { get; set; } = [];

    /// <summary>Its messages have threads.</summary>
    public bool HasReplies { get; set; }

    public long LastTs { get; set; }
}
