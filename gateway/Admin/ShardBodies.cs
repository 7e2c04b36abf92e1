using System.Text.Json;
using Chat.Sharding;

namespace Chat.Admin;

/// <param name="State">active, draining (its teams are moved away) or full (no new teams); left out: as it is.</param>
/// <param name="Weight">Its share of new teams and of what it may bear, from 1 to 1000; left out: as it is.</param>
internal sealed record ShardChangeBody(string? State = null, int? Weight = null);

internal sealed record OneShardBody(ShardBody Shard);

/// <param name="TeamsLeft">That still live there.</param>
/// <param name="Moves">Of its teams, under way; those that have arrived are counted until what they left is deleted.</param>
internal sealed record DrainingBody(long TeamsLeft, long Moves);

/// <param name="Shard">Where to: a name or a list of names; left out: all other active shards.</param>
internal sealed record SplitBody(JsonElement? Shard = null);

/// <param name="Teams">The ids of those that leave.</param>
/// <param name="Jobs">Their moves, in the same order.</param>
internal sealed record SplitStartedBody(string[] Teams, MoveBody[] Jobs)
{
    public static SplitStartedBody Of(MoveStatus[] moves) => new([.. moves.Select(static m => m.Team.ToString())], [.. moves.Select(MoveBody.Of)]);
}

/// <param name="Automatic">off, propose or on.</param>
/// <param name="Looked">When the shards were looked at last, in seconds since 1970; left out before the first look.</param>
/// <param name="Incomplete">Why that look could decide nothing; left out if it could.</param>
/// <param name="Proposals">For each shard that has been above its mark for long enough.</param>
internal sealed record ProposalListBody(string Automatic, ProposalBody[] Proposals, double? Looked = null, string? Incomplete = null)
{
    public static ProposalListBody Of(BalanceReport report) =>
        new(report.Automatic, [.. report.Proposals.Select(ProposalBody.Of)], report.Looked / 1e3, report.Fault);
}

/// <param name="Shard">The one that is above its mark.</param>
/// <param name="ChangesPerSecond">Of the teams that live there.</param>
/// <param name="HotChangesPerSecond">What it may take.</param>
/// <param name="HotForSeconds">How long it has been above its mark.</param>
/// <param name="Moves">The fewest that bring it below.</param>
/// <param name="EstimatedBytes">What it holds.</param>
/// <param name="HotBytes">What it may hold; left out: as much as it likes.</param>
/// <param name="Reason">Why no move helps; left out if some do.</param>
internal sealed record ProposalBody(
    string Shard, double ChangesPerSecond, double HotChangesPerSecond, double HotForSeconds, ProposedMoveBody[] Moves, long? EstimatedBytes = null,
    long? HotBytes = null, string? Reason = null)
{
    public static ProposalBody Of(ShardProposal proposal) => new(
        proposal.Shard, Math.Round(proposal.WritesPerSecond, 3), proposal.WritesMark, Math.Round(proposal.HotSeconds, 1),
        [.. proposal.Moves.Select(static m => new ProposedMoveBody(m.Team.ToString(), m.Target, Math.Round(m.WritesPerSecond, 3)))], proposal.Bytes,
        proposal.BytesMark, proposal.Reason);
}

/// <param name="To">The shard that it should go to.</param>
/// <param name="ChangesPerSecond">What goes with it.</param>
internal sealed record ProposedMoveBody(string Team, string To, double ChangesPerSecond);
