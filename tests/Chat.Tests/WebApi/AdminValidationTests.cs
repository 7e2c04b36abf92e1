using Chat.Admin;
using Chat.Errors;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class AdminValidationTests
{
    private static readonly NewAdminBody Admin = new("ann", "ann@example.org", "correct horse");

    [Fact]
    public void A_complete_team_is_accepted() => AdminValidation.Require(new NewTeamBody("Example", "example-1", Admin));

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var invalid = Assert.Throws<InvalidBodyException>(() => AdminValidation.Require(new NewTeamBody(null!, "-x", new NewAdminBody("", "nobody", "short"))));
        Assert.Equal(["admin.email", "admin.name", "admin.password", "domain", "name"], invalid.Errors.Keys.Order());
    }

    [Fact]
    public void A_team_without_admin_is_refused()
    {
        var invalid = Assert.Throws<InvalidBodyException>(() => AdminValidation.Require(new NewTeamBody("Example", "example", null!)));
        Assert.Equal(["admin"], invalid.Errors.Keys);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a-b-9", true)]
    [InlineData("A", false)]
    [InlineData("a-", false)]
    [InlineData("a.b", false)]
    [InlineData("é", false)]
    [InlineData("", false)]
    public void Domains_are_host_labels(string domain, bool expected) => Assert.Equal(expected, AdminValidation.IsDomain(domain));

    [Theory]
    [InlineData("a@b", true)]
    [InlineData("ann+chat@example.org", true)]
    [InlineData("@b", false)]
    [InlineData("a@", false)]
    [InlineData("a@b@c", false)]
    [InlineData("a b@c", false)]
    [InlineData("a\n@c", false)]
    [InlineData(null, false)]
    public void Emails_have_two_sides(string? email, bool expected) => Assert.Equal(expected, AdminValidation.IsEmail(email));

    [Fact]
    public void Bots_need_no_email_and_have_no_password()
    {
        AdminValidation.Require(new NewUserBody("ci", IsBot: true));
        var invalid = Assert.Throws<InvalidBodyException>(() => AdminValidation.Require(new NewUserBody("ci", IsBot: true, Password: "correct horse")));
        Assert.Equal(["password"], invalid.Errors.Keys);
    }

    [Fact]
    public void People_need_an_email_and_no_password()
    {
        AdminValidation.Require(new NewUserBody("bob", "bob@example.org"));
        var invalid = Assert.Throws<InvalidBodyException>(() => AdminValidation.Require(new NewUserBody("bob")));
        Assert.Equal(["email"], invalid.Errors.Keys);
    }

    [Theory]
    [InlineData(ErrorCodes.NotAuthed, 401)]
    [InlineData(ErrorCodes.NotAuthorized, 403)]
    [InlineData(ErrorCodes.TeamNotFound, 404)]
    [InlineData(ErrorCodes.DomainTaken, 409)]
    [InlineData(ErrorCodes.RateLimited, 429)]
    [InlineData(ErrorCodes.ServiceUnavailable, 503)]
    [InlineData(ErrorCodes.InvalidEmail, 400)]
    public void Codes_have_their_status(string code, int status) => Assert.Equal(status, AdminProblem.StatusOf(code));
}
