using Chat.Channels;
using Chat.Messages;
using Chat.Search;
using Chat.Sharding;
using Chat.Teams;
using Chat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Search;

/// <summary>A team that talks in some channels, with the events that its grain would write, and is searched.</summary>
internal sealed class SearchedTeam(StorageFixture storage, TestTeam team)
{
    public static readonly ChannelId Secret = new("G0SECRET");
    public static readonly ChannelId Direct = new("D0ANNBOB");
    public static readonly ChannelId Chatter = new("C0RANDOM");
    public static readonly UserId Eve = new("U0EVE");

    private static readonly DateOnly Today = new(2023, 11, 15);

    public TestTeam Team => team;

    public TeamId Id => team.Id;

    public SearchIndexStore Index => storage.Services.GetRequiredService<SearchIndexStore>();

    private SearchStore Store => storage.Services.GetRequiredService<SearchStore>();

    /// <summary>#general and #random are public, Ann is in a private channel and in a conversation with Bob; Eve is in nothing.</summary>
    public static async Task<SearchedTeam> NewAsync(StorageFixture storage)
    {
        var team = await storage.NewTeamAsync();
        await team.Write(
            new UserPut(team.NewUser(Ann, "ann"), null), new UserPut(team.NewUser(Bob, "bob") with { Profile = new() { RealName = "Robert \"Bob\" 100%" } }, null),
            new UserPut(team.NewUser(Eve, "eve") with { Profile = new() { DisplayName = "Eve 100%", RealName = "Eve Doe" } }, null),
            new ChannelPut(team.NewChannel(General.Value, "general")), new ChannelPut(team.NewChannel(Chatter.Value, "random")),
            new ChannelPut(team.NewChannel(Secret.Value, "secret", ChannelKind.Private)),
            new ChannelPut(team.NewChannel(Direct.Value, "", ChannelKind.Im, Ann, Bob)),
            new MemberPut(General, Ann, true, Ts.None), new MemberPut(Secret, Ann, true, Ts.None),
            new MemberPut(Direct, Ann, true, Ts.None), new MemberPut(Direct, Bob, true, Ts.None));
        return new SearchedTeam(storage, team);
    }

    public Task<Ts> Say(string text, ChannelId? channel = null, UserId? user = null, Ts? thread = null, string? subtype = null) =>
        Write(static message => MessageEvents.Posted(message), ts => team.NewMessage(text, channel, user, thread) with { Ts = ts, Subtype = subtype }, static message => new MessageInsert(message, null));

    public Task Edit(Ts ts, string text, ChannelId? channel = null, Ts? thread = null) => Write(
        message => MessageEvents.Changed(message, message), _ => team.NewMessage(text, channel, thread: thread) with { Ts = ts }, static message => new MessageReplace(message));

    public Task Delete(Ts ts, ChannelId? channel = null) => Write(
        MessageEvents.Deleted, _ => team.NewMessage("", channel) with { Ts = ts }, static message => new MessageDelete(message.Channel, message.Ts));

    /// <summary>Until the index has everything.</summary>
    public async Task Follow()
    {
        while (await Index.StepAsync(Id) is (not SearchStep.AtEnd, _))
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    public async Task<SearchPage> Page(
        string query, UserId? viewer = null, bool byScore = false, bool ascending = false, int count = 100, int page = 1, string timeZone = "") =>
        await Store.FindAsync(
            Id, viewer ?? Ann, SearchQueryParser.Parse(query, Today) with { TimeZone = timeZone }, new SearchRequest(query, byScore, ascending, count, page, false), TimeSpan.FromSeconds(10));

    /// <summary>The texts that are found, oldest first, after everything is in the index.</summary>
    public async Task<string> Find(string query, UserId? viewer = null)
    {
        await Follow();
        var page = await Page(query, viewer, ascending: true);
        Assert.Equal(page.Total, page.Matches.Length);
        return string.Join(" | ", page.Matches.Select(static match => match.Message.Text));
    }

    private async Task<Ts> Write(Func<Message, EventDraft> draft, Func<Ts, Message> message, Func<Message, RowWrite> row)
    {
        var ts = team.Next();
        var (said, happened) = (message(ts), draft(message(ts)));
        var item = Stamping.Stamp(Id, team.Epoch, Change.Of(happened, row(said)), () => ts);
        var result = await Waiting.For(storage.Log.Append(item), "the commit of a message");
        Assert.Equal(CommitOutcome.Committed, result.Outcome);
        return ts;
    }
}
