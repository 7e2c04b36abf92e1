using System.Text;
using Chat.Teams;

namespace Chat.Tests.Teams;

/// <summary>Events made short, for tests of what is pure.</summary>
internal static class Happenings
{
    public static readonly TeamId Home = new(46);
    public static readonly UserId Ann = new("U0ANN");
    public static readonly UserId Bob = new("U0BOB");
    public static readonly ChannelId Lobby = new("C0LOBBY");
    public static readonly ChannelId Cellar = new("C0CELLAR");

    public static Ts At(long second) => new(second * 1_000_000);

    public static Position PositionAt(long second, long epoch = 1) => new(Home, epoch, At(second));

    public static TeamEvent ToTeam(long second, int bytes = 2) => Of(At(second), Audience.Team, null, null, EventEffect.None, new string('x', bytes));

    public static TeamEvent In(ChannelId channel, long second) => Of(At(second), Audience.Channel, channel, null, EventEffect.None, "said");

    public static TeamEvent ToUser(UserId user, long second) => Of(At(second), Audience.User, null, user, EventEffect.None, "own");

    public static TeamEvent Joined(UserId user, ChannelId channel, long second) =>
        Of(At(second), Audience.User, channel, user, EventEffect.Joined, "joined");

    public static TeamEvent Left(UserId user, ChannelId channel, long second) =>
        Of(At(second), Audience.User, channel, user, EventEffect.Left, "left");

    public static TeamEvent Afresh(long second) => Of(At(second), Audience.Team, null, null, EventEffect.StartAfresh, "");

    public static TeamEvent Typing(UserId user, ChannelId channel) =>
        Of(Ts.None, Audience.ChannelExceptUser, channel, user, EventEffect.None, "typing");

    public static TeamEvent Of(Ts ts, Audience audience, ChannelId? channel, UserId? user, EventEffect effect, string payload) =>
        new(ts, audience, channel, user, effect, null, Encoding.UTF8.GetBytes(payload));
}
