using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Chat.Json;
using Chat.Messages;

namespace Chat.Transfer;

/// <summary>
/// Turns a message of an export into one of ours. What has a column goes there; every other member is kept as it is (<see cref="Message.Extra"/>), and is
/// shown, and exported again, as it came. Pure.
/// </summary>
/// <param name="team">The importing team.</param>
/// <param name="plan">Who is known under another id, and which messages are of the future.</param>
internal sealed partial class MessageMapper(TeamId team, ImportPlan plan)
{
    private const int MaxSubtype = 64;
    private const int MaxClientMsgId = 255;
    private const int MaxReactionName = 150;

    private readonly ArrayBufferWriter<byte> _extra = new();

    /// <summary>The reason why an element is no message to import; null if it is one.</summary>
    /// <param name="json">The element; null if no text can hold it.</param>
    /// <param name="ts">Its ts, if it has one.</param>
    public string? Refusal(JsonElement? json, out Ts ts)
    {
        ts = default;
        if (json is not { } item)
            return SkipReason.BadText;
        if (item.ValueKind != JsonValueKind.Object)
            return SkipReason.NotAnObject;
        if (Text(item, "type") is { } type && type != "message")
            return SkipReason.NotAMessage;
        if (!Ts.TryParse(Text(item, "ts"), out ts) || ts.IsNone)
            return SkipReason.BadTs;
        if (ts.Micros > plan.Latest)
            return SkipReason.FutureTs;
        if (item.TryGetProperty("hidden", out var hidden) && hidden.ValueKind == JsonValueKind.True || Text(item, "subtype") is "message_changed" or "message_deleted" or "message_replied")
            return SkipReason.Hidden;
        return item.TryGetProperty("text", out var text) && text.ValueKind is not (JsonValueKind.String or JsonValueKind.Null) ? SkipReason.BadText : null;
    }

    /// <summary>The message; of an element that is not refused.</summary>
    public Message Map(PlannedChannel channel, JsonElement json, Ts ts)
    {
        var subtype = Text(json, "subtype") is { Length: > 0 and <= MaxSubtype } known && Ascii.IsValid(known) ? known : null;
        var user = AuthorOf(json, subtype);
        var bot = Text(json, "bot_id") is { } id && IdText.IsValid(id, "B") ? id : null;
        var thread = Ts.TryParse(Text(json, "thread_ts"), out var root) && root != ts && !root.IsNone ? root : (Ts?)null;
        var clientMsgId = Text(json, "client_msg_id") is { Length: > 0 and <= MaxClientMsgId } given ? given : null;
        var parent = thread is not null && UserId.TryParse(Text(json, "parent_user_id"), out var starter) ? Known(starter) : (UserId?)null;
        var (editedBy, editedTs) = EditOf(json);
        var message = new Message
        {
            Team = team,
            Channel = new ChannelId(channel.Id),
            Ts = ts,
            User = user,
            BotId = bot,
            Subtype = subtype,
            Text = Readable(Rewritten(Text(json, "text") ?? "")),
            ThreadTs = thread,
            ParentUser = parent,
            ClientMsgId = clientMsgId,
            EditedBy = editedBy,
            EditedTs = editedTs,
        };
        return message with { Extra = ExtraOf(json, message, channel.Pins.Contains(ts.Micros)), Reactions = ReactionsOf(json) };
    }

    /// <summary>Everybody whom a message needs: its author and who reacted, as the export has them.</summary>
    public static IEnumerable<string> PeopleOf(JsonElement json)
    {
        if (UserId.TryParse(Author(json, Text(json, "subtype")), out var author))
            yield return author.Value;
        foreach (var (_, user) in GivenReactions(json))
            yield return user;
    }

    /// <summary>Names and ids of valid reactions, each once, in their order.</summary>
    public static IEnumerable<(string Name, string User)> GivenReactions(JsonElement json)
    {
        if (!json.TryGetProperty("reactions", out var reactions) || reactions.ValueKind != JsonValueKind.Array)
            yield break;
        var seen = new HashSet<(string, string)>();
        foreach (var reaction in reactions.EnumerateArray())
        {
            if (reaction.ValueKind != JsonValueKind.Object || Text(reaction, "name") is not { Length: > 0 and <= MaxReactionName } name
                || !reaction.TryGetProperty("users", out var users) || users.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var user in users.EnumerateArray())
            {
                if (user.ValueKind == JsonValueKind.String && UserId.TryParse(user.GetString(), out var id) && seen.Add((name, id.Value)))
                    yield return (name, id.Value);
            }
        }
    }

