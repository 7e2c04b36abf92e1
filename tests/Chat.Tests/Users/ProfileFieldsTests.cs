using Chat.Errors;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Users;

public sealed class ProfileFieldsTests
{
    private static readonly UserProfile Profile = new() { RealName = "Ann Old", Email = "ann@example.org", Title = "Baker" };

    [Fact]
    public void Given_fields_change_and_others_stay()
    {
        var changed = Apply(("display_name", " ann "), ("status_text", "away"), ("status_emoji", ":palm_tree:"), ("status_expiration", "1700000000"));
        var expected = Profile with { DisplayName = "ann", StatusText = "away", StatusEmoji = ":palm_tree:", StatusExpiration = 1_700_000_000 };
        Assert.Equal(expected, changed);
    }

    [Fact]
    public void Every_field_that_Slack_lets_people_set_can_be_set()
    {
        var changed = Apply(
            ("real_name", "r"), ("title", "t"), ("phone", "p"), ("skype", "s"), ("email", "new@example.org"),
            ("image_original", "https://example.org/a.png"));
        var expected = Profile with { RealName = "r", Title = "t", Phone = "p", Skype = "s", Email = "new@example.org" };
        Assert.Equal(expected with { ImageOriginal = "https://example.org/a.png" }, changed);
    }

    [Fact]
    public void First_and_last_name_make_the_real_name()
    {
        Assert.Equal("Ann Lee", Apply(("first_name", "Ann"), ("last_name", "Lee")).RealName);
        Assert.Equal("Lee", Apply(("last_name", "Lee")).RealName);
    }

    [Fact]
    public void An_empty_value_clears_a_field() => Assert.Equal("", Apply(("title", "")).Title);

    [Theory]
    [InlineData("unknown", "x")]
    [InlineData("status_expiration", "soon")]
    [InlineData("status_expiration", "-1")]
    [InlineData("image_original", "javascript:alert(1)")]
    [InlineData("image_original", "/relative.png")]
    public void What_a_field_cannot_hold_is_refused(string name, string value) => Assert.Equal(ErrorCodes.InvalidProfile, Refusal(name, value));

    [Fact]
    public void Values_are_bounded()
    {
        Assert.Equal(256, Apply(("title", new string('x', 256))).Title.Length);
        Assert.Equal(ErrorCodes.InvalidProfile, Refusal("title", new string('x', 257)));
        Assert.Equal(100, Apply(("status_text", new string('x', 100))).StatusText.Length);
        Assert.Equal(ErrorCodes.InvalidProfile, Refusal("status_text", new string('x', 101)));
    }

    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("UTC", "UTC")]
    [InlineData("", "")]
    public void A_time_zone_has_a_name_of_the_IANA_database(string given, string kept) => Assert.Equal(kept, Apply(("tz", given)).TimeZone);

    [Theory]
    [InlineData("Nowhere/Town")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("../../etc/passwd")]
    [InlineData("posixrules")]
    [InlineData("Europe")]
    public void What_is_no_time_zone_is_refused(string name) => Assert.Equal(ErrorCodes.InvalidTimeZone, Refusal("tz", name));

    [Fact]
    public void An_email_must_be_one() => Assert.Equal(ErrorCodes.InvalidEmail, Refusal("email", "not one"));

    private static UserProfile Apply(params (string Name, string Value)[] fields) =>
        ProfileFields.Apply(Profile, fields.ToDictionary(field => field.Name, field => field.Value));

    private static string Refusal(string name, string value) => Assert.Throws<ChatException>(() => Apply((name, value))).Code;
}
