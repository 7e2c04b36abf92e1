using System.Security.Cryptography;
using Chat.Errors;
using Chat.Users;
using Chat.WebApi;

namespace Chat.Messages;

/// <summary>Arguments of chat.* as requests to a channel's grain.</summary>
internal static class PostArguments
{
    /// <summary>UTF-16 units.</summary>
    public const int MaxText = 40_000;

    /// <summary>UTF-16 units of <c>markdown_text</c>.</summary>
    public const int MaxMarkdown = 12_000;

    private const int MaxClientMsgId = 64;

    /// <summary>
    /// Errors: no_text, msg_too_long, invalid_blocks, invalid_attachments, too_many_attachments, invalid_arguments, thread_not_found.
    /// </summary>
    public static PostRequest Post(Arguments arguments, Caller caller)
    {
        var extra = MessageExtra.Of(arguments, caller);
        var text = TextIn(arguments);
        if (string.IsNullOrWhiteSpace(text) && !extra.HasContent)
            throw new ChatException(ErrorCodes.NoText);
        var clientMsgId = ClientMsgIdIn(arguments);
        return new PostRequest(
            text ?? "",
            // Made once, before any retry: without it a second try after an unknown outcome would post twice.
            RetryKey: clientMsgId ?? RandomNumberGenerator.GetHexString(32, lowercase: true),
            clientMsgId,
            ThreadIn(arguments),
            arguments.Flag("reply_broadcast"),
            extra.HasUsername ? "bot_message" : null,
            extra.ToJson(null),
            ParseIn(arguments),
            arguments.Flag("link_names"),
            Origin: null,
            UnfurlsLinks(arguments),
            UnfurlsMedia(arguments));
    }

    /// <summary>Errors: no_text, msg_too_long.</summary>
    public static PostRequest Me(Arguments arguments)
    {
        var text = TextIn(arguments);
        if (string.IsNullOrWhiteSpace(text))
            throw new ChatException(ErrorCodes.NoText);
        var clientMsgId = ClientMsgIdIn(arguments);
        return new PostRequest(text, clientMsgId ?? RandomNumberGenerator.GetHexString(32, lowercase: true), clientMsgId, Subtype: "me_message",
            UnfurlLinks: UnfurlsLinks(arguments), UnfurlMedia: UnfurlsMedia(arguments));
    }

    /// <summary>Errors: as <see cref="Post"/>.</summary>
    public static MessageChanges Changes(Arguments arguments)
    {
        var extra = MessageExtra.Of(arguments, caller: null);
        var text = TextIn(arguments);
        if (text is null && extra.IsEmpty)
            throw new ChatException(ErrorCodes.NoText);
        return new MessageChanges(text, extra, ParseIn(arguments), arguments.Flag("link_names"), UnfurlsLinks(arguments), UnfurlsMedia(arguments));
    }

    /// <summary>As Slack has it: what an API call posts shows pictures and films of its links by itself, and pages only when asked to.</summary>
    private static bool UnfurlsLinks(Arguments arguments) => arguments.Flag("unfurl_links");

    private static bool UnfurlsMedia(Arguments arguments) => arguments.Flag("unfurl_media", otherwise: true);

    private static string? TextIn(Arguments arguments)
    {
        if (arguments.Text("markdown_text") is { } markdown)
        {
            if (arguments.Text("text") is not null || arguments.Has("blocks"))
                throw new ChatException(ErrorCodes.InvalidArguments, "markdown_text cannot be given together with text or blocks");
            return markdown.Length <= MaxMarkdown ? Markdown.ToMrkdwn(markdown) : throw new ChatException(ErrorCodes.MsgTooLong);
        }
        var text = arguments.Given("text");
        return text is null || text.Length <= MaxText ? text : throw new ChatException(ErrorCodes.MsgTooLong);
    }

    private static string? ClientMsgIdIn(Arguments arguments)
    {
        var id = arguments.Text("client_msg_id");
        return id is null || id.Length <= MaxClientMsgId
            ? id
            : throw new ChatException(ErrorCodes.InvalidArguments, $"client_msg_id must have at most {MaxClientMsgId} characters");
    }

    private static Ts? ThreadIn(Arguments arguments)
    {
        if (arguments.Text("thread_ts") is not { } text)
            return null;
        return Ts.TryParse(text, out var ts) && !ts.IsNone ? ts : throw new ChatException(ErrorCodes.ThreadNotFound);
    }

    private static ParseMode ParseIn(Arguments arguments) => arguments.Text("parse") switch
    {
        "full" => ParseMode.Full,
        "none" => ParseMode.None,
        // Slack's clients send "client", "mrkdwn" and more; all mean "as usual".
        _ => ParseMode.Default,
    };
}

/// <summary>What chat.update changes.</summary>
/// <param name="Text">Null keeps the text.</param>
internal sealed record MessageChanges(string? Text, MessageExtra Extra, ParseMode Parse, bool LinkNames, bool UnfurlLinks, bool UnfurlMedia)
{
    public bool TouchesExtra => !Extra.IsEmpty;

    /// <param name="kept">The message's present further members, of which those not given now stay.</param>
    public MessageEdit ToEdit(string? kept) => new(Text, TouchesExtra ? Extra.ToJson(kept) ?? "{}" : null, Parse, LinkNames, UnfurlLinks, UnfurlMedia);
}
