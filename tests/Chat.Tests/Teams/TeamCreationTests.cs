using Chat.Errors;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Teams;

/// <summary>A team's creation may be asked for again: a gateway does so when its answer is lost.</summary>
[Collection(ClusterCollection.Name)]
public sealed class TeamCreationTests(ChatCluster cluster)
{
    [Fact]
    public async Task A_creation_whose_answer_was_lost_is_answered_again_and_another_one_is_refused()
    {
        var request = new NewTeam("Team", $"t{Guid.NewGuid():N}", "admin", "admin@example.org", "a hash with its salt");
        var first = await cluster.Grains.Directory.Create(request);
        var again = await cluster.Grains.Directory.Create(request);
        Assert.Equal((first.Team, first.Admin), (again.Team, again.Admin));
        Assert.Equal(again.Admin, (await cluster.Grains.Roster(again.Team.Id).Authenticate(Token.Hash(again.Token))).User);

        foreach (var other in new[] { request with { PasswordHash = "a hash with another salt" }, request with { AdminEmail = "somebody@example.org" } })
            Assert.Equal(ErrorCodes.DomainTaken, (await Assert.ThrowsAsync<ChatException>(() => cluster.Grains.Directory.Create(other))).Code);
    }
}
