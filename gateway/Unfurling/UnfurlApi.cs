using System.Text.Json;
using Chat.WebApi;

namespace Chat.Unfurling;

/// <summary>chat.unfurlPreview: what a link will look like, before it is sent.</summary>
internal sealed class UnfurlApi(Previews previews) : IMethodGroup
{
    public IEnumerable<Method> Methods => [new("chat.unfurlPreview", "links:read", Preview)];

    private async Task<Answer> Preview(MethodCall call)
    {
        var preview = await previews.Find(call.Caller, call.Arguments.Required("url"), call.Aborted);
        return Answer.With(json => WriteAttachment(json, preview));
    }

    /// <summary>The member <c>attachment</c>, null when there is nothing to show.</summary>
    public static void WriteAttachment(Utf8JsonWriter json, Preview preview)
    {
        json.WritePropertyName("attachment");
        if (preview.Attachment is { } attachment)
            attachment.WriteTo(json, id: 1);
        else
            json.WriteNullValue();
    }
}
