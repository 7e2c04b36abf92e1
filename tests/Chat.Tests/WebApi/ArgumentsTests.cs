using Chat.Errors;
using Chat.WebApi;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class ArgumentsTests
{
    [Theory]
    [InlineData("U01,U02")]
    [InlineData(" U01 , U02 ,")]
    [InlineData("""["U01","U02"]""")]
    public void A_list_is_read_from_text_or_json(string text) =>
        Assert.Equal(["U01", "U02"], RequestOf.Arguments(("users", text)).List("users"));

    [Theory]
    [InlineData("[1]")]
    [InlineData("[\"a\"")]
    public void A_list_of_anything_else_is_refused(string text)
    {
        var refusal = Assert.Throws<ChatException>(() => RequestOf.Arguments(("users", text)).List("users"));
        Assert.Equal(ErrorCodes.InvalidArguments, refusal.Code);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    public void Flags_are_read_as_clients_write_them(string text, bool expected) =>
        Assert.Equal(expected, RequestOf.Arguments(("f", text)).Flag("f", !expected));

    [Fact]
    public void A_flag_that_is_neither_is_refused()
    {
        var refusal = Assert.Throws<ChatException>(() => RequestOf.Arguments(("f", "maybe")).Flag("f"));
        Assert.Equal(ErrorCodes.InvalidArguments, refusal.Code);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("0", 100)]
    [InlineData("7", 7)]
    [InlineData("1000", 1000)]
    public void A_limit_has_a_default(string text, int expected) =>
        Assert.Equal(expected, RequestOf.Arguments(("limit", text)).Limit(100, 1000));

    [Theory]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("ten")]
    [InlineData("99999999999999999999")]
    public void A_limit_out_of_range_is_refused(string text)
    {
        var refusal = Assert.Throws<ChatException>(() => RequestOf.Arguments(("limit", text)).Limit(100, 1000));
        Assert.Equal(ErrorCodes.InvalidLimit, refusal.Code);
    }

    [Fact]
    public void A_missing_argument_is_named()
    {
        var refusal = Assert.Throws<ChatException>(() => new Arguments().Required("channel"));
        Assert.Equal(ErrorCodes.InvalidArguments, refusal.Code);
        Assert.Contains("channel", refusal.Detail, StringComparison.Ordinal);
    }
}
