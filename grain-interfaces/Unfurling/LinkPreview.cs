namespace Chat.Unfurling;

/// <summary>What a link in a message is shown as.</summary>
/// <param name="Link">The address as the message has it, unescaped.</param>
/// <param name="Attachment">Slack's attachment as a JSON object, without its id.</param>
[GenerateSerializer, Immutable, Alias("LinkPreview")]
public sealed record LinkPreview([property: Id(0)] string Link, [property: Id(1)] string Attachment);
