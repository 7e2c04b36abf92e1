using Chat.Channels;
using Chat.Transfer.Exporting;
using Xunit;

namespace Chat.Tests.Transfer;

public sealed class FolderNamesTests
{
    [Theory]
    [InlineData("general")]
    [InlineData("dev-ops_2")]
    [InlineData("日本語")]
    [InlineData("v1.2")]
    public void A_channel_has_its_name(string name) => Assert.Equal(name, Take(new FolderNames(), "C0001", name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../etc")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("c:")]
    [InlineData("nul")]
    [InlineData("con.txt")]
    [InlineData("ends.")]
    [InlineData(" begins")]
    [InlineData("line\nfeed")]
    [InlineData("__macosx")]
    [InlineData("users.json")]
    [InlineData("what?")]
    public void A_name_that_is_no_safe_folder_gives_way_to_the_id(string name) => Assert.Equal("C0001", Take(new FolderNames(), "C0001", name));

    [Fact]
    public void A_name_that_is_too_long_gives_way_to_the_id() => Assert.Equal("C0001", Take(new FolderNames(), "C0001", new string('x', 81)));

    [Fact]
    public void No_two_conversations_share_a_folder_whatever_the_case()
    {
        var names = new FolderNames();
        Assert.Equal(
            ["plans", "C0002", "c0003", "C0003-2", "D0001"],
            [
                Take(names, "C0001", "plans"), Take(names, "C0002", "Plans"), Take(names, "C0009", "c0003"), Take(names, "C0003", "plans"),
                Take(names, "D0001", "whatever", ChannelKind.Im),
            ]);
    }

    private static string Take(FolderNames names, string id, string name, ChannelKind kind = ChannelKind.Public) => names.Take(new Channel(
        new TeamId(1), new ChannelId(id), kind, name, null, 0, ChannelText.Empty, ChannelText.Empty, false, false, [], [], 0));
}
