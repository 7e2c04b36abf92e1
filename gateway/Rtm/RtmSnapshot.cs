using System.Text.Json;
using Chat.Channels;
using Chat.Teams;
using Chat.Users;
using Chat.WebApi;

namespace Chat.Rtm;

/// <summary>What rtm.start shows of a team to one user: everything that a client needs to draw itself.</summary>
internal sealed class RtmSnapshot
{
    private const int ChannelsAtOnce = 1000;

    private readonly Caller caller;
    private readonly SnapshotOptions options;
    private readonly Team team;
    private readonly User self;
    private readonly User[] users;
    private readonly Dictionary<string, string> preferences;
    private readonly IReadOnlyList<ChannelView> channels;

    private RtmSnapshot(
        Caller caller,
        SnapshotOptions options,
        Team team,
        User self,
        User[] users,
        Dictionary<string, string> preferences,
        IReadOnlyList<ChannelView> channels)
    {
        this.caller = caller;
        this.options = options;
        this.team = team;
        this.self = self;
        this.users = users;
        this.preferences = preferences;
        this.channels = channels;
    }

    /// <param name="NoUnreads">Neither counts nor the latest message.</param>
    /// <param name="NoLatest">Counts without the latest message.</param>
    /// <param name="SimpleLatest">Of the latest message the ts alone.</param>
    private readonly record struct SnapshotOptions(bool NoUnreads, bool NoLatest, bool SimpleLatest)
    {
        public static SnapshotOptions Of(Arguments arguments) =>
            new(arguments.Flag("no_unreads"), arguments.Flag("no_latest"), arguments.Flag("simple_latest"));
    }

    public static async Task<RtmSnapshot> Read(MethodCall call)
    {
        var options = SnapshotOptions.Of(call.Arguments);
        var team = call.Ask(call.Team.GetTeam);
        var self = call.Ask(call.Self.Get);
        var users = call.Ask(() => call.Roster.List(null, 0));
        var preferences = call.Ask(call.Self.GetPreferences);
        var channels = ReadChannels(call);
        await Task.WhenAll(team, self, users, preferences, channels);
        return new RtmSnapshot(call.Caller, options, await team, await self, await users, await preferences, await channels);
    }

    /// <summary>The user's own conversations with cursors and counts, and the public channels that it is not in.</summary>
    private static async Task<IReadOnlyList<ChannelView>> ReadChannels(MethodCall call)
    {
        var mine = await call.Ask(call.Self.GetChannels);
        var all = new List<ChannelView>(mine);
        var seen = mine.Select(view => view.Channel.Id).ToHashSet();
        ChannelId? after = null;
        while (true)
        {
            var filter = new ChannelFilter([ChannelKind.Public], ExcludeArchived: false, MemberOnly: false, Of: null, after, ChannelsAtOnce);
            var page = await call.Ask(() => call.Channels.List(call.Caller, filter));
            all.AddRange(page.Where(view => seen.Add(view.Channel.Id)));
            if (page.Length < ChannelsAtOnce)
                return all;
            after = page[^1].Channel.Id;
        }
    }

    public void WriteMembers(Utf8JsonWriter json)
    {
        WriteSelf(json);
        json.WritePropertyName("team");
        team.WriteTo(json);
        json.WriteStartArray("users");
        foreach (var user in users)
            user.WriteTo(json);
        json.WriteEndArray();
        WriteChannels(json, "channels", ChannelKind.Public, ChannelKind.Private);
        // Private channels stand among the channels, with is_private, as in today's conversations.*.
        json.WriteStartArray("groups");
        json.WriteEndArray();
        WriteChannels(json, "mpims", ChannelKind.Mpim);
        WriteChannels(json, "ims", ChannelKind.Im);
        WriteBots(json);
        WriteUnsupported(json);
    }

    private void WriteSelf(Utf8JsonWriter json)
    {
        json.WriteStartObject("self");
        json.WriteString("id", self.Id.Value);
        json.WriteString("name", self.Name);
        json.WriteStartObject("prefs");
        foreach (var (name, value) in preferences)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteNumber("created", self.Created);
        json.WriteString("manual_presence", self.ManualAway ? "away" : "active");
        json.WriteEndObject();
    }

    private void WriteChannels(Utf8JsonWriter json, string name, params ReadOnlySpan<ChannelKind> kinds)
    {
        json.WriteStartArray(name);
        foreach (var view in channels)
        {
            if (kinds.Contains(view.Channel.Kind))
                Write(json, view);
        }
        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, ChannelView view)
    {
        if (options.NoUnreads)
            (view with { Latest = null, Unread = null }).WriteTo(json, caller.User);
        else if (options.NoLatest)
            (view with { Latest = null }).WriteTo(json, caller.User);
        else if (options.SimpleLatest && view.Latest is { } latest)
            WriteSimple(json, view, latest.Ts);
        else
            view.WriteTo(json, caller.User);
    }

    /// <summary>The same object with the ts in place of the latest message.</summary>
    private void WriteSimple(Utf8JsonWriter json, ChannelView view, Ts latest)
    {
        var plain = Json.WireJson.Encode(inner =>
        {
            inner.WritePropertyName("channel");
            (view with { Latest = null }).WriteTo(inner, caller.User);
        });
        using var document = JsonDocument.Parse(plain);
        json.WriteStartObject();
        foreach (var member in document.RootElement.GetProperty("channel").EnumerateObject())
        {
            if (member.NameEquals("latest"))
                json.WriteString("latest", latest.ToString());
            else
                member.WriteTo(json);
        }
        json.WriteEndObject();
    }

    private void WriteBots(Utf8JsonWriter json)
    {
        json.WriteStartArray("bots");
        foreach (var bot in users)
        {
            if (bot.BotId is null)
                continue;
            json.WriteStartObject();
            json.WriteString("id", bot.BotId);
            json.WriteBoolean("deleted", bot.Deleted);
            json.WriteString("name", bot.Name);
            json.WriteNumber("updated", bot.Updated);
            json.WriteString("app_id", "");
            json.WriteString("user_id", bot.Id.Value);
            json.WriteStartObject("icons");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Members that clients read and that this server has nothing for: user groups and do-not-disturb.</summary>
    private static void WriteUnsupported(Utf8JsonWriter json)
    {
        json.WriteStartObject("subteams");
        json.WriteStartArray("self");
        json.WriteEndArray();
        json.WriteStartArray("all");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("dnd");
        json.WriteBoolean("dnd_enabled", false);
        json.WriteNumber("next_dnd_start_ts", 1);
        json.WriteNumber("next_dnd_end_ts", 1);
        json.WriteBoolean("snooze_enabled", false);
        json.WriteEndObject();
        json.WriteStartArray("read_only_channels");
        json.WriteEndArray();
        json.WriteBoolean("can_manage_shared_channels", false);
    }
}
