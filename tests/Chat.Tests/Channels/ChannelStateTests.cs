using Chat.Channels;
using Chat.Errors;
using Chat.Users;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Channels;

public sealed class ChannelStateTests
{
    /// <summary>What each kind of channel answers to a member, to another person, and to another bot.</summary>
    [Theory]
    [InlineData(ChannelKind.Public, null, null, ErrorCodes.NotInChannel, ErrorCodes.NotInChannel)]
    [InlineData(ChannelKind.Private, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound)]
    [InlineData(ChannelKind.Im, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound)]
    [InlineData(ChannelKind.Mpim, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound, ErrorCodes.ChannelNotFound)]
    public void Outside_one_sees_and_reads_public_channels_alone_and_writes_none(
        ChannelKind kind, string? visible, string? readable, string? readableForBot, string? member)
    {
        var state = State(kind);
        Assert.Null(Refusal(() => state.RequireVisible(Person(Ann))));
        Assert.Null(Refusal(() => state.RequireReadable(Person(Ann))));
        Assert.Null(Refusal(() => state.RequireReadable(Bot(Ann))));
        Assert.Null(Refusal(() => state.RequireMember(Person(Ann))));
        Assert.Equal(visible, Refusal(() => state.RequireVisible(Person(Bob))));
        Assert.Equal(readable, Refusal(() => state.RequireReadable(Person(Bob))));
        Assert.Equal(readableForBot, Refusal(() => state.RequireReadable(Bot(Bob))));
        Assert.Equal(member, Refusal(() => state.RequireMember(Person(Bob))));
    }

    [Fact]
    public void An_admin_sees_no_more_than_others()
    {
        var admin = Person(Bob) with { IsAdmin = true };
        Assert.Equal(ErrorCodes.ChannelNotFound, Refusal(() => State(ChannelKind.Private).RequireVisible(admin)));
    }

    [Fact]
    public void Access_follows_joining_and_leaving()
    {
        var state = State(ChannelKind.Private);
        state.Put(Bob, isOpen: true, At(1));
        Assert.Null(Refusal(() => state.RequireMember(Person(Bob))));
        Assert.Equal(2, state.Count);
        state.Remove(Bob);
        Assert.Equal(ErrorCodes.ChannelNotFound, Refusal(() => state.RequireMember(Person(Bob))));
        Assert.Equal(1, state.Count);
    }

    [Fact]
    public void Archived_channels_are_not_written()
    {
        var state = State(ChannelKind.Public);
        Assert.Null(Refusal(state.RequireLive));
        state.Channel = state.Channel with { IsArchived = true };
        Assert.Equal(ErrorCodes.IsArchived, Refusal(state.RequireLive));
    }

    [Fact]
    public void Dms_are_no_channels()
    {
        Assert.Null(Refusal(State(ChannelKind.Public).RequireChannel));
        Assert.Null(Refusal(State(ChannelKind.Private).RequireChannel));
        Assert.Equal(ErrorCodes.MethodNotSupportedForChannelType, Refusal(State(ChannelKind.Im).RequireChannel));
        Assert.Equal(ErrorCodes.MethodNotSupportedForChannelType, Refusal(State(ChannelKind.Mpim).RequireChannel));
    }

    [Fact]
    public void A_dm_is_open_for_each_member_apart_and_keeps_when_it_was_joined()
    {
        var state = State(ChannelKind.Im);
        state.Put(Bob, isOpen: false, At(2));
        Assert.False(state.IsOpenFor(Bob));
        state.SetOpen(Bob, true);
        state.SetOpen(Ann, false);
        Assert.True(state.IsOpenFor(Bob));
        Assert.False(state.IsOpenFor(Ann));
        Assert.False(state.IsOpenFor(new UserId("U0CAT")));
        Assert.Equal(new ChannelMember(Bob, true, At(2)), state.Members.Single(member => member.User == Bob));
    }

    private static ChannelState State(ChannelKind kind) => new(
        new Channel(Home, Lobby, kind, "lobby", Ann, 1, ChannelText.Empty, ChannelText.Empty, false, false, [], [], 1),
        [new ChannelMember(Ann, true, At(1))]);

    private static Caller Person(UserId user) => new(Home, user, "name", false, false, null, "key");

    private static Caller Bot(UserId user) => Person(user) with { IsBot = true, BotId = "B01" };

    private static string? Refusal(Action rule) => (Record.Exception(rule) as ChatException)?.Code;
}
