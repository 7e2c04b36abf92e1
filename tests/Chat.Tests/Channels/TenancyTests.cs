using Chat.Errors;
using Chat.Messages;
using Chat.Tests.Cluster;
using Xunit;

namespace Chat.Tests.Channels;

[Collection(ClusterCollection.Name)]
public sealed class TenancyTests(ChatCluster cluster)
{
    [Fact]
    public async Task A_channel_of_another_team_is_not_found()
    {
        var here = await cluster.NewTeam();
        var there = await cluster.NewTeam();
        var channel = await there.NewChannel("lobby");
        var message = await there.Post(there.Admin, channel, "theirs");
        await AssertNotFound(() => here.Channel(channel).Get(here.Admin));
        await AssertNotFound(() => here.Channel(channel).Post(here.Admin, new PostRequest("mine", "key")));
        await AssertNotFound(() => here.Channel(channel).GetMessage(here.Admin, message.Message.Ts));
        await AssertNotFound(() => here.Channel(channel).GetHistory(here.Admin, new HistoryQuery(null, null, false, 10)));
        await AssertNotFound(() => here.Channel(channel).Join(here.Admin));
        Assert.Equal("theirs", Assert.Single(await there.History(channel)).Text);
    }

    [Fact]
    public async Task A_user_of_another_team_is_not_found()
    {
        var here = await cluster.NewTeam();
        var there = await cluster.NewTeam();
        var theirs = await there.NewPerson("ann");
        var refusal = await Assert.ThrowsAsync<ChatException>(() => cluster.Grains.User(here.Id, theirs.User).Get());
        Assert.Equal(ErrorCodes.UserNotFound, refusal.Code);
        var lobby = await here.NewChannel("lobby");
        var failures = await here.Channel(lobby).Invite(here.Admin, [theirs.User]);
        Assert.Equal(ErrorCodes.UserNotFound, Assert.Single(failures).Code);
        refusal = await Assert.ThrowsAsync<ChatException>(() => here.Index.OpenDirect(here.Admin, [theirs.User], false));
        Assert.Equal(ErrorCodes.UserNotFound, refusal.Code);
    }

    [Fact]
    public async Task A_team_that_is_nowhere_is_not_found()
    {
        var refusal = await Assert.ThrowsAsync<ChatException>(() => cluster.Grains.Team(new TeamId(13)).GetTeam());
        Assert.Equal(ErrorCodes.TeamNotFound, refusal.Code);
    }

    private static async Task AssertNotFound(Func<Task> call) =>
        Assert.Equal(ErrorCodes.ChannelNotFound, (await Assert.ThrowsAsync<ChatException>(call)).Code);
}
