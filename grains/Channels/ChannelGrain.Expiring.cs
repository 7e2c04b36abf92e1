using Chat.Messages;
using Chat.Retention;
using Chat.Sharding;
using Chat.Teams;

namespace Chat.Channels;

/// <summary>What is older than the team keeps goes, some at a time and oldest first.</summary>
public sealed partial class ChannelGrain
{
    public async Task<Expiry> Expire(Ts upTo, int limit)
    {
        RequireWriter();
        // Replies to what is about to go wait; those to younger roots do not.
        using var held = await Hold(Ts.None, upTo);
        var batch = await expired.BatchAsync(Team, Id, upTo, limit);
        if (batch.Rows.Count == 0)
            return new Expiry(0, false);
        var going = batch.Rows.Select(static row => row.Ts).ToHashSet();
        byte[][] keys = [.. batch.Rows.Select(static row => row.RetryHash).OfType<byte[]>()];
        var steps = new List<Step>();
        foreach (var root in await expired.ThreadsAsync(Team, Id, batch))
            steps.AddRange(await Shorten(root, batch.Latest, going));
        steps.Add(new Step(
            ChannelEvents.HistoryChanged(_state.Channel, batch.Latest), [new MessagesDelete(Id, [.. going.Order()], keys, batch.Latest)]));
        await Publish(new Change([.. steps]));
        await _recent.Forget(Ts.None, batch.Latest);
        return new Expiry(batch.Rows.Count, batch.HasMore);
    }

    /// <summary>What becomes of a root whose replies up to a ts go; it is taken out of what goes if it stays, and added if nothing holds it any more.</summary>
    private async Task<Step[]> Shorten(Ts thread, Ts latest, HashSet<Ts> going)
    {
        if (await messages.FindAsync(Team, Id, thread) is not { } root)
            return [];
        var rest = await messages.SummariseThreadAsync(Team, Id, thread, after: latest);
        // That a message goes is told by the change of the history; a tombstone would be taken to stay.
        if (rest is null && (going.Contains(thread) || root.Subtype == Tombstone))
            return going.Add(thread) ? [new Step(MessageEvents.Deleted(root), [])] : [];
        if (rest is null || !going.Remove(thread))
            return [new Step(MessageEvents.Replied(root with { Thread = rest, ThreadTs = rest is null ? null : thread }), [new ThreadPut(Id, thread, rest)])];
        var tombstone = TombstoneOf(root) with { Thread = rest };
        return [new Step(MessageEvents.Changed(tombstone, null), [new MessageReplace(tombstone), new ThreadPut(Id, thread, rest), .. UnreactAll(root)])];
    }
}
