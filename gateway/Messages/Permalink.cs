namespace Chat.Messages;

/// <summary>A message's address for people, as Slack's: <c>https://host/archives/C…/p1700000000000100</c>, where the ts has no dot.</summary>
internal static class Permalink
{
    /// <param name="baseAddress"><c>https://host</c>, without a slash at the end.</param>
    /// <param name="channel">Where the message is.</param>
    /// <param name="ts">The message's.</param>
    /// <param name="thread">The root's ts where the message may be one of a thread; that of a root itself makes no difference.</param>
    public static string Of(string baseAddress, ChannelId channel, Ts ts, Ts? thread)
    {
        var place = $"{baseAddress}/archives/{channel}/p{ts.ToString().Replace(".", "", StringComparison.Ordinal)}";
        return thread is { } root && root != ts ? $"{place}?thread_ts={root}&cid={channel}" : place;
    }
}
