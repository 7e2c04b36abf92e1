using System.Text.Json;
using Chat.Channels;
using Chat.Errors;
using Chat.Teams;
using Chat.Users;
using Chat.WebApi;

namespace Chat.Rtm;

/// <summary>
/// What rtm.start shows of a team to one user: everything that a client needs to draw itself. What all see alike is shared with other
/// answers; the user's own part is read and encoded for each.
/// </summary>
internal sealed class RtmSnapshot
{
    /// <summary>A directory that answers later is not waited for.</summary>
    private static readonly TimeSpan PreferencesBound = TimeSpan.FromSeconds(1);

    private readonly Caller caller;
    private readonly SnapshotOptions options;
    private readonly Team team;
    private readonly User self;
    private readonly Dictionary<string, string> preferences;
    private readonly ChannelView[] own;
    private readonly UsersContent users;
    private readonly ChannelsContent channels;

    private RtmSnapshot(
        Caller caller,
        SnapshotOptions options,
        Team team,
        User self,
        Dictionary<string, string> preferences,
        ChannelView[] own,
        UsersContent users,
        ChannelsContent channels)
    {
        this.caller = caller;
        this.options = options;
        this.team = team;
        this.self = self;
        this.preferences = preferences;
        this.own = own;
        this.users = users;
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

    /// <param name="versions">As of the position from which the caller's socket continues, or later.</param>
    public static async Task<RtmSnapshot> Read(MethodCall call, TeamContents contents, ContentVersions versions)
    {
        var options = SnapshotOptions.Of(call.Arguments);
        var team = call.Read(call.Team.GetTeam);
        var self = call.Read(call.Self.Get);
        var preferences = PreferencesOf(call);
        var own = call.Read(call.Self.GetChannels);
        var users = contents.Users(versions.Users, call.Aborted);
        var channels = contents.Channels(versions.Channels, call.Aborted);
        await Task.WhenAll(team, self, preferences, own, users, channels);
        return new RtmSnapshot(call.Caller, options, await team, await self, await preferences, await own, await users, await channels);
    }

    /// <summary>They lie in the directory database: while that is away, a session begins without them rather than not at all.</summary>
    private static async Task<Dictionary<string, string>> PreferencesOf(MethodCall call)
    {
        try
        {
            return await call.Ask(call.Self.GetPreferences).WaitAsync(PreferencesBound, call.Aborted);
        }
        catch (Exception e) when (e is TimeoutException or ChatException { Code: ErrorCodes.ServiceUnavailable })
        {
            return [];
        }
    }

    public void WriteMembers(Utf8JsonWriter json, PieceWriter pieces, DateTimeOffset now)
    {
        WriteSelf(json);
        json.WritePropertyName("team");
        team.WriteTo(json);
        json.WritePropertyName("users");
        pieces.WriteShared(json, users.Users);
        json.WriteStartArray("channels");
        WriteOwn(json, ChannelKind.Public, ChannelKind.Private);
        foreach (var others in channels.Except(own.Select(view => view.Channel.Id).ToHashSet()))
            pieces.WriteShared(json, [others]);
        json.WriteEndArray();
        // Private channels stand among the channels, with is_private, as in today's conversations.*.
        json.WriteStartArray("groups");
        json.WriteEndArray();
        json.WriteStartArray("mpims");
        WriteOwn(json, ChannelKind.Mpim);
        json.WriteEndArray();
        json.WriteStartArray("ims");
        WriteOwn(json, ChannelKind.Im);
        json.WriteEndArray();
        json.WritePropertyName("bots");
        pieces.WriteShared(json, users.Bots);
        json.WriteStartObject("dnd");
        Snooze.WriteOwn(json, Snooze.At(self.Profile.Snooze, now));
        json.WriteEndObject();
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

    private void WriteOwn(Utf8JsonWriter json, params ReadOnlySpan<ChannelKind> kinds)
    {
        foreach (var view in own)
        {
            if (kinds.Contains(view.Channel.Kind))
                Write(json, view);
        }
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

    /// <summary>Members that clients read and that this server has nothing for: user groups, channels that are closed to some.</summary>
    private static void WriteUnsupported(Utf8JsonWriter json)
    {
        json.WriteStartObject("subteams");
        json.WriteStartArray("self");
        json.WriteEndArray();
        json.WriteStartArray("all");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("read_only_channels");
        json.WriteEndArray();
        json.WriteBoolean("can_manage_shared_channels", false);
    }
}
