using Chat.Errors;
using Chat.Sessions;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Users;

[Collection(ClusterCollection.Name)]
public sealed class AuthenticationTests(ChatCluster cluster)
{
    private static readonly TicketOptions Options = new(true, false);

    [Fact]
    public async Task A_token_opens_its_own_team_alone()
    {
        var team = await cluster.NewTeam();
        var other = await cluster.NewTeam();
        var caller = await team.Roster.Authenticate(Token.Hash(team.AdminToken));
        Assert.Equal((team.Id, true, false), (caller.Team, caller.IsAdmin, caller.IsBot));
        Assert.Equal(ErrorCodes.InvalidAuth, await Refusal(other, team.AdminToken));
        Assert.Equal(ErrorCodes.InvalidAuth, await Refusal(team, team.AdminToken + "x"));
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing_and_others_of_its_user_do()
    {
        var team = await cluster.NewTeam();
        var (ann, token) = await team.NewPersonWithToken("ann");
        var second = await team.Ask(() => team.Roster.IssueToken(ann.User));
        Assert.Equal(1, await team.Roster.RevokeTokens(ann.User, ann.TokenKey));
        Assert.Equal(ErrorCodes.TokenRevoked, await Refusal(team, token));
        Assert.Equal(second.TokenKey, (await team.Roster.Authenticate(Token.Hash(second.Token))).TokenKey);
        await cluster.Cluster.DeactivateAsync(team.Roster);
        Assert.Equal(ErrorCodes.TokenRevoked, await Refusal(team, token));
        Assert.Equal(1, await team.Roster.RevokeTokens(ann.User, null));
        Assert.Equal(ErrorCodes.TokenRevoked, await Refusal(team, second.Token));
    }

    [Fact]
    public async Task A_deactivated_user_opens_nothing()
    {
        var team = await cluster.NewTeam();
        var (ann, token) = await team.NewPersonWithToken("ann");
        await team.Ask(() => team.Roster.Deactivate(ann.User));
        Assert.Equal(ErrorCodes.AccountInactive, await Refusal(team, token));
        await cluster.Cluster.DeactivateAsync(team.Roster);
        Assert.Equal(ErrorCodes.AccountInactive, await Refusal(team, token));
        var refusal = await Assert.ThrowsAsync<ChatException>(() => team.Roster.IssueToken(ann.User));
        Assert.Equal(ErrorCodes.UserDisabled, refusal.Code);
        Assert.Null(await team.Roster.FindCredential("ann@example.org"));
    }

    [Fact]
    public async Task Gateways_are_told_to_end_the_sessions_of_a_revoked_token_and_of_a_deactivated_user()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var bob = await team.NewPerson("bob");
        var lobby = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        await team.Ask(() => team.Roster.RevokeTokens(ann.User, null));
        await team.Ask(() => team.Roster.Deactivate(bob.User));
        await team.Post(team.Admin, lobby, "the end");
        await ear.UntilSaid("the end");
        Assert.Contains(ear.Lasting, item => item.Effect == EventEffect.TokenRevoked && item.Origin == ann.TokenKey && item.Payload.Length == 0);
        Assert.Contains(ear.Lasting, item => item.Effect == EventEffect.UserDeactivated && item.User == bob.User && item.Payload.Length == 0);
    }

    [Fact]
    public async Task Tickets_that_were_issued_before_open_nothing_after()
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var bob = await team.NewPerson("bob");
        var annsTicket = await team.Grain.OpenTicket(ann, Options);
        var bobsTicket = await team.Grain.OpenTicket(bob, Options);
        await team.Ask(() => team.Roster.RevokeTokens(ann.User, ann.TokenKey));
        await team.Ask(() => team.Roster.Deactivate(bob.User));
        Assert.False((await team.Grain.Attach(new AttachRequest("g1", "s1", annsTicket.Ticket, null))).Accepted);
        Assert.False((await team.Grain.Attach(new AttachRequest("g1", "s2", bobsTicket.Ticket, null))).Accepted);
    }

    /// <summary>
    /// The gateway ends the sessions that it has when the revocation arrives: one that is accepted beside it must begin before it, or it would
    /// never end.
    /// </summary>
    [Fact]
    public async Task A_socket_that_opens_while_its_token_is_revoked_is_refused_or_hears_of_it()
    {
        var team = await cluster.NewTeam();
        var people = new List<(Caller Caller, string Ticket)>();
        for (var i = 0; i < 60; i++)
        {
            var person = await team.NewPerson($"ann{i}");
            people.Add((person, (await team.Grain.OpenTicket(person, Options)).Ticket));
        }
        var revocations = new List<Task>();
        var sockets = new List<Task<AttachReply>>();
        foreach (var (caller, ticket) in people)
        {
            revocations.Add(team.Ask(() => team.Roster.RevokeTokens(caller.User, null)));
            sockets.Add(team.Grain.Attach(new AttachRequest("g1", caller.TokenKey, ticket, null)));
        }
        await Task.WhenAll(revocations);
        var replies = await Task.WhenAll(sockets);
        var revoked = (await team.Log()).Select(stored => stored.Event).Where(item => item.Effect == EventEffect.TokenRevoked)
            .ToDictionary(item => item.Origin!, item => item.Ts);
        Assert.All(people.Zip(replies), pair => Assert.True(
            !pair.Second.Accepted || pair.Second.Head.Ts < revoked[pair.First.Caller.TokenKey],
            $"Accepted at {pair.Second.Head}, revoked at {revoked[pair.First.Caller.TokenKey]}."));
    }

    private static async Task<string> Refusal(LiveTeam team, string token) =>
        (await Assert.ThrowsAsync<ChatException>(() => team.Roster.Authenticate(Token.Hash(token)))).Code;
}
