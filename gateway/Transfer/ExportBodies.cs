namespace Chat.Transfer;

/// <summary>What shall be exported; an empty object: all public channels.</summary>
/// <param name="From">A date (UTC), a time with its zone (ISO 8601), or a ts: messages from then on.</param>
/// <param name="To">The same; messages before it. A date is its first moment.</param>
/// <param name="Channels">Ids or names.</param>
/// <param name="IncludePrivate">Private channels too; the operator alone.</param>
/// <param name="IncludeDirect">DMs and group DMs too; the operator alone.</param>
internal sealed record NewExportBody(
    string? From = null, string? To = null, string[]? Channels = null, bool? IncludePrivate = null, bool? IncludeDirect = null);
