using System.Text;
using Chat.Channels;
using Chat.Messages;
using Chat.Presence;
using Chat.Sessions;
using Chat.Teams;
using Chat.Unfurling;
using Chat.Users;

namespace Chat.Tests.Golden;

/// <summary>One of each frame that a socket is sent, made by the server's own encoders. Their names are those of the golden files.</summary>
internal static class GoldenFrames
{
    private static readonly TeamId Home = new(1);
    private static readonly UserId Ann = new("U0000000001"), Bob = new("U0000000002");
    private static readonly Ts Now = new(1_700_000_009_000_900), Said = new(1_700_000_001_000_100), Answered = new(1_700_000_002_000_200);

    private static readonly Channel Lobby = Of("C0000000001", ChannelKind.Public, "lobby");
    private static readonly Channel Vault = Of("C0000000002", ChannelKind.Private, "vault");
    private static readonly Channel Direct = Of("D0000000003", ChannelKind.Im, "", Ann, Bob);
    private static readonly Channel Group = Of("G0000000004", ChannelKind.Mpim, "mpdm-ann--bob--cid-1", Ann, Bob, new UserId("U0000000005"));

    private static readonly User Bobby = new(
        Home, Bob, "bob", IsBot: false, IsAdmin: true, IsOwner: false, Deleted: false, BotId: null,
        new UserProfile { RealName = "Bob Berg", DisplayName = "Bobby", Email = "bob@example.org", StatusText = "away", StatusEmoji = ":palm_tree:", ImageOriginal = "https://example.org/bob.png", TimeZone = "America/New_York" },
        Created: 1_600_000_000, Updated: 1_650_000_000, ManualAway: false);

    private static readonly Message Plain = new()
    {
        Team = Home, Channel = Lobby.Id, User = Bob, Ts = Said, Text = "käse &amp; <http://example.org|bread> <@U0000000001> 🧀", ClientMsgId = "7f0c0f5e-0000-4000-8000-000000000001",
    };

    private static readonly Message Reply = new()
    {
        Team = Home, Channel = Lobby.Id, User = Ann, Ts = Answered, Text = "yes", ThreadTs = Said, ParentUser = Bob,
    };

    private static readonly Message Root = Plain with
    {
        ThreadTs = Said, Thread = new ThreadSummary(1, [Ann], 1, Answered), Reactions = [new Reaction("tada", [Ann, Bob]), new Reaction("+1", [Bob])],
    };

    /// <summary>Name and JSON.</summary>
    public static IEnumerable<(string Name, string Json)> All =>
    [
        .. Answers.Select(static frame => (frame.Name, Encoding.UTF8.GetString(frame.Json))),
        .. Events.Select(static happened => (happened.Name, Stamped(happened.Draft))),
    ];

    private static IEnumerable<(string Name, byte[] Json)> Answers =>
    [
        ("hello", RtmFrames.Hello(new Position(Home, 3, Said), new Position(Home, 3, Answered), resumed: true)),
        ("hello.afresh", RtmFrames.Hello(new Position(Home, 4, Answered), new Position(Home, 4, Answered), resumed: false)),
        ("ack", RtmFrames.Ack("7", Said.ToString(), Plain.Text)),
        ("ack.preview", RtmFrames.Reply("8", static json => UnfurlApi.WriteAttachment(json, new Preview(Page, IsMedia: false)))),
        ("ack.preview.nothing", RtmFrames.Reply("9", static json => UnfurlApi.WriteAttachment(json, new Preview(null, IsMedia: false)))),
        ("nack", RtmFrames.Nack("10", 3, "channel_not_found")),
        ("nack.no_text", RtmFrames.Nack("11", 2, "message text is missing")),
        ("error", RtmFrames.Error(1, "Socket URL has expired")),
        ("goodbye", RtmFrames.Goodbye),
        ("presence_change", RtmFrames.Presence(Bob, "active")),
        ("user_typing", PresenceEvents.Typing(Bob, Lobby.Id).Payload),
    ];