    public static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private UserId? AuthorOf(JsonElement json, string? subtype) => UserId.TryParse(Author(json, subtype), out var user) ? Known(user) : null;

    /// <summary>Who says it: of a comment on a file it is its own member's, of a broadcast reply sometimes only the root's.</summary>
    private static string? Author(JsonElement json, string? subtype)
    {
        // Slack puts an id of nobody into some notices of renaming.
        if (Text(json, "user") is { Length: > 0 } user)
            return user == "U00" ? null : user;
        var holder = subtype switch
        {
            "file_comment" => "comment",
            "thread_broadcast" => "root",
            _ => null,
        };
        return holder is not null && json.TryGetProperty(holder, out var inner) && inner.ValueKind == JsonValueKind.Object ? Text(inner, "user") : null;
    }

    private (UserId? By, Ts? At) EditOf(JsonElement json)
    {
        if (!json.TryGetProperty("edited", out var edited) || edited.ValueKind != JsonValueKind.Object || edited.EnumerateObject().Count() != 2)
            return default;
        return UserId.TryParse(Text(edited, "user"), out var user) && Ts.TryParse(Text(edited, "ts"), out var ts) && !ts.IsNone ? (Known(user), ts) : default;
    }

    private Reaction[] ReactionsOf(JsonElement json)
    {
        if (!json.TryGetProperty("reactions", out _))
            return [];
        return [.. GivenReactions(json).GroupBy(static r => r.Name, r => new UserId(plan.UserOf(r.User))).Select(static r => new Reaction(r.Key, [.. r.Distinct()]))];
    }

    private UserId Known(UserId user) => new(plan.UserOf(user.Value));

    /// <summary>The members that have no place of their own, as one object; null if there are none.</summary>
    private string? ExtraOf(JsonElement json, Message message, bool isPinned)
    {
        _extra.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_extra, WireJson.Options);
        writer.WriteStartObject();
        var isEmpty = true;
        foreach (var member in json.EnumerateObject())
        {
            if (IsPlaced(member.Name, message))
                continue;
            member.WriteTo(writer);
            isEmpty = false;
            isPinned &= member.Name != "pinned_to";
        }
        if (isPinned)
        {
            writer.WriteStartArray("pinned_to");
            writer.WriteStringValue(message.Channel.Value);
            writer.WriteEndArray();
            isEmpty = false;
        }
        if (isEmpty)
            return null;
        writer.WriteEndObject();
        writer.Flush();
        var text = Encoding.UTF8.GetString(_extra.WrittenSpan);
        return plan.Users.Count == 0 ? text : QuotedId().Replace(text, match => plan.UserOf(match.Value));
    }

    /// <summary>Whether a member is shown from a column, or from what the thread's replies tell.</summary>
    private static bool IsPlaced(string name, Message message) => name switch
    {
        "type" or "ts" or "text" or "team" or "reactions" or "thread_ts" => true,
        "reply_count" or "reply_users" or "reply_users_count" or "latest_reply" or "replies" => true,
        "user" => message.User is not null,
        "bot_id" => message.BotId is not null,
        "subtype" => message.Subtype is not null,
        "client_msg_id" => message.ClientMsgId is not null,
        "parent_user_id" => message.ParentUser is not null,
        "edited" => message.EditedTs is not null,
        _ => false,
    };

    private string Rewritten(string text) =>
        plan.Users.Count == 0 || !text.Contains("<@", StringComparison.Ordinal) ? text : Mention().Replace(text, match => plan.UserOf(match.Value));

    /// <summary>A text of which a database would lose what follows a NUL.</summary>
    private static string Readable(string text) => text.Replace('\0', '\uFFFD');

    [GeneratedRegex("(?<=<@)[UW][A-Z0-9]{2,15}(?=[|>])", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    [GeneratedRegex("(?<=<@|\")[UW][A-Z0-9]{2,15}(?=[|>\"])", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedId();
}
