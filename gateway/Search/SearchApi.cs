using System.Globalization;
using System.Text.Json;
using Chat.Channels;
using Chat.Errors;
using Chat.Json;
using Chat.Messages;
using Chat.WebApi;

namespace Chat.Search;

/// <summary>search.*: what was said, as far as the caller may see it.</summary>
internal sealed class SearchApi : IMethodGroup
{
    private const int DefaultCount = 20;

    /// <summary>What else of a message is shown.</summary>
    private static readonly string[] Shown = ["attachments", "blocks"];

    public IEnumerable<Method> Methods => [new("search.messages", "search:read", Messages)];

    private static async Task<Answer> Messages(MethodCall call)
    {
        var request = RequestOf(call.Arguments);
        var page = await call.Read(() => call.Search.Messages(call.Caller, request));
        return Answer.With(json =>
        {
            json.WriteString("query", request.Query);
            json.WriteStartObject("messages");
            WritePaging(json, request, page.Total);
            json.WriteStartArray("matches");
            foreach (var match in page.Matches)
                WriteMatch(json, match, call);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Errors: no_query, invalid_arguments.</summary>
    private static SearchRequest RequestOf(Arguments arguments) => new(
        arguments.Required("query", ErrorCodes.NoQuery),
        ByScore: Choice(arguments, "sort", "score", "timestamp"),
        Ascending: !Choice(arguments, "sort_dir", "desc", "asc"),
        Number(arguments, "count", DefaultCount, SearchRequest.MaxCount),
        Number(arguments, "page", 1, SearchRequest.MaxPage),
        arguments.Flag("highlight"));

    /// <summary>Whether the first of two is chosen, which also counts when nothing is.</summary>
    private static bool Choice(Arguments arguments, string name, string first, string second)
    {
        var text = arguments.Text(name) ?? first;
        return text == first || (text == second ? false : throw new ChatException(ErrorCodes.InvalidArguments, $"{name} must be {first} or {second}"));
    }

    private static int Number(Arguments arguments, string name, int otherwise, int max)
    {
        if (arguments.Text(name) is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw new ChatException(ErrorCodes.InvalidArguments, $"{name} must be 1 to {max}");
    }

    private static void WritePaging(Utf8JsonWriter json, SearchRequest request, int total)
    {
        var pages = (total + request.Count - 1) / request.Count;
        var first = (request.Page - 1) * request.Count;
        json.WriteNumber("total", total);
        json.WriteStartObject("paging");
        json.WriteNumber("count", request.Count);
        json.WriteNumber("total", total);
        json.WriteNumber("page", request.Page);
        json.WriteNumber("pages", pages);
        json.WriteEndObject();
        json.WriteStartObject("pagination");
        json.WriteNumber("first", total > first ? first + 1 : 0);
        json.WriteNumber("last", total > first ? Math.Min(total, first + request.Count) : 0);
        json.WriteNumber("page", request.Page);
        json.WriteNumber("page_count", pages);
        json.WriteNumber("per_page", request.Count);
        json.WriteNumber("total_count", total);
        json.WriteEndObject();
    }

    private static void WriteMatch(Utf8JsonWriter json, SearchMatch match, MethodCall call)
    {
        var message = match.Message;
        json.WriteStartObject();
        json.WriteString("iid", $"{message.Channel}-{message.Ts}");
        json.WriteString("team", message.Team.ToString());
        WriteChannel(json, match.Channel, call.Caller.User);
        json.WriteString("type", match.Channel.Kind == ChannelKind.Im ? "im" : "message");
        json.WriteOptional("subtype", message.Subtype);
        json.WriteString("user", message.User?.Value);
        json.WriteOptional("bot_id", message.BotId);
        using var extra = message.Extra is null ? null : JsonDocument.Parse(message.Extra);
        json.WriteString("username", TextOf(extra, "username") ?? match.UserName ?? "");
        json.WriteTs("ts", message.Ts);
        if (message.ThreadTs is { } thread)
            json.WriteTs("thread_ts", thread);
        json.WriteString("text", message.Text);
        json.WriteString("permalink", Permalink.Of(call.BaseAddress, message.Channel, message.Ts, message.ThreadTs));
        foreach (var shown in Shown)
        {
            if (extra is not null && extra.RootElement.TryGetProperty(shown, out var member))
            {
                json.WritePropertyName(shown);
                member.WriteTo(json);
            }
        }
        json.WriteEndObject();
    }

    private static string? TextOf(JsonDocument? extra, string name) =>
        extra is not null && extra.RootElement.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static void WriteChannel(Utf8JsonWriter json, Channel channel, UserId viewer)
    {
        json.WriteStartObject("channel");
        json.WriteString("id", channel.Id.Value);
        // Slack calls a DM by the other one's id.
        json.WriteString("name", channel.Kind == ChannelKind.Im ? ChannelJson.OtherOf(channel, viewer).Value : channel.Name);
        json.WriteBoolean("is_channel", channel.Kind == ChannelKind.Public);
        json.WriteBoolean("is_group", channel.Kind == ChannelKind.Private);
        json.WriteBoolean("is_im", channel.Kind == ChannelKind.Im);
        json.WriteBoolean("is_mpim", channel.Kind == ChannelKind.Mpim);
        json.WriteBoolean("is_private", channel.IsPrivate);
        json.WriteBoolean("is_archived", channel.IsArchived);
        if (channel.Kind == ChannelKind.Im)
            json.WriteString("user", ChannelJson.OtherOf(channel, viewer).Value);
        json.WriteEndObject();
    }
}
