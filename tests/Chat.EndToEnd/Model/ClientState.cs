using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Model;

/// <summary>What a careful client knows: taken from a snapshot, moved on by <see cref="ClientEvents.Apply"/>, never mutated in place.</summary>
/// <param name="OwnDnd">Slack's status of do not disturb, the user's own.</param>
/// <param name="Users">Slack's user objects by id.</param>
/// <param name="Dnd">The statuses of those who are not to be disturbed, by id.</param>
public sealed record ClientState(
    string Team,
    string Self,
    string? SelfBot,
    bool ManualAway,
    JsonObject OwnDnd,
    ImmutableSortedDictionary<string, JsonObject> Users,
    ImmutableSortedDictionary<string, JsonObject> Dnd,
    ImmutableSortedDictionary<string, ChannelState> Channels)
{
    public ClientState WithChannel(string id, Func<ChannelState, ChannelState> change) =>
        Channels.TryGetValue(id, out var channel) ? this with { Channels = Channels.SetItem(id, change(channel)) } : this;
}

/// <summary>One conversation as a client keeps it.</summary>
/// <param name="KnownFrom">
/// Messages from this ts on are known; "" means from the beginning. A client that joins learns what follows, and asks for the rest only
/// when someone scrolls.
/// </param>
/// <param name="Members">Null where they are not known: a client asks when someone looks.</param>
/// <param name="Messages">Top-level messages by ts, broadcast replies included.</param>
/// <param name="Replies">Replies by ts, keyed by their root's ts.</param>
public sealed record ChannelState(
    string Id,
    string Kind,
    string Name,
    bool IsMember,
    bool IsArchived,
    bool IsOpen,
    string Creator,
    string Topic,
    string Purpose,
    string LastRead,
    string KnownFrom,
    ImmutableSortedSet<string>? Members,
    ImmutableSortedDictionary<string, JsonObject> Messages,
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, JsonObject>> Replies)
{
    public const string Im = "im";
    public const string Mpim = "mpim";
    public const string Private = "private";
    public const string Public = "public";
    public const string Never = "0000000000.000000";

    public static readonly ImmutableSortedDictionary<string, JsonObject> NoMessages =
        ImmutableSortedDictionary.Create<string, JsonObject>(StringComparer.Ordinal);

    public static readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, JsonObject>> NoReplies =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, JsonObject>>(StringComparer.Ordinal);

    /// <summary>From Slack's conversation object, whole or the few fields that an event carries.</summary>
    public static ChannelState From(JsonObject channel, string knownFrom)
    {
        var kind = Flag(channel, "is_im") ? Im : Flag(channel, "is_mpim") ? Mpim : Flag(channel, "is_group") || Flag(channel, "is_private") ? Private : Public;
        return new ChannelState(
            Text(channel, "id"),
            kind,
            kind == Im ? Text(channel, "user") : Text(channel, "name"),
            Flag(channel, "is_member") || kind is Im or Mpim,
            Flag(channel, "is_archived"),
            Flag(channel, "is_open"),
            Text(channel, "creator"),
            Text(channel["topic"], "value"),
            Text(channel["purpose"], "value"),
            Text(channel, "last_read") is { Length: > 0 } read ? read : Never,
            knownFrom,
            null,
            NoMessages,
            NoReplies);
    }

    /// <summary>Messages by others after the cursor: what a badge shows.</summary>
    public int UnreadFor(string self) => Messages.Count(m =>
        string.CompareOrdinal(m.Key, LastRead) > 0 && Text(m.Value, "user") != self);

    internal static string Text(JsonNode? node, string name) => node?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    internal static bool Flag(JsonNode node, string name) => node[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;
}
