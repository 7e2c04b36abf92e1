namespace Chat.Messages;
public sealed record MrkdwnNames(Func<string,UserId?> User, Func<string,ChannelId?> Channel);
public static class Mrkdwn { public static string Format(string text, ParseMode mode, bool linkNames, MrkdwnNames? names)=>text; }
