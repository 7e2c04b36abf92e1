using Chat.Sessions;
using Chat.Teams;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Teams;

public sealed class VisibilityTests
{
    [Fact]
    public void A_member_sees_its_channels_the_team_and_its_own_events()
    {
        TeamEvent[] log = [ToTeam(1), In(Lobby, 2), In(Cellar, 3), ToUser(Ann, 4), ToUser(Bob, 5)];
        Assert.Equal([1, 2, 4], SeenBy(Ann, log, Lobby));
        Assert.Equal([1, 5], SeenBy(Bob, log));
    }

    [Fact]
    public void One_who_joins_in_the_stretch_sees_from_its_joining_on()
    {
        TeamEvent[] log = [In(Cellar, 1), Joined(Ann, Cellar, 2), In(Cellar, 3)];
        Assert.Equal([2, 3], SeenBy(Ann, log, Cellar));
    }

    [Fact]
    public void One_who_leaves_in_the_stretch_sees_up_to_its_leaving()
    {
        TeamEvent[] log = [In(Cellar, 1), Left(Ann, Cellar, 2), In(Cellar, 3)];
        Assert.Equal([1, 2], SeenBy(Ann, log));
    }

    [Fact]
    public void One_who_leaves_and_comes_back_sees_nothing_of_what_was_between()
    {
        TeamEvent[] log = [In(Cellar, 1), Left(Ann, Cellar, 2), In(Cellar, 3), Joined(Ann, Cellar, 4), In(Cellar, 5)];
        Assert.Equal([1, 2, 4, 5], SeenBy(Ann, log, Cellar));
    }

    [Fact]
    public void One_who_comes_and_goes_sees_what_was_between()
    {
        TeamEvent[] log = [In(Cellar, 1), Joined(Ann, Cellar, 2), In(Cellar, 3), Left(Ann, Cellar, 4), In(Cellar, 5)];
        Assert.Equal([2, 3, 4], SeenBy(Ann, log));
    }

    [Fact]
    public void What_others_do_with_their_membership_changes_nothing()
    {
        TeamEvent[] log = [In(Cellar, 1), Left(Bob, Cellar, 2), In(Cellar, 3), Joined(Bob, Cellar, 4), Joined(Bob, Lobby, 5), In(Lobby, 6)];
        Assert.Equal([1, 3], SeenBy(Ann, log, Cellar));
    }

    [Fact]
    public void Events_that_only_steer_are_shown_to_nobody()
    {
        TeamEvent[] log =
        [
            Of(At(1), Audience.User, null, Ann, EventEffect.TokenRevoked, ""),
            Of(At(2), Audience.User, null, Ann, EventEffect.UserDeactivated, ""),
        ];
        Assert.Equal([], SeenBy(Ann, log));
    }

    [Fact]
    public void One_who_causes_an_event_for_the_others_does_not_see_it()
    {
        TeamEvent[] log = [Of(At(1), Audience.ChannelExceptUser, Lobby, Ann, EventEffect.None, "to others")];
        Assert.Equal([], SeenBy(Ann, log, Lobby));
        Assert.Equal([1], SeenBy(Bob, log, Lobby));
        Assert.Equal([], SeenBy(Bob, log));
    }

    /// <summary>
    /// The rule said plainly: walk the whole log forwards from an empty team, keeping who is where, and show each event to who is there. A replay,
    /// which starts at any place and knows only the end, must agree for every user and every place.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void From_any_place_on_the_same_is_seen_as_by_one_who_was_there_all_the_time(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var log = RandomLog(random, length: random.Next(1, 60));
            foreach (var user in Users)
            {
                var (seen, channels) = Live(log, user);
                var from = random.Next(log.Count + 1);
                var expected = seen.Where(ts => from == 0 || ts > log[from - 1].Ts);
                Assert.Equal(expected, Replay(log[from..], user, channels).Select(item => item.Ts));
            }
        }
    }

    private static readonly UserId[] Users = [Ann, Bob, new("U0CAT")];
    private static readonly ChannelId[] Channels = [Lobby, Cellar, new("G0ATTIC")];

    private static List<TeamEvent> RandomLog(Random random, int length)
    {
        var members = new HashSet<(UserId, ChannelId)>();
        var log = new List<TeamEvent>();
        for (var second = 1; second <= length; second++)
        {
            var user = Users[random.Next(Users.Length)];
            var channel = Channels[random.Next(Channels.Length)];
            log.Add(random.Next(6) switch
            {
                0 => ToTeam(second),
                1 => ToUser(user, second),
                2 => Of(At(second), Audience.ChannelExceptUser, channel, user, EventEffect.None, "to others"),
                3 => In(channel, second),
                // Channels tell only of real changes: nobody joins twice.
                _ => members.Add((user, channel)) ? Joined(user, channel, second) : Leave(user, channel, second),
            });
        }
        return log;

        TeamEvent Leave(UserId user, ChannelId channel, long second)
        {
            members.Remove((user, channel));
            return Left(user, channel, second);
        }
    }

    private static (List<Ts> Seen, HashSet<ChannelId> Channels) Live(List<TeamEvent> log, UserId user)
    {
        var seen = new List<Ts>();
        var channels = new HashSet<ChannelId>();
        foreach (var item in log)
        {
            var mine = item.User == user;
            if (mine && item.Effect == EventEffect.Joined)
                channels.Add(item.Channel!.Value);
            var isMember = item.Channel is { } channel && channels.Contains(channel);
            if (item.Audience == Audience.Team
                || item.Audience == Audience.User && mine
                || item.Audience == Audience.Channel && isMember
                || item.Audience == Audience.ChannelExceptUser && isMember && !mine)
                seen.Add(item.Ts);
            if (mine && item.Effect == EventEffect.Left)
                channels.Remove(item.Channel!.Value);
        }
        return (seen, channels);
    }

    private static IEnumerable<long> SeenBy(UserId user, TeamEvent[] log, params ChannelId[] channelsAtEnd) =>
        Replay(log, user, channelsAtEnd.ToHashSet()).Select(item => item.Ts.Seconds);

    /// <summary>As the team's grain finds the channels at the beginning, and a gateway walks on from there.</summary>
    private static List<TeamEvent> Replay(IReadOnlyList<TeamEvent> stretch, UserId user, HashSet<ChannelId> channelsAtEnd)
    {
        var channels = channelsAtEnd.ToHashSet();
        Memberships.Undo(channels, user, stretch.Select(item => OutlinedEvent.Of(item, epoch: 1)));
        var seen = new List<TeamEvent>();
        foreach (var item in stretch)
        {
            Visibility.Before(item, user, channels);
            if (Visibility.Shows(item, user, channels))
                seen.Add(item);
            Visibility.After(item, user, channels);
        }
        Assert.Equal(channelsAtEnd.OrderBy(channel => channel.Value, StringComparer.Ordinal), channels.OrderBy(channel => channel.Value, StringComparer.Ordinal));
        return seen;
    }
}
