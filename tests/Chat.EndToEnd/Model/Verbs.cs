using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Model;

/// <summary>Every way in which a team's state changes, as people and bots cause it. The first observer is alice's, who acts.</summary>
public static class Verbs
{
    public static readonly SortedDictionary<string, Func<Scene, Observer, Task>> All = new(StringComparer.Ordinal)
    {
        ["post to a public channel"] = (s, _) => Ok(s, "chat.postMessage", s.Alice, ("channel", s.Public), ("text", "one & <two>")),
        ["post to a private channel"] = (s, _) => Ok(s, "chat.postMessage", s.Alice, ("channel", s.Private), ("text", "quiet")),
        ["post to a DM"] = (s, _) => Ok(s, "chat.postMessage", s.Alice, ("channel", s.Dm), ("text", "psst")),
        ["post to a group DM"] = (s, _) => Ok(s, "chat.postMessage", s.Bob, ("channel", s.GroupDm), ("text", "all three")),
        ["post with attachments and blocks"] = (s, _) => Ok(
            s, "chat.postMessage", s.Alice, ("channel", s.Public), ("text", "rich"),
            ("attachments", """[{"fallback":"f","text":"t"}]"""), ("blocks", """[{"type":"section","text":{"type":"mrkdwn","text":"b"}}]""")),
        ["post by the socket"] = async (s, alice) => Acked(await alice.Socket.Post(s.Public, "see http://example.com/x", "verb-1")),
        ["reply by the socket"] = async (s, alice) => Acked(await alice.Socket.Post(s.Public, "by the way", "verb-2", s.Root)),
        ["reply"] = (s, _) => Ok(s, "chat.postMessage", s.Alice, ("channel", s.Public), ("text", "again"), ("thread_ts", s.Root)),
        ["first reply to a message"] = (s, _) => Ok(s, "chat.postMessage", s.Bob, ("channel", s.Public), ("text", "first"), ("thread_ts", s.Message)),
        ["broadcast reply"] = (s, _) => Ok(
            s, "chat.postMessage", s.Alice, ("channel", s.Public), ("text", "to all"), ("thread_ts", s.Root), ("reply_broadcast", true)),
        ["me message"] = (s, _) => Ok(s, "chat.meMessage", s.Alice, ("channel", s.Public), ("text", "waves")),
        ["update a message"] = (s, _) => Ok(s, "chat.update", s.Alice, ("channel", s.Public), ("ts", s.Message), ("text", "hello!")),
        ["update a reply"] = (s, _) => Ok(s, "chat.update", s.Alice, ("channel", s.Public), ("ts", s.Reply), ("text", "a better answer")),
        ["update a root with replies"] = (s, _) => Ok(s, "chat.update", s.Alice, ("channel", s.Public), ("ts", s.OwnRoot), ("text", "old news")),
        ["update a broadcast reply"] = async (s, _) =>
        {
            var ts = await s.Team.PostAsync("alice", s.Public, "to al", s.Root, broadcast: true);
            await Ok(s, "chat.update", s.Alice, ("channel", s.Public), ("ts", ts), ("text", "to all"));
        },
        ["delete a message"] = (s, _) => Ok(s, "chat.delete", s.Alice, ("channel", s.Public), ("ts", s.Message)),
        ["delete the latest unread message"] = async (s, _) =>
        {
            var ts = await s.Team.PostAsync("alice", s.Public, "oops");
            await Ok(s, "chat.delete", s.Alice, ("channel", s.Public), ("ts", ts));
        },
        ["delete a reply"] = (s, _) => Ok(s, "chat.delete", s.Alice, ("channel", s.Public), ("ts", s.Reply)),
        ["delete the only reply"] = async (s, _) =>
        {
            var ts = await s.Team.PostAsync("alice", s.Public, "only", s.Message);
            await Ok(s, "chat.delete", s.Alice, ("channel", s.Public), ("ts", ts));
        },
        ["delete a broadcast reply"] = async (s, _) =>
        {
            var ts = await s.Team.PostAsync("alice", s.Public, "to all", s.Root, broadcast: true);
            await Ok(s, "chat.delete", s.Alice, ("channel", s.Public), ("ts", ts));
        },
        ["delete a root with replies"] = (s, _) => Ok(s, "chat.delete", s.Alice, ("channel", s.Public), ("ts", s.OwnRoot)),
        ["react"] = (s, _) => Ok(s, "reactions.add", s.Alice, ("channel", s.Public), ("timestamp", s.Message), ("name", "tada")),
        ["react with what another gave"] = (s, _) => Ok(s, "reactions.add", s.Alice, ("channel", s.Public), ("timestamp", s.Message), ("name", "wave")),
        ["react to a reply"] = (s, _) => Ok(s, "reactions.add", s.Bob, ("channel", s.Public), ("timestamp", s.Reply), ("name", "+1")),
        ["unreact"] = (s, _) => Ok(s, "reactions.remove", s.Bob, ("channel", s.Public), ("timestamp", s.Message), ("name", "wave")),
        ["create a public channel"] = (s, _) => Ok(s, "conversations.create", s.Alice, ("name", "fresh")),
        ["create a private channel"] = (s, _) => Ok(s, "conversations.create", s.Alice, ("name", "hidden"), ("is_private", true)),
        ["join"] = (s, _) => Ok(s, "conversations.join", s.Team["carol"].Token, ("channel", s.Public)),
        ["join and post"] = async (s, _) =>
        {
            await Ok(s, "conversations.join", s.Team["carol"].Token, ("channel", s.Public));
            await s.Team.PostAsync("carol", s.Public, "new here");
            await s.Team.PostAsync("bob", s.Public, "welcome");
        },
        ["leave a public channel"] = (s, _) => Ok(s, "conversations.leave", s.Bob, ("channel", s.Public)),
        ["leave a private channel"] = (s, _) => Ok(s, "conversations.leave", s.Bob, ("channel", s.Private)),
        ["leave and come back"] = async (s, _) =>
        {
            await Ok(s, "conversations.leave", s.Bob, ("channel", s.Public));
            await s.Team.PostAsync("alice", s.Public, "without bob");
            await Ok(s, "conversations.join", s.Bob, ("channel", s.Public));
        },
        ["invite to a public channel"] = (s, _) => Ok(s, "conversations.invite", s.Alice, ("channel", s.Public), ("users", s.Team["carol"].Id)),
        ["invite two to a private channel"] = (s, _) => Ok(
            s, "conversations.invite", s.Alice, ("channel", s.Private), ("users", s.Team["carol"].Id + "," + s.Team["dave"].Id)),
        ["kick from a public channel"] = (s, _) => Ok(s, "conversations.kick", s.Alice, ("channel", s.Public), ("user", s.Team["bob"].Id)),
        ["kick from a private channel"] = (s, _) => Ok(s, "conversations.kick", s.Alice, ("channel", s.Private), ("user", s.Team["bob"].Id)),
        ["rename a public channel"] = (s, _) => Ok(s, "conversations.rename", s.Alice, ("channel", s.Public), ("name", "labour")),
        ["rename a private channel"] = (s, _) => Ok(s, "conversations.rename", s.Alice, ("channel", s.Private), ("name", "secrets")),
        ["set a topic"] = (s, _) => Ok(s, "conversations.setTopic", s.Alice, ("channel", s.Public), ("topic", "the plan")),
        ["set a purpose"] = (s, _) => Ok(s, "conversations.setPurpose", s.Alice, ("channel", s.Private), ("purpose", "to plan")),
        ["archive a public channel"] = (s, _) => Ok(s, "conversations.archive", s.Alice, ("channel", s.Public)),
        ["archive a private channel"] = (s, _) => Ok(s, "conversations.archive", s.Alice, ("channel", s.Private)),
        ["archive and unarchive"] = async (s, _) =>
        {
            await Ok(s, "conversations.archive", s.Alice, ("channel", s.Public));
            await Ok(s, "conversations.unarchive", s.Alice, ("channel", s.Public));
        },
        ["open a new DM"] = (s, _) => Ok(s, "conversations.open", s.Alice, ("users", s.Team["carol"].Id)),
        ["open a new DM and post"] = async (s, _) => await s.Team.PostAsync("alice", await s.Team.OpenDmAsync("alice", "carol"), "hello carol"),
        ["open a new group DM"] = (s, _) => Ok(s, "conversations.open", s.Alice, ("users", s.Team["carol"].Id + "," + s.Team["dave"].Id)),
        ["close a DM"] = (s, _) => Ok(s, "conversations.close", s.Alice, ("channel", s.Dm)),
        ["close a group DM"] = (s, _) => Ok(s, "conversations.close", s.Alice, ("channel", s.GroupDm)),
        ["close a DM and open it again"] = async (s, _) =>
        {
            await Ok(s, "conversations.close", s.Alice, ("channel", s.Dm));
            await Ok(s, "conversations.open", s.Alice, ("channel", s.Dm));
        },
        ["post to a closed DM"] = async (s, _) =>
        {
            await Ok(s, "conversations.close", s.Alice, ("channel", s.Dm));
            await s.Team.PostAsync("bob", s.Dm, "are you there?");
        },
        ["mark a channel read"] = (s, _) => Ok(s, "conversations.mark", s.Bob, ("channel", s.Public), ("ts", s.Message)),
        ["mark a channel unread again"] = async (s, _) =>
        {
            await Ok(s, "conversations.mark", s.Bob, ("channel", s.Public), ("ts", s.Message));
            await Ok(s, "conversations.mark", s.Bob, ("channel", s.Public), ("ts", s.Root));
        },
        ["mark a channel as never read"] = (s, _) => Ok(s, "conversations.mark", s.Bob, ("channel", s.Public), ("ts", ChannelState.Never)),
        ["mark a DM read"] = async (s, _) =>
        {
            var latest = (await s.Team.HistoryAsync("bob", s.Dm))[0];
            await Ok(s, "im.mark", s.Bob, ("channel", s.Dm), ("ts", SlackApi.Text(latest, "ts")));
        },
        ["set a profile"] = (s, _) => Ok(
            s, "users.profile.set", s.Bob, ("profile", """{"display_name":"bobby","status_text":"at lunch","status_emoji":":fork_and_knife:"}""")),
        ["set a time zone"] = (s, _) => Ok(s, "users.profile.set", s.Bob, ("profile", """{"tz":"America/New_York"}""")),
        ["choose away"] = (s, _) => Ok(s, "users.setPresence", s.Bob, ("presence", "away")),
        ["choose away and auto"] = async (s, _) =>
        {
            await Ok(s, "users.setPresence", s.Bob, ("presence", "away"));
            await Ok(s, "users.setPresence", s.Bob, ("presence", "auto"));
        },
        ["snooze"] = (s, _) => Ok(s, "dnd.setSnooze", s.Bob, ("num_minutes", 30)),
        ["snooze again and end it"] = async (s, _) =>
        {
            await Ok(s, "dnd.setSnooze", s.Alice, ("num_minutes", 30));
            await Ok(s, "dnd.setSnooze", s.Bob, ("num_minutes", 30));
            await Ok(s, "dnd.setSnooze", s.Bob, ("num_minutes", 60));
            await Ok(s, "dnd.endSnooze", s.Bob);
        },
        ["make a user an admin and no admin again"] = async (s, _) =>
        {
            var bob = $"admin/teams/{s.Team.Id}/users/{s.Team["bob"].Id}";
            await s.Api.Admin(HttpMethod.Patch, bob, new { is_admin = true });
            await s.Api.Admin(HttpMethod.Patch, bob, new { is_admin = false });
            await s.Api.Admin(HttpMethod.Patch, $"admin/teams/{s.Team.Id}/users/{s.Team["carol"].Id}", new { is_admin = true });
        },
        ["accept an invitation"] = (s, _) => s.Team.InviteAndAcceptAsync("zoe@example.org", "Zoë"),
        ["reactivate a user"] = async (s, _) =>
        {
            var erin = await s.Team.AddAsync("erin");
            await s.Team.DeactivateAsync("erin");
            await s.Api.Admin(HttpMethod.Post, $"admin/teams/{s.Team.Id}/users/{erin.Id}/reactivate");
        },
        ["create a user"] = (s, _) => s.Team.AddAsync("erin"),
        ["create a bot"] = (s, _) => s.Team.AddAsync("botty"),
        ["deactivate a user"] = async (s, _) =>
        {
            var erin = await s.Team.AddAsync("erin");
            await Ok(s, "conversations.invite", s.Alice, ("channel", s.Public), ("users", erin.Id));
            await s.Team.DeactivateAsync("erin");
        },
    };

    private static Task<System.Text.Json.Nodes.JsonObject> Ok(Scene scene, string method, string token, params (string, object?)[] arguments) => scene.Api.Ok(method, token, arguments);

    private static void Acked(System.Text.Json.Nodes.JsonObject answer) => Assert.True(answer["ok"]!.GetValue<bool>(), answer.ToJsonString());
}
