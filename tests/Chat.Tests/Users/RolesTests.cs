using Chat.Errors;
using Chat.Tests.Cluster;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Users;

[Collection(ClusterCollection.Name)]
public sealed class RolesTests(ChatCluster cluster)
{
    [Fact]
    public async Task The_last_admin_stays_one_unless_the_operator_says_otherwise()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        Assert.Equal(ErrorCodes.CantRemoveLastAdmin, await Refusal(() => team.Roster.SetAdmin(team.Admin.User, false, byOperator: false)));
        Assert.Equal(ErrorCodes.CantRemoveLastAdmin, await Refusal(() => team.Roster.DeactivateByAdmin(team.Admin.User)));
        Assert.True((await team.Ask(() => team.Roster.SetAdmin(ann.User, true, byOperator: false))).IsAdmin);
        var demoted = await team.Ask(() => team.Roster.SetAdmin(team.Admin.User, false, byOperator: false));
        Assert.Equal((false, false), (demoted.IsAdmin, demoted.IsOwner));
        Assert.Equal(ErrorCodes.CantRemoveLastAdmin, await Refusal(() => team.Roster.DeactivateByAdmin(ann.User)));
        Assert.False((await team.Ask(() => team.Roster.SetAdmin(ann.User, false, byOperator: true))).IsAdmin);
        await team.Ask(() => team.Roster.DeactivateByAdmin(ann.User));
    }

    [Fact]
    public async Task A_bot_or_somebody_who_is_gone_is_no_other_admin()
    {
        var team = await cluster.NewTeam();
        await team.Ask(() => team.Roster.Create(new NewUser("robot", null, true, true, null)));
        var ann = await team.NewPerson("ann");
        await team.Ask(() => team.Roster.SetAdmin(ann.User, true, byOperator: false));
        await team.Ask(() => team.Roster.DeactivateByAdmin(ann.User));
        Assert.Equal(ErrorCodes.CantRemoveLastAdmin, await Refusal(() => team.Roster.DeactivateByAdmin(team.Admin.User)));
        Assert.Equal(ErrorCodes.UserDisabled, await Refusal(() => team.Roster.SetAdmin(ann.User, true, byOperator: false)));
        Assert.Equal(ErrorCodes.UserNotFound, await Refusal(() => team.Roster.SetAdmin(UserId.Slackbot, true, byOperator: true)));
        Assert.Equal(ErrorCodes.UserNotFound, await Refusal(() => team.Roster.Reactivate(UserId.Slackbot)));
        Assert.Equal(ErrorCodes.UserNotFound, await Refusal(() => team.Roster.Reactivate(new UserId("U0NOBODY"))));
    }

    [Fact]
    public async Task A_role_holds_for_the_next_call_of_a_token_that_was_used_before()
    {
        var team = await cluster.NewTeam();
        var (ann, token) = await team.NewPersonWithToken("ann");
        Assert.False(ann.IsAdmin);
        await team.Ask(() => team.Roster.SetAdmin(ann.User, true, byOperator: false));
        Assert.True((await team.Roster.Authenticate(Token.Hash(token))).IsAdmin);
        await team.Ask(() => team.Roster.SetAdmin(ann.User, false, byOperator: false));
        Assert.False((await team.Roster.Authenticate(Token.Hash(token))).IsAdmin);
    }

    [Fact]
    public async Task Who_is_reactivated_is_in_its_channels_and_signs_in_again()
    {
        var team = await cluster.NewTeam();
        var issued = await team.Ask(() => team.Roster.Create(new NewUser("ann", "ann@example.org", false, false, "hash")));
        var ann = await team.Roster.Authenticate(Token.Hash(issued.Token));
        var room = await team.NewChannel("room", isPrivate: true, ann);
        await team.Ask(() => team.Roster.Deactivate(ann.User));
        Assert.Null(await team.Roster.FindCredential("ann@example.org"));
        var before = await team.Head();
        Assert.False((await team.Ask(() => team.Roster.Reactivate(ann.User))).Deleted);
        Assert.Equal(["user_change"], (await team.Log()).Where(item => item.Event.Ts > before.Ts).Select(item => item.Event.Json().Text("type")));
        Assert.Equal(new Credential(ann.User, "hash"), await team.Roster.FindCredential("ann@example.org"));
        Assert.True(await team.Channel(room).IsMember(ann.User));
        Assert.Equal(ErrorCodes.TokenRevoked, await Refusal(() => team.Roster.Authenticate(Token.Hash(issued.Token))));
        await team.Ask(() => team.Roster.IssueToken(ann.User));
        var again = await team.Head();
        Assert.False((await team.Ask(() => team.Roster.Reactivate(ann.User))).Deleted);
        Assert.Equal(again, await team.Head());
    }

    private static async Task<string> Refusal(Func<Task> ask) => (await Assert.ThrowsAsync<ChatException>(ask)).Code;
}
