using Chat.Sharding;
using Orleans.Concurrency;

namespace Chat.Teams;

/// <summary>
/// The silo-side door of <see cref="TeamGrain"/>: how the other grains of a team write. Methods interleave for the reason given at
/// <see cref="ITeamGrain"/>.
/// </summary>
[Alias("ITeamWriter")]
public interface ITeamWriter : IGrainWithStringKey
{
    /// <summary>
    /// Makes the caller the one writer of what <paramref name="writer"/> names (a channel, a user, …). An older claim to it is refused from now
    /// on, so that a stale activation cannot write what it decided on stale state.
    /// </summary>
    [Alias("Claim"), AlwaysInterleave]
    Task<WriterClaim> Claim(string writer);

    /// <summary>
    /// Gives each step its ts, commits, and broadcasts. Answers when all are settled, one result a change, in order.
    /// Throws <see cref="Errors.WriterLostException"/> if the claim is not the present one, or the outcome of a write is unknown.
    /// </summary>
    [Alias("Publish"), AlwaysInterleave]
    Task<ChangeResult[]> Publish(WriterClaim claim, Change[] changes);
}

[GenerateSerializer, Immutable, Alias("WriterClaim")]
public sealed record WriterClaim([property: Id(0)] string Writer, [property: Id(1)] long Epoch, [property: Id(2)] long Number);

/// <summary>Steps that become durable together or not at all; each event gets a ts of its own, in order.</summary>
/// <param name="Steps">In their order.</param>
/// <param name="Trace">The context of the span that caused it; null unless that is sampled.</param>
[GenerateSerializer, Immutable, Alias("Change")]
public sealed record Change([property: Id(0)] Step[] Steps, [property: Id(1)] string? Trace = null)
{
    public static Change Of(EventDraft draft, params RowWrite[] rows) => new([new Step(draft, rows)]);
}

/// <summary>An event (null: nobody needs to know) and the rows that it tells of.</summary>
[GenerateSerializer, Immutable, Alias("Step")]
public sealed record Step([property: Id(0)] EventDraft? Event, [property: Id(1)] RowWrite[] Rows);

/// <summary>An event before it has its ts.</summary>
/// <param name="Template">The JSON with the marks of <see cref="Json.WireJson.WriteTs"/> where a ts belongs; empty for events that only steer.</param>
[GenerateSerializer, Immutable, Alias("EventDraft")]
public sealed record EventDraft(
    [property: Id(0)] Audience Audience,
    [property: Id(1)] ChannelId? Channel,
    [property: Id(2)] UserId? User,
    [property: Id(3)] byte[] Template,
    [property: Id(4)] EventEffect Effect = EventEffect.None,
    [property: Id(5)] string? Origin = null);

/// <param name="Ts">One for each step, when committed.</param>
/// <param name="Existing">When a duplicate: the message that had taken the retry key.</param>
[GenerateSerializer, Immutable, Alias("ChangeResult")]
public sealed record ChangeResult([property: Id(0)] CommitOutcome Outcome, [property: Id(1)] Ts[] Ts, [property: Id(2)] Ts Existing);