    private static IEnumerable<(string Name, EventDraft Draft)> Events =>
    [
        ("message", MessageEvents.Posted(Plain with { Ts = Ts.None })),
        ("message.reply", MessageEvents.Posted(Reply with { Ts = Ts.None })),
        ("message.thread_broadcast", MessageEvents.Posted(Reply with { Ts = Ts.None, Subtype = "thread_broadcast" })),
        ("message.bot_message", MessageEvents.Posted(Plain with
        {
            Ts = Ts.None, ClientMsgId = null, BotId = "B0000000001", Subtype = "bot_message",
            Extra = """{"username":"ci","icons":{"emoji":":ok:"},"attachments":[{"id":1,"fallback":"built","color":"good","fields":[{"title":"Took","value":"3 s","short":true}]}]}""",
        })),
        ("message.channel_join", MessageEvents.Posted(ChannelMessages.Joined(Lobby, Bob, Ann))),
        ("message.channel_topic", MessageEvents.Posted(ChannelMessages.Topic(Lobby, Ann))),
        ("message.channel_purpose", MessageEvents.Posted(ChannelMessages.Purpose(Lobby, Ann))),
        ("message.channel_name", MessageEvents.Posted(ChannelMessages.Renamed(Lobby, Ann, "hall"))),
        ("message.message_changed", MessageEvents.Changed(Plain with { Text = "bread", EditedBy = Bob, EditedTs = Answered }, Plain)),
        ("message.message_deleted", MessageEvents.Deleted(Plain)),
        ("message.message_replied", MessageEvents.Replied(Root)),
        ("message.message_replied.none", MessageEvents.Replied(Plain)),
        ("reaction_added", MessageEvents.ReactionAdded(Plain, "tada", Ann)),
        ("reaction_removed", MessageEvents.ReactionRemoved(Plain, "tada", Ann)),
        ("channel_created", ChannelEvents.Created(Lobby, Ann)),
        ("channel_joined", ChannelEvents.Joined(new ChannelView(Lobby, IsMember: true, LastRead: Ts.None, Latest: Plain, Unread: 0), Bob)),
        ("group_joined", ChannelEvents.Joined(new ChannelView(Vault, IsMember: true, LastRead: Ts.None, Unread: 0), Bob)),
        ("im_created", ChannelEvents.Joined(new ChannelView(Direct, IsMember: true, IsOpen: true, LastRead: Ts.None, Unread: 0), Ann)),
        ("mpim_joined", ChannelEvents.Joined(new ChannelView(Group, IsMember: true, IsOpen: true, LastRead: Ts.None, Unread: 0), Ann)),
        ("channel_history_changed", ChannelEvents.HistoryChanged(Lobby, Plain.Ts)),
        ("mpim_history_changed", ChannelEvents.HistoryChanged(Group, Plain.Ts)),
        ("channel_left", ChannelEvents.Left(Lobby, Bob)),
        ("member_joined_channel", ChannelEvents.MemberJoined(Lobby, Bob, Ann)),
        ("member_left_channel", ChannelEvents.MemberLeft(Vault, Bob)),
        ("channel_rename", ChannelEvents.Renamed(Lobby)),
        ("channel_archive", ChannelEvents.Archived(Lobby with { IsArchived = true }, Ann)),
        ("group_unarchive", ChannelEvents.Archived(Vault, Ann)),
        ("channel_updated", ChannelEvents.TextsChanged(Lobby)),
        ("im_open", ChannelEvents.Opened(Direct, Ann, open: true)),
        ("mpim_close", ChannelEvents.Opened(Group, Ann, open: false)),
        ("team_join", UserEvents.Joined(Bobby)),
        ("user_change", UserEvents.Changed(Bobby with { Deleted = true })),
        ("manual_presence_change", UserEvents.PresenceChosen(Ann, away: true)),
        ("pref_change", UserEvents.PreferenceChanged(Ann, "enter_to_send", "false")),
    ];

    private static readonly PreviewAttachment Page = new()
    {
        Url = "https://example.org/page", ServiceName = "Example", Title = "A page &amp; more", Text = "What it says.", Image = "https://example.org/big.png",
        ImageWidth = 1200, ImageHeight = 630, Fallback = "A page",
    };

    private static string Stamped(EventDraft draft)
    {
        var item = Stamping.Stamp(Home, 3, Change.Of(draft), static () => Now);
        return Encoding.UTF8.GetString(item.Steps[0].Event!.Payload);
    }

    private static Channel Of(string id, ChannelKind kind, string name, params UserId[] members) => new(
        Home, new ChannelId(id), kind, name, Ann, 1_600_000_000, new ChannelText("Cheese", Ann, 1_600_000_100), ChannelText.Empty, IsArchived: false, IsGeneral: false,
        [], members, 1_600_000_100_000);
}
