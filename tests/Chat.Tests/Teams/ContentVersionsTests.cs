using Chat.Sessions;
using Chat.Teams;
using Chat.Tests.Cluster;
using Xunit;

namespace Chat.Tests.Teams;

[Collection(ClusterCollection.Name)]
public sealed class ContentVersionsTests(ChatCluster cluster)
{
    public static TheoryData<string, bool, bool> Changes => new()
    {
        { "a newcomer", true, true },
        { "a profile", true, false },
        { "a deactivation", true, false },
        { "a new channel", false, true },
        { "a topic", false, true },
        { "a name", false, true },
        { "an archived channel", false, true },
        { "one who joins", false, true },
        { "one who leaves", false, true },
        { "a message", false, false },
        { "a cursor", false, false },
        { "a direct message", false, false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_versions_of_what_all_are_shown_rise_with(string change, bool users, bool channels)
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var bob = await team.NewPerson("bob");
        var lobby = await team.NewChannel("lobby", false, ann);
        var before = await Versions(team);
        await (change switch
        {
            "a newcomer" => team.NewPerson("cat"),
            "a profile" => team.Ask(() => cluster.Grains.User(team.Id, ann.User).SetProfile(new Dictionary<string, string> { ["status_text"] = "away" })),
            "a deactivation" => team.Ask(() => team.Roster.Deactivate(bob.User)),
            "a new channel" => team.NewChannel("cellar"),
            "a topic" => team.Ask(() => team.Channel(lobby).SetTopic(ann, "weather")),
            "a name" => team.Ask(() => team.Channel(lobby).Rename(team.Admin, "hall")),
            "an archived channel" => team.Ask(() => team.Channel(lobby).Archive(team.Admin)),
            "one who joins" => team.Ask(() => team.Channel(lobby).Join(bob)),
            "one who leaves" => team.Ask(() => team.Channel(lobby).Leave(ann)),
            "a message" => team.Post(ann, lobby, "said"),
            "a cursor" => team.Ask(() => cluster.Grains.User(team.Id, ann.User).MarkRead(lobby, Ts.Max)),
            "a direct message" => team.Ask(() => team.Index.OpenDirect(ann, [bob.User], false)),
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        });
        var after = await Versions(team);
        Assert.Equal((users, channels), (after.Users.Ts > before.Users.Ts, after.Channels.Ts > before.Channels.Ts));
        Assert.True(after.Users.Ts <= (await team.Head()).Ts && after.Channels.Ts <= (await team.Head()).Ts);
    }

    [Fact]
    public async Task A_new_writer_vouches_for_nothing_that_was_read_before_it()
    {
        var team = await cluster.NewTeam();
        var before = await Versions(team);
        await team.Deactivate();
        var after = await Versions(team);
        Assert.True(after.Users.Epoch > before.Users.Epoch && after.Channels.Epoch > before.Channels.Epoch);
    }

    private static async Task<ContentVersions> Versions(LiveTeam team) =>
        (await team.Ask(() => team.Grain.OpenTicket(team.Admin, new TicketOptions(true, false)))).Content;
}
