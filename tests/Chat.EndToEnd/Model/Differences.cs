using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Model;

/// <summary>Where a state reached by events differs from one read afresh; as text, empty when they agree.</summary>
public static class Differences
{
    public static IReadOnlyList<string> Between(ClientState byEvents, ClientState fresh)
    {
        List<string> found = [];
        Compare(found, "self.manual_presence", byEvents.ManualAway, fresh.ManualAway);
        Compare(found, "self.dnd", Sorted(byEvents.OwnDnd), Sorted(fresh.OwnDnd));
        Keys(found, "users", byEvents.Users.Keys, fresh.Users.Keys);
        Keys(found, "dnd", byEvents.Dnd.Keys, fresh.Dnd.Keys);
        foreach (var (id, status) in byEvents.Dnd)
        {
            if (fresh.Dnd.TryGetValue(id, out var other))
                Compare(found, $"dnd.{id}", Sorted(status), Sorted(other));
        }
        foreach (var (id, user) in byEvents.Users)
        {
            if (fresh.Users.TryGetValue(id, out var other))
                Compare(found, $"users.{id}", Sorted(user), Sorted(other));
        }
        Keys(found, "channels", byEvents.Channels.Keys, fresh.Channels.Keys);
        foreach (var (id, channel) in byEvents.Channels)
        {
            if (fresh.Channels.TryGetValue(id, out var other))
                Channels(found, $"channels.{id}({channel.Name})", channel, other, fresh.Self);
        }
        return found;
    }

    private static void Channels(List<string> found, string at, ChannelState byEvents, ChannelState fresh, string self)
    {
        Compare(found, at + ".kind", byEvents.Kind, fresh.Kind);
        Compare(found, at + ".name", byEvents.Name, fresh.Name);
        Compare(found, at + ".is_member", byEvents.IsMember, fresh.IsMember);
        Compare(found, at + ".is_archived", byEvents.IsArchived, fresh.IsArchived);
        Compare(found, at + ".creator", byEvents.Creator, fresh.Creator);
        Compare(found, at + ".topic", byEvents.Topic, fresh.Topic);
        Compare(found, at + ".purpose", byEvents.Purpose, fresh.Purpose);
        // What was said in a channel that one is not in, one does not know.
        if (!byEvents.IsMember || !fresh.IsMember)
            return;
        Compare(found, at + ".is_open", byEvents.IsOpen, fresh.IsOpen);
        Compare(found, at + ".last_read", byEvents.LastRead, fresh.LastRead);
        if (string.CompareOrdinal(byEvents.LastRead, byEvents.KnownFrom) >= 0)
            Compare(found, at + ".unread", byEvents.UnreadFor(self), fresh.UnreadFor(self));
        if (byEvents.Members is not null)
            Compare(found, at + ".members", string.Join(',', byEvents.Members), string.Join(',', fresh.Members ?? []));
        Messages(found, at + ".messages", byEvents.Messages, Since(fresh.Messages, byEvents.KnownFrom));
        foreach (var (root, replies) in byEvents.Replies)
        {
            if (byEvents.Messages.ContainsKey(root))
                Messages(found, $"{at}.replies.{root}", replies, fresh.Replies.GetValueOrDefault(root, ChannelState.NoMessages));
        }
        foreach (var root in fresh.Replies.Keys.Where(r => byEvents.Messages.ContainsKey(r) && !byEvents.Replies.ContainsKey(r)))
            found.Add($"{at}.replies.{root}: not known by events");
    }

    private static ImmutableSortedDictionary<string, JsonObject> Since(ImmutableSortedDictionary<string, JsonObject> messages, string from) =>
        from.Length == 0 ? messages : messages.Where(m => string.CompareOrdinal(m.Key, from) >= 0).ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static void Messages(
        List<string> found, string at, ImmutableSortedDictionary<string, JsonObject> byEvents, ImmutableSortedDictionary<string, JsonObject> fresh)
    {
        Keys(found, at, byEvents.Keys, fresh.Keys);
        foreach (var (ts, message) in byEvents)
        {
            if (fresh.TryGetValue(ts, out var other))
                Compare(found, $"{at}.{ts}", Sorted(message), Sorted(other));
        }
    }

    private static void Keys(List<string> found, string at, IEnumerable<string> byEvents, IEnumerable<string> fresh)
    {
        found.AddRange(byEvents.Except(fresh).Select(k => $"{at}: {k} is known by events but not read afresh"));
        found.AddRange(fresh.Except(byEvents).Select(k => $"{at}: {k} is read afresh but not known by events"));
    }

    private static void Compare<T>(List<string> found, string at, T byEvents, T fresh)
    {
        if (!EqualityComparer<T>.Default.Equals(byEvents, fresh))
            found.Add($"{at}:\n    by events: {byEvents}\n    afresh:    {fresh}");
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject map => "{" + string.Join(',', map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"\"{m.Key}\":{Sorted(m.Value)}")) + "}",
        JsonArray list => "[" + string.Join(',', list.Select(Sorted)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
