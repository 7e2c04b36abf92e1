using Chat.Sessions;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Presence;

[Collection(ClusterCollection.Name)]
public sealed class PresenceTests(ChatCluster cluster)
{
    [Fact]
    public async Task A_user_that_comes_and_goes_is_told_once_however_many_sessions_it_has()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        await team.Attach(ann, null, session: "s1");
        await team.Attach(ann, null, session: "s2");
        await End(team, ear, "s1");
        await End(team, ear, "s2");
        await End(team, ear, "s2");
        Assert.Equal(["active", "away"], await Told(team, ear, lobby));
    }

    [Fact]
    public async Task A_choice_is_told_when_it_changes_what_others_see()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        var user = cluster.Grains.User(team.Id, ann.User);
        // Offline: the others see no change.
        await team.Ask(() => user.SetPresence(away: true));
        await team.Attach(ann, null, session: "s1");
        Assert.Equal([], await Told(team, ear, lobby));
        await team.Ask(() => user.SetPresence(away: false));
        await team.Ask(() => user.SetPresence(away: false));
        await team.Ask(() => user.SetPresence(away: true));
        await team.Ask(() => user.SetPresence(away: true));
        await End(team, ear, "s1");
        Assert.Equal(["active", "away"], await Told(team, ear, lobby));
    }

    [Fact]
    public async Task A_choice_outlives_the_writer()
    {
        var team = await cluster.NewTeam();
        var user = cluster.Grains.User(team.Id, team.Admin.User);
        await team.Ask(() => user.SetPresence(away: true));
        await team.Deactivate();
        Assert.True(Assert.Single(await team.Grain.GetPresence([team.Admin.User])).ManualAway);
    }

    [Fact]
    public async Task Presence_goes_to_those_who_watch_the_user()
    {
        var team = await cluster.NewTeam();
        var ear = await team.Listen("g1");
        await team.Attach(team.Admin, null);
        await ear.UntilEphemeral(1);
        var told = Assert.Single(ear.Ephemeral);
        Assert.Equal((Audience.PresenceSubscribers, (UserId?)team.Admin.User, Ts.None), (told.Audience, told.User, told.Ts));
    }

    [Fact]
    public async Task Only_members_are_seen_typing()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby");
        var cellar = await team.NewChannel("cellar", isPrivate: true);
        var ear = await team.Listen("g1");
        await team.Attach(ann, null);
        await team.Attach(team.Admin, null);
        await team.Grain.Typing(ann.User, lobby);
        await team.Grain.Typing(ann.User, cellar);
        await team.Grain.Typing(team.Admin.User, cellar);
        Assert.Equal([(team.Admin.User.Value, cellar.Value)], await Typing(team, ear, lobby));
        await team.Ask(() => team.Channel(lobby).Join(ann));
        await team.Grain.Typing(ann.User, lobby);
        await team.Ask(() => team.Channel(lobby).Leave(ann));
        await team.Grain.Typing(ann.User, lobby);
        var events = await Typing(team, ear, lobby);
        Assert.Equal((ann.User.Value, lobby.Value), events[^1]);
        Assert.Equal(2, events.Count);
        Assert.All(ear.Ephemeral.Where(item => item.Audience == Audience.ChannelExceptUser), item => Assert.NotNull(item.User));
    }

    [Fact]
    public async Task Members_are_seen_typing_after_a_new_writer_took_over_their_sessions()
    {
        var team = await cluster.NewTeam();
        var lobby = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        var reply = await team.Attach(team.Admin, null, session: "s1");
        await team.Deactivate();
        await ear.SubscribeAgain(team, new SessionState("s1", team.Admin.User, team.Admin.TokenKey, reply.Head));
        await team.Grain.Typing(team.Admin.User, lobby);
        Assert.Equal([(team.Admin.User.Value, lobby.Value)], await Typing(team, ear, lobby));
    }

    private static Task<bool> End(LiveTeam team, Ear ear, string session) =>
        ear.Renew(team, new SessionReport([], [new SessionMark(session, ear.At)]));

    private static async Task<IEnumerable<string>> Told(LiveTeam team, Ear ear, ChannelId channel)
    {
        await Barrier(team, ear, channel);
        return ear.Ephemeral.Select(item => item.Json().Text("presence") ?? "");
    }

    private static async Task<List<(string User, string Channel)>> Typing(LiveTeam team, Ear ear, ChannelId channel)
    {
        await Barrier(team, ear, channel);
        return
        [
            .. ear.Ephemeral.Select(item => item.Json()).Where(json => json.Text("type") == "user_typing")
                .Select(json => (json.Text("user")!, json.Text("channel")!)),
        ];
    }

    /// <summary>What is heard after all that was told before: nothing else can come in between.</summary>
    private static async Task Barrier(LiveTeam team, Ear ear, ChannelId channel)
    {
        var text = Guid.NewGuid().ToString();
        await team.Post(team.Admin, channel, text);
        await ear.UntilSaid(text);
    }
}
