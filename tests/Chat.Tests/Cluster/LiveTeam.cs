using System.Text.Json;
using Chat.Channels;
using Chat.Messages;
using Chat.Sessions;
using Chat.Teams;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Cluster;

/// <summary>A team on the shared silo, and what a test says about it in short.</summary>
internal sealed class LiveTeam(ChatCluster cluster, CreatedTeam created, Caller admin)
{
    public TeamId Id => created.Team.Id;

    public Caller Admin => admin;

    public string AdminToken => created.Token;

    public ITeamGrain Grain => cluster.Grains.Team(Id);

    public IRosterGrain Roster => cluster.Grains.Roster(Id);

    public IChannelIndexGrain Index => cluster.Grains.Channels(Id);

    public IChannelGrain Channel(ChannelId channel) => cluster.Grains.Channel(Id, channel);

    public async Task<Caller> NewPerson(string name) => (await NewPersonWithToken(name)).Caller;

    public async Task<(Caller Caller, string Token)> NewPersonWithToken(string name)
    {
        var issued = await Ask(() => Roster.Create(new NewUser(name, $"{name}@example.org", false, false, null)));
        return (await Ask(() => Roster.Authenticate(Token.Hash(issued.Token))), issued.Token);
    }

    /// <summary>A channel of the admin's, with these members.</summary>
    public async Task<ChannelId> NewChannel(string name, bool isPrivate = false, params Caller[] members)
    {
        var channel = (await Ask(() => Index.Create(Admin, name, isPrivate))).Channel.Id;
        if (members.Length > 0)
            await Ask(() => Channel(channel).Invite(Admin, [.. members.Select(member => member.User)]));
        return channel;
    }

    /// <summary>Posts as the edge does: sent again, under the same key, when the writer was lost.</summary>
    public Task<PostResult> Post(Caller author, ChannelId channel, string text, string? key = null, Ts? thread = null)
    {
        var request = new PostRequest(text, key ?? Guid.NewGuid().ToString(), ThreadTs: thread);
        return Ask(() => Channel(channel).Post(author, request));
    }

    public Task<T> Ask<T>(Func<Task<T>> call) => cluster.Calls.Ask(call, CancellationToken.None);

    public Task Ask(Func<Task> call) => cluster.Calls.Ask(call, CancellationToken.None);

    /// <summary>Roots of a channel without what it says of itself, oldest first.</summary>
    public async Task<Message[]> History(ChannelId channel)
    {
        var found = new List<Message>();
        Ts? latest = null;
        while (true)
        {
            var page = await cluster.Messages.HistoryAsync(Id, channel, new HistoryQuery(null, latest, false, 500));
            found.AddRange(page.Messages.Where(message => message.Subtype is null));
            if (!page.HasMore)
                break;
            latest = page.Messages[^1].Ts;
        }
        found.Reverse();
        return [.. found];
    }

    /// <summary>The durable log.</summary>
    public Task<StoredEvent[]> Log() => cluster.Events.ReadAsync(Id, Ts.None, 1_000_000, int.MaxValue);

    public async Task<Position> Head()
    {
        var (epoch, ts) = await cluster.Events.HeadAsync(Id);
        return new Position(Id, epoch, ts);
    }

    public Task Deactivate() => cluster.Cluster.DeactivateAsync(Grain);

    public async Task<Ear> Listen(string gateway, Position? from = null, params SessionState[] sessions)
    {
        var ear = new Ear(cluster.Cluster.Client, gateway);
        await ear.Subscribe(this, from, sessions);
        return ear;
    }

    public async Task<AttachReply> Attach(Caller caller, string? offset, string gateway = "g1", string? session = null)
    {
        var ticket = await Ask(() => Grain.OpenTicket(caller, new TicketOptions(true, false)));
        return await Grain.Attach(new AttachRequest(gateway, session ?? Guid.NewGuid().ToString(), ticket.Ticket, offset));
    }

    /// <summary>What a resumed session sees from its offset to the head of its attach, page by page, and the user's channels there.</summary>
    /// <param name="between">Called before each page that is asked for.</param>
    public async Task<(TeamEvent[] Seen, HashSet<ChannelId> Channels, int Pages)> Replay(AttachReply reply, Position offset, Func<int, Task>? between = null)
    {
        Assert.True(reply is { Accepted: true, Resumed: true }, "The socket was not resumed.");
        HashSet<ChannelId> channels = [.. reply.Channels];
        var seen = new List<TeamEvent>();
        var (given, page, pages) = (offset.Ts, reply.Missed, 0);
        while (true)
        {
            foreach (var item in page)
            {
                Assert.True(item.Ts > given, $"{item.Ts} came after {given}.");
                given = item.Ts;
                if (given > reply.Head.Ts)
                    break;
                Visibility.Before(item, reply.Caller!.User, channels);
                if (Visibility.Shows(item, reply.Caller.User, channels))
                    seen.Add(item);
                Visibility.After(item, reply.Caller.User, channels);
            }
            if (given >= reply.Head.Ts)
                return ([.. seen], channels, pages);
            await (between?.Invoke(++pages) ?? Task.CompletedTask);
            var read = await Grain.ReadLog(reply.Epoch, given);
            Assert.True(read.Known && read.Events.Length > 0, $"The log ended at {given}, before {reply.Head}.");
            page = read.Events;
        }
    }
}

internal static class Payloads
{
    public static JsonElement Json(this TeamEvent item) => JsonDocument.Parse(item.Payload).RootElement;

    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Of ordinary messages the text; else null.</summary>
    public static string? Said(this TeamEvent item)
    {
        if (item.Payload.Length == 0)
            return null;
        var json = item.Json();
        return json.Text("type") == "message" && json.Text("subtype") is null ? json.Text("text") : null;
    }
}
