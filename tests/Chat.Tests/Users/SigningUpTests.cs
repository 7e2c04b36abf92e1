using Chat.Errors;
using Chat.Tests.Cluster;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Users;

[Collection(ClusterCollection.Name)]
public sealed class SigningUpTests(ChatCluster cluster)
{
    [Fact]
    public async Task Somebody_new_becomes_a_member_in_general_and_the_invitation_is_used_up()
    {
        var team = await cluster.NewTeam();
        var code = (await Invite(team, "zoe@example.org", "Zoë")).Code;
        Assert.Equal(("zoe@example.org", "Zoë"), (await Invitations(team).Find(code)) is var found ? (found.Email, found.Name) : default);
        var before = await team.Head();
        var issued = await team.Ask(() => Invitations(team).Accept(code, "Zoë Müller-O'Neil", "hash"));
        Assert.Equal(("zoë.müller-oneil", "Zoë Müller-O'Neil", false), (issued.User.Name, issued.User.Profile.RealName, issued.User.IsAdmin));
        Assert.Equal("", issued.User.Profile.DisplayName);
        Assert.Equal("team_join", (await team.Log()).First(item => item.Event.Ts > before.Ts).Event.Json().Text("type"));
        Assert.Equal(issued.User.Id, (await team.Roster.Authenticate(Token.Hash(issued.Token))).User);
        Assert.Equal(new Credential(issued.User.Id, "hash"), await team.Roster.FindCredential("ZOE@example.org"));
        Assert.True(await team.Channel((await team.Index.GetGeneral())!.Value).IsMember(issued.User.Id));
        Assert.Equal(ErrorCodes.InvalidInvitation, await Refusal(() => Invitations(team).Find(code)));
        Assert.Equal(ErrorCodes.InvalidInvitation, await Refusal(() => Invitations(team).Accept(code, "Zoë", "another")));
        Assert.Equal("hash", (await team.Roster.FindCredential("zoe@example.org"))!.PasswordHash);
        Assert.Equal(ErrorCodes.EmailTaken, await Refusal(() => Invite(team, "zoe@example.org")));
    }

    [Fact]
    public async Task Namesakes_get_numbers_and_a_name_of_signs_gets_one_of_letters()
    {
        var team = await cluster.NewTeam();
        foreach (var (email, name, expected) in new[]
        {
            ("a@example.org", "Ann", "ann"), ("b@example.org", "ann", "ann-2"), ("c@example.org", "ANN ", "ann-3"), ("d@example.org", "Slackbot", "slackbot-2"),
            ("e@example.org", "!?", "member"),
        })
        {
            var code = (await Invite(team, email)).Code;
            Assert.Equal(expected, (await team.Ask(() => Invitations(team).Accept(code, name, "hash"))).User.Name);
        }
    }

    [Fact]
    public async Task A_member_whom_an_admin_made_keeps_its_id_its_role_and_its_tokens()
    {
        var team = await cluster.NewTeam();
        var made = await team.Ask(() => team.Roster.Create(new NewUser("ann", "ann@example.org", false, true, null, "Ann Lee")));
        var invitation = await Invite(team, "Ann@Example.org");
        Assert.Equal("Ann Lee", (await Invitations(team).Find(invitation.Code)).Name);
        var issued = await team.Ask(() => Invitations(team).Accept(invitation.Code, "Somebody", "hash"));
        Assert.Equal((made.User.Id, "ann", "Somebody", true), (issued.User.Id, issued.User.Name, issued.User.Profile.RealName, issued.User.IsAdmin));
        Assert.Equal(new Credential(made.User.Id, "hash"), await team.Roster.FindCredential("ann@example.org"));
        Assert.Equal(made.User.Id, (await team.Roster.Authenticate(Token.Hash(made.Token))).User);
    }

    [Fact]
    public async Task Who_was_deactivated_cannot_come_back_by_an_invitation()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var code = (await Invite(team, "ann@example.org")).Code;
        await team.Ask(() => team.Roster.Deactivate(ann.User));
        Assert.Equal(ErrorCodes.InvalidInvitation, await Refusal(() => Invitations(team).Find(code)));
        Assert.Equal(ErrorCodes.InvalidInvitation, await Refusal(() => Invitations(team).Accept(code, "Ann", "hash")));
        Assert.Equal(ErrorCodes.EmailTaken, await Refusal(() => Invite(team, "ann@example.org")));
    }

    [Fact]
    public async Task An_invitation_opens_one_team_for_seven_days_also_after_the_grain_was_away()
    {
        var team = await cluster.NewTeam();
        var other = await cluster.NewTeam();
        var code = (await Invite(team, "zoe@example.org")).Code;
        await Invite(other, "zoe@example.org");
        Assert.Equal(ErrorCodes.InvalidInvitation, await Refusal(() => Invitations(other).Find(code)));
        Assert.Equal(ErrorCodes.InvalidInvitation, await Refusal(() => Invitations(other).Find(code.Replace(team.Id.ToString(), other.Id.ToString(), StringComparison.Ordinal))));
        await cluster.Cluster.DeactivateAsync(Invitations(team));
        Assert.Equal("zoe@example.org", (await Invitations(team).Find(code)).Email);
        Assert.Equal(ErrorCodes.InvalidInvitation, await Refusal(() => Invitations(team).Find("nonsense")));
        Assert.Equal(ErrorCodes.InvalidEmail, await Refusal(() => Invite(team, "Zoe <zoe@example.org>")));
    }

    private IInvitationGrain Invitations(LiveTeam team) => cluster.Grains.Invitations(team.Id);

    private Task<Invitation> Invite(LiveTeam team, string email, string name = "") => team.Ask(() => Invitations(team).Invite(email, name));

    private static async Task<string> Refusal(Func<Task> ask) => (await Assert.ThrowsAsync<ChatException>(ask)).Code;
}
