using Chat.Channels;
using Chat.Messages;
using Chat.Sessions;
using Chat.Teams;
using Chat.Tests.Transfer;
using Chat.Users;

namespace Chat.Tests.Backup;

/// <summary>Somebody who counts in a team's #general, one number a message, for as long as it is let.</summary>
internal sealed class Talk(ImportCluster cluster, TeamId team, Caller author, ChannelId channel)
{
    private volatile int _acked;

    public TeamId Team => team;

    public Caller Author => author;

    /// <summary>Numbers 1 to this one were acked.</summary>
    public int Acked => _acked;

    public static async Task<Talk> InNewTeamAsync(ImportCluster cluster)
    {
        var (team, admin) = await cluster.NewTeamAsync();
        var general = await cluster.Calls.Ask(() => cluster.Grains.Channels(team).GetGeneral(), CancellationToken.None);
        return new Talk(cluster, team, admin, general!.Value);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await SayAsync(cluster, $"{_acked + 1}");
            _acked++;
        }
    }

    /// <summary>Through any cluster that has the team.</summary>
    public Task<PostResult> SayAsync(ImportCluster through, string text) => through.Calls.Ask(
        () => through.Grains.Channel(team, channel).Post(author, new PostRequest(text, Guid.NewGuid().ToString())), CancellationToken.None);

    /// <summary>What is there, oldest first, without what the channel says of itself.</summary>
    public async Task<string[]> HeardAsync(ImportCluster through)
    {
        var page = await through.Silo<MessageStore>().HistoryAsync(team, channel, new HistoryQuery(null, null, false, 100_000));
        return [.. page.Messages.Where(static message => message.Subtype is null).Reverse().Select(static message => message.Text)];
    }

    public async Task<AttachReply> ResumeAsync(ImportCluster through, Position from)
    {
        var grain = through.Grains.Team(team);
        var ticket = await through.Calls.Ask(() => grain.OpenTicket(author, new TicketOptions(true, false)), CancellationToken.None);
        return await grain.Attach(new AttachRequest("g1", Guid.NewGuid().ToString(), ticket.Ticket, from.ToString()));
    }

    public async Task<Position> HeadAsync(ImportCluster through)
    {
        var (epoch, ts) = await through.Silo<EventStore>().HeadAsync(team);
        return new Position(team, epoch, ts);
    }
}
