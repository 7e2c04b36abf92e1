namespace Chat.Limits;

/// <summary>How often a method may be called, as Slack's reference divides them (api.slack.com/apis/rate-limits, 2026-08).</summary>
internal enum Tier
{
    /// <summary>Rationed by a rule of its own, or by nothing but the limits that all calls have.</summary>
    Own,
    Two,
    Three,
    Four,

    /// <summary>Messages: per channel.</summary>
    Post,
}

/// <summary>
/// Which tier a method is of. Those that Slack does not document (<c>client.counts</c>) or has not got are put beside their like. Tier 1 has
/// rtm.connect and rtm.start alone, which have a rule of their own: a minute's wait would be an outage.
/// </summary>
internal static class MethodTiers
{
    private static readonly Dictionary<string, Tier> Tiers = Table(
        (Tier.Own, ["rtm.connect", "rtm.start", "auth.test"]),
        (Tier.Post, ["chat.postMessage"]),
        (Tier.Two,
        [
            "conversations.list", "conversations.create", "conversations.rename", "conversations.setTopic", "conversations.setPurpose", "conversations.archive",
            "conversations.unarchive", "conversations.close", "users.list", "users.setPresence", "reactions.remove", "search.messages", "emoji.list", "dnd.setSnooze",
            "dnd.endSnooze", "dnd.teamInfo", "users.prefs.set",
        ]),
        (Tier.Three,
        [
            "chat.update", "chat.delete", "chat.unfurl", "chat.meMessage", "users.conversations", "conversations.history", "conversations.replies", "conversations.info",
            "conversations.join", "conversations.leave", "conversations.invite", "conversations.kick", "conversations.open", "conversations.mark", "channels.mark",
            "groups.mark", "im.mark", "mpim.mark", "users.getPresence", "users.lookupByEmail", "users.search", "users.profile.set", "team.info", "reactions.add",
            "reactions.get", "dnd.info", "client.counts", "users.prefs.get", "auth.revoke", "chat.unfurlPreview",
        ]),
        (Tier.Four, ["api.test", "conversations.members", "users.info", "users.profile.get", "chat.getPermalink"]));

    /// <summary>Null: not in the table.</summary>
    public static Tier? Find(string method) => Tiers.TryGetValue(method, out var tier) ? tier : null;

    private static Dictionary<string, Tier> Table(params (Tier Tier, string[] Methods)[] rows) =>
        rows.SelectMany(row => row.Methods.Select(method => (method, row.Tier))).ToDictionary(pair => pair.method, pair => pair.Tier, StringComparer.Ordinal);
}
