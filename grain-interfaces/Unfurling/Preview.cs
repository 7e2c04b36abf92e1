namespace Chat.Unfurling;

/// <summary>What is known of a link.</summary>
/// <param name="Attachment">Null: the page has nothing to show.</param>
/// <param name="IsMedia">An image, a film or a sound, or a page that says it is about one: Slack's <c>unfurl_media</c>; else <c>unfurl_links</c>.</param>
[GenerateSerializer, Immutable, Alias("Preview")]
public sealed record Preview([property: Id(0)] PreviewAttachment? Attachment, [property: Id(1)] bool IsMedia);
