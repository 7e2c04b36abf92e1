using Chat.Teams;

namespace Chat.Sharding;

/// <summary>Rows and the event that tells of them; the event (if any) carries the step's ts.</summary>
public sealed record LogStep(Ts Ts, TeamEvent? Event, IReadOnlyList<RowWrite> Rows);

/// <summary>Steps that are written together or not at all, by the writer of <paramref name="Epoch"/>.</summary>
public sealed record LogItem(TeamId Team, long Epoch, IReadOnlyList<LogStep> Steps)
{
    /// <summary>The context of the span that caused it; null unless that is sampled.</summary>
    public string? Trace { get; init; }
}

public enum CommitOutcome
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>Nothing was written: a retry key of the item is taken by the message at <see cref="CommitResult.Existing"/>.</summary>
    Duplicate,

    /// <summary>Nothing was written: the team's owner row has another epoch or state.</summary>
    Fenced,

    /// <summary>The database did not answer within the bound; the item may or may not be durable.</summary>
    Unknown,

    /// <summary>Nothing was written: the database refused a row for good (too long, another unique key).</summary>
    Refused,

    /// <summary>
    /// Nothing was written: too much waits for the shard, the item waited too long for its turn, or the silo is stopping. Later items of the
    /// team may be written all the same.
    /// </summary>
    Overloaded,
}

public readonly record struct CommitResult(CommitOutcome Outcome, Ts Existing);

/// <summary>
/// Group commit: per shard and silo one transaction is under way; what arrives meanwhile is the next. Items of one team are committed in the
/// order in which they were appended, and completed in that order. Never throws: every failure is an outcome.
/// </summary>
public interface IShardLog
{
    Task<CommitResult> Append(LogItem item);
}
