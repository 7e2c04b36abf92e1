using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Transfer;

/// <summary>
/// What an import did, what it left out and why, and where it had to decide. Lists hold the first of each; the counts tell of all. Member names are those of
/// the job's report.
/// </summary>
internal sealed class ImportReport
{
    private const int MostLines = 200;
    private const int MostLinesOfOneReason = 40;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public ImportCounts Imported { get; set; } = new();

    /// <summary>Elements of lists that were left out, by reason.</summary>
    public SortedDictionary<string, long> Skipped { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The first of them, by entry and position (from 0).</summary>
    public List<SkippedItem> SkippedItems { get; set; } = [];

    /// <summary>What was decided where the export and the team, or the export and itself, do not fit, by kind.</summary>
    public SortedDictionary<string, long> Conflicts { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The first of them, as sentences.</summary>
    public List<ConflictItem> ConflictItems { get; set; } = [];

    /// <summary>Entries of the archive that hold nothing for a team, such as canvases and logs of integrations.</summary>
    public long EntriesIgnored { get; set; }

    public List<string> EntriesIgnoredFirst { get; set; } = [];

    public static ImportReport Parse(string json) => JsonSerializer.Deserialize<ImportReport>(json, Options) ?? new ImportReport();

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public void Skip(string reason, string entry, int position)
    {
        var count = Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;
        if (count <= MostLinesOfOneReason && SkippedItems.Count < MostLines)
            SkippedItems.Add(new SkippedItem(reason, entry, position));
    }

    public void Conflict(string kind, string what)
    {
        var count = Conflicts[kind] = Conflicts.GetValueOrDefault(kind) + 1;
        if (count <= MostLinesOfOneReason && ConflictItems.Count < MostLines)
            ConflictItems.Add(new ConflictItem(kind, what));
    }

    public void Ignore(string entry)
    {
        if (++EntriesIgnored <= MostLinesOfOneReason)
            EntriesIgnoredFirst.Add(entry);
    }
}

/// <summary>What is in the team after the import and was in the archive, whether it was there before or not.</summary>
internal sealed class ImportCounts
{
    public long Users { get; set; }

    /// <summary>People who had an account already, found by id or e-mail.</summary>
    public long UsersMatched { get; set; }

    /// <summary>Made for ids that the export only mentions.</summary>
    public long UsersPlaceholder { get; set; }
    public long Channels { get; set; }
    public long Messages { get; set; }
    public long Replies { get; set; }
    public long Reactions { get; set; }

    /// <summary>Roots of replies whose own root the export lacks; they say that it was deleted.</summary>
    public long RootsPlaceholder { get; set; }

    /// <summary>Messages and replies by their subtype; <c>message</c> are those without.</summary>
    public SortedDictionary<string, long> Subtypes { get; set; } = new(StringComparer.Ordinal);
}

internal sealed record SkippedItem(string Reason, string Entry, int Position);

internal sealed record ConflictItem(string Kind, string What);

/// <summary>Why an element was left out.</summary>
internal static class SkipReason
{
    public const string NotAnObject = "not_an_object";
    public const string BadText = "bad_text";
    public const string NotAMessage = "not_a_message";
    public const string BadTs = "bad_ts";
    public const string FutureTs = "future_ts";
    public const string DuplicateTs = "duplicate_ts";
    public const string Hidden = "hidden";
    public const string BadId = "bad_id";
    public const string DuplicateId = "duplicate_id";
    public const string BadReaction = "bad_reaction";
}

/// <summary>What had to be decided.</summary>
internal static class ConflictKind
{
    public const string UserMatched = "user_matched_by_email";
    public const string UserRenamed = "user_renamed";
    public const string EmailTaken = "email_taken";
    public const string UserUnknown = "user_unknown";
    public const string ChannelRenamed = "channel_renamed";
    public const string ChannelReplaced = "channel_replaced";
    public const string ChannelWithoutEntry = "channel_without_entry";
    public const string ChannelWithoutFolder = "channel_without_folder";
    public const string SameMembers = "same_members";
    public const string TooManyMembers = "too_many_members";
    public const string NoMembers = "no_members";
    public const string ReactionCount = "reaction_count_without_users";
}
