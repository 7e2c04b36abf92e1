using System.ComponentModel.DataAnnotations;
using Chat.Admin;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class OperatorKeyTests
{
    [Fact]
    public void Each_key_is_known_by_its_name_and_no_other_opens()
    {
        var key = new OperatorKey(Options.Create(Of("the-first-key", ("anna", "the-key-of-anna"), ("next", "the-next-key"))));
        Assert.True(key.IsConfigured);
        Assert.Equal([OperatorKey.DefaultName, "anna", "next"], new[] { "the-first-key", "the-key-of-anna", "the-next-key" }.Select(key.NameOf));
        foreach (var wrong in new[] { null, "", "the-first-ke", "the-first-key ", "THE-FIRST-KEY", "operator", "anna" })
            Assert.Null(key.NameOf(wrong));
    }

    [Fact]
    public void A_key_that_was_removed_opens_nothing_any_more()
    {
        var key = new OperatorKey(Options.Create(Of(null, ("next", "the-next-key"))));
        Assert.Null(key.NameOf("the-first-key"));
        Assert.Equal("next", key.NameOf("the-next-key"));
    }

    [Fact]
    public void Without_keys_nobody_is_the_operator()
    {
        foreach (var nothing in new[] { null, "" })
        {
            var key = new OperatorKey(Options.Create(Of(nothing)));
            Assert.False(key.IsConfigured);
            Assert.Null(key.NameOf(""));
            Assert.Null(key.NameOf(null));
        }
    }

    [Theory]
    [InlineData("short", "next", "the-next-key", "Chat:Operator:Key must have at least 8")]
    [InlineData("the-first-key", "next", "brief", "Chat:Operator:Keys:next must have at least 8")]
    [InlineData("the-first-key", "Next One", "the-next-key", "a key's name")]
    [InlineData("the-first-key", "operator", "the-next-key", "a key's name")]
    [InlineData("the-first-key", "next", "the-first-key", "are the same")]
    public void What_is_wrong_with_keys_is_told_without_telling_them(string key, string name, string further, string told)
    {
        var options = Of(key, (name, further));
        var errors = options.Validate(new ValidationContext(options)).Select(error => error.ErrorMessage!).ToList();
        Assert.Contains(errors, error => error.Contains(told, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.False(error.Contains(key, StringComparison.Ordinal) || error.Contains(further, StringComparison.Ordinal), error));
    }

    private static OperatorOptions Of(string? key, params (string Name, string Key)[] more)
    {
        var options = new OperatorOptions { Key = key };
        foreach (var (name, further) in more)
            options.Keys[name] = further;
        return options;
    }
}
