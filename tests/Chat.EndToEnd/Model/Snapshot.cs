using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Model;

/// <summary>Reads everything afresh: rtm.start, who is not to be disturbed, the members and histories of the user's channels, and every thread.</summary>
public static class Snapshot
{
    /// <param name="Address">The socket that continues from this snapshot.</param>
    public sealed record Taken(ClientState State, Uri Address);

    public static async Task<Taken> TakeAsync(TestTeam team, string user)
    {
        var start = await team.Api.Ok("rtm.start", team[user].Token);
        var self = start["self"]!;
        var users = start["users"]!.AsArray().Select(u => u!.DeepClone().AsObject())
            .ToImmutableSortedDictionary(u => ChannelState.Text(u, "id"), u => u, StringComparer.Ordinal);
        var selfId = ChannelState.Text(self, "id");
        var state = new ClientState(
            team.Id,
            selfId,
            users.TryGetValue(selfId, out var me) && ChannelState.Text(me["profile"], "bot_id") is { Length: > 0 } bot ? bot : null,
            ChannelState.Text(self, "manual_presence") == "away",
            start["dnd"]!.DeepClone().AsObject(),
            users,
            ImmutableSortedDictionary.Create<string, JsonObject>(StringComparer.Ordinal),
            ImmutableSortedDictionary.Create<string, ChannelState>(StringComparer.Ordinal));
        foreach (var some in users.Keys.Chunk(50))
        {
            var statuses = await team.Api.Ok("dnd.teamInfo", team[user].Token, ("users", string.Join(',', some)));
            foreach (var (id, status) in statuses["users"]!.AsObject())
                state = ClientEvents.SetDnd(state, id, status!.AsObject());
        }
        foreach (var list in new[] { "channels", "groups", "mpims", "ims" })
        {
            foreach (var channel in start[list] as JsonArray ?? [])
            {
                var read = await ReadChannel(team, user, selfId, channel!.AsObject());
                state = state with { Channels = state.Channels.SetItem(read.Id, read) };
            }
        }
        return new Taken(state, new Uri(start["url"]!.GetValue<string>()));
    }

    private static async Task<ChannelState> ReadChannel(TestTeam team, string user, string self, JsonObject info)
    {
        var channel = ChannelState.From(info, "");
        if (!channel.IsMember)
            return channel;
        channel = channel with { Members = [.. await Members(team, user, channel.Id)] };
        foreach (var message in await team.HistoryAsync(user, channel.Id))
        {
            var ts = ChannelState.Text(message, "ts");
            channel = channel with { Messages = channel.Messages.SetItem(ts, ClientEvents.Bare(message)) };
            if (message.ContainsKey("reply_count"))
                channel = await ReadThread(team, user, channel, ts);
        }
        CheckCounts(info, channel, self);
        return channel;
    }

    private static async Task<ChannelState> ReadThread(TestTeam team, string user, ChannelState channel, string root)
    {
        var replies = await team.RepliesAsync(user, channel.Id, root);
        Assert.Equal(root, ChannelState.Text(replies[0], "ts"));
        return channel with
        {
            Replies = channel.Replies.SetItem(root, replies.Skip(1).ToImmutableSortedDictionary(
                r => ChannelState.Text(r, "ts"), r => ClientEvents.Bare(r), StringComparer.Ordinal)),
        };
    }

    private static async Task<List<string>> Members(TestTeam team, string user, string channel)
    {
        List<string> all = [];
        string? cursor = null;
        do
        {
            var page = await team.Api.Ok("conversations.members", team[user].Token, ("channel", channel), ("limit", 100), ("cursor", cursor));
            all.AddRange(page["members"]!.AsArray().Select(m => m!.GetValue<string>()));
            cursor = page["response_metadata"]?["next_cursor"]?.GetValue<string>();
        }
        while (!string.IsNullOrEmpty(cursor));
        return all;
    }

    /// <summary>The counts that the server gives must be those that its own history implies.</summary>
    private static void CheckCounts(JsonObject info, ChannelState channel, string self)
    {
        if (info["unread_count"] is { } unread)
            Assert.True(unread.GetValue<int>() == channel.UnreadFor(self), $"{channel.Name}: unread_count {unread} where history has {channel.UnreadFor(self)} after {channel.LastRead}");
        if (info["latest"] is JsonObject latest)
            Assert.Equal(channel.Messages.Keys.LastOrDefault(), ChannelState.Text(latest, "ts"));
    }
}
