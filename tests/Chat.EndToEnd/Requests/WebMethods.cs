namespace Chat.EndToEnd.Requests;

/// <summary>Every method of the Web API that needs a token.</summary>
public static class WebMethods
{
    public static readonly string[] WithToken =
    [
        "auth.test", "rtm.start", "rtm.connect",
        "chat.postMessage", "chat.update", "chat.delete", "chat.meMessage", "chat.unfurl", "chat.unfurlPreview", "chat.getPermalink",
        "conversations.list", "conversations.create", "conversations.join", "conversations.leave", "conversations.info", "conversations.members",
        "conversations.history", "conversations.replies", "conversations.mark", "conversations.open", "conversations.invite", "conversations.kick",
        "conversations.rename", "conversations.setTopic", "conversations.setPurpose", "conversations.archive", "conversations.unarchive",
        "conversations.close",
        "users.list", "users.info", "users.conversations", "users.getPresence", "users.setPresence", "users.profile.get", "users.profile.set",
        "users.search", "dnd.setSnooze", "dnd.endSnooze", "dnd.info", "dnd.teamInfo", "client.counts",
        "users.lookupByEmail", "team.info", "reactions.add", "reactions.remove", "reactions.get",
        "channels.mark", "groups.mark", "im.mark", "search.messages",
    ];
}
