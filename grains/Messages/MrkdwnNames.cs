namespace Chat.Messages;

/// <summary>
/// How names in a text become ids. Both are asked with lower-case names, without <c>@</c> or <c>#</c>, and answer null for what they do not
/// know.
/// </summary>
public sealed record MrkdwnNames(Func<string, UserId?> User, Func<string, ChannelId?> Channel);
