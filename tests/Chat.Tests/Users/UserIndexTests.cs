using Chat.Users;
using Xunit;

namespace Chat.Tests.Users;

public sealed class UserIndexTests
{
    private static readonly UserIndex Index = new(
    [
        Person("U1", "zoe.muller", "Zoë Müller", "zozo", "zoe@example.org"),
        Person("U2", "ann", "Ann-Marie Łukasz", "", "a.smith@mail.example.com"),
        Person("U3", "smith", "Ånders Smith", "", ""),
        Person("U4", "old.smith", "Smith the Old", "", "") with { Deleted = true },
        Person("U5", "smithy", "", "", "") with { IsBot = true },
        Person("U6", "li", "李 明", "", ""),
        Person("U7", "ß", "Ærø Weiß", "", ""),
    ]);

    [Theory]
    [InlineData("zoe", "U1")]
    [InlineData("ZOË", "U1")]
    [InlineData("muller", "U1")]
    [InlineData("Mül", "U1")]
    [InlineData("zoe.m", "U1")]
    [InlineData("zozo", "U1")]
    [InlineData("zo mu", "U1")]
    [InlineData("marie", "U2")]
    [InlineData("lukasz", "U2")]
    [InlineData("a.smith@mail", "U2")]
    [InlineData("weiss aero", "U7")]
    [InlineData("李", "U6")]
    [InlineData("ollo", "")]
    [InlineData("uller", "")]
    [InlineData("zoe smith", "")]
    [InlineData("   ", "")]
    public void People_are_found_by_the_beginnings_of_their_words(string query, string ids) => Assert.Equal(ids, Find(query));

    [Fact]
    public void Active_people_come_first_then_bots_then_who_is_gone() => Assert.Equal("U3 U2 U5 U4", Find("smith"));

    [Fact]
    public void No_more_are_found_than_were_asked_for() => Assert.Equal("U3 U2", Find("smith", 2));

    private static string Find(string query, int limit = 50) => string.Join(' ', Index.Find(query, limit));

    private static User Person(string id, string name, string realName, string displayName, string email) => new(
        new TeamId(1), new UserId(id), name, false, false, false, false, null,
        new UserProfile { RealName = realName, DisplayName = displayName, Email = email }, 1, 1, false);
}
