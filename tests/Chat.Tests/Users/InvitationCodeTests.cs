using Chat.Users;
using Xunit;

namespace Chat.Tests.Users;

public sealed class InvitationCodeTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, InvitationCode.KeyBytes).Select(static n => (byte)n)];
    private static readonly TeamId Team = new(7);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void A_code_says_whom_it_invites_until_it_expires()
    {
        var invitation = InvitationCode.Of(Key, Team, "zoë@example.org", "Zoë \"Z\"", 1_700_000_010);
        Assert.Equal(invitation, InvitationCode.Read(Key, Team, invitation.Code, Now));
        Assert.Null(InvitationCode.Read(Key, Team, invitation.Code, Now.AddSeconds(10)));
        Assert.True(Invitation.TryGetTeam(invitation.Code, out var team));
        Assert.Equal(Team, team);
        Assert.Equal(invitation.Code, Uri.EscapeDataString(invitation.Code));
    }

    [Fact]
    public void A_code_that_was_changed_says_nothing()
    {
        var code = InvitationCode.Of(Key, Team, "ann@example.org", "", 1_700_000_010).Code;
        var parts = code.Split('.');
        var another = InvitationCode.Of(Key, Team, "bob@example.org", "", 1_700_000_010).Code.Split('.')[1];
        foreach (var forged in new[]
        {
            $"{parts[0]}.{another}.{parts[2]}.{parts[3]}", $"{parts[0]}.{parts[1]}.1700000011.{parts[3]}", $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[3][..^1]}", $"{parts[0]}.{parts[1]}.{parts[2]}.",
            code + ".", $"{parts[0]}.{parts[1]}", "", "....",
        })
            Assert.Null(InvitationCode.Read(Key, Team, forged, Now));
        Assert.Null(InvitationCode.Read(new byte[InvitationCode.KeyBytes], Team, code, Now));
        Assert.Null(InvitationCode.Read(Key, new TeamId(8), code, Now));
        Assert.Null(InvitationCode.Read(Key, new TeamId(8), code.Replace(Team.ToString(), new TeamId(8).ToString(), StringComparison.Ordinal), Now));
    }

    [Fact]
    public void The_longest_code_is_within_its_bound()
    {
        var code = InvitationCode.Of(Key, Team, new string('語', 250) + "@a.b", new string('語', Invitation.MaxName), long.MaxValue).Code;
        Assert.InRange(code.Length, 1, Invitation.MaxCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("T0000001A")]
    [InlineData("T000000!A.x")]
    [InlineData("T0000001Ax.y.z")]
    public void What_names_no_team_is_no_code(string? code) => Assert.False(Invitation.TryGetTeam(code, out _));
}
