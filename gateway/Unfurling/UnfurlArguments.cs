using System.Text.Json;
using Chat.Errors;
using Chat.Json;
using Chat.WebApi;

namespace Chat.Unfurling;

/// <summary>Arguments of chat.unfurl.</summary>
internal static class UnfurlArguments
{
    private const int MaxUnfurls = 100;

    /// <summary>
    /// <c>unfurls</c>: an object whose members are links of the message, each with an attachment. Errors: missing_unfurls, invalid_attachments.
    /// </summary>
    public static LinkPreview[] Previews(Arguments arguments)
    {
        if (arguments.Json("unfurls", ErrorCodes.MissingUnfurls) is not { ValueKind: JsonValueKind.Object } unfurls || !JsonBounds.IsWellFormed(unfurls))
            throw new ChatException(ErrorCodes.MissingUnfurls, "unfurls must be a JSON object from links of the message to attachments");
        LinkPreview[] previews = [.. unfurls.EnumerateObject().Select(Preview)];
        return previews.Length is > 0 and <= MaxUnfurls
            ? previews
            : throw new ChatException(ErrorCodes.MissingUnfurls, $"unfurls must have 1 to {MaxUnfurls} members");
    }

    private static LinkPreview Preview(JsonProperty unfurl)
    {
        if (unfurl.Value.ValueKind != JsonValueKind.Object)
            throw new ChatException(ErrorCodes.InvalidAttachments, "each member of unfurls must be an attachment");
        var attachment = WireJson.Encode(json =>
        {
            json.WriteBoolean("is_app_unfurl", true);
            json.WriteString("app_unfurl_url", unfurl.Name);
            foreach (var member in unfurl.Value.EnumerateObject())
            {
                if (member.Name is not ("is_app_unfurl" or "app_unfurl_url"))
                    member.WriteTo(json);
            }
        });
        return new LinkPreview(unfurl.Name, System.Text.Encoding.UTF8.GetString(attachment));
    }
}
