using System.Collections.Concurrent;
using Chat.Channels;
using Chat.Errors;
using Chat.Jobs;
using Chat.Messages;
using Chat.Retention;
using Chat.Search;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Retention;

/// <summary>The whole way, on a clock that is moved on: what is too old goes, with all that hung on it, and nothing else does.</summary>
public sealed class RetentionTests(RetentionCluster fixture) : IClassFixture<RetentionCluster>
{
    private ChatCluster Chat => fixture.Chat;

    [Fact]
    public async Task What_is_older_goes_and_what_is_younger_stays()
    {
        var team = await Chat.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby", false, ann);
        for (var i = 0; i < 20; i++)
            await team.Post(i % 2 == 0 ? team.Admin : ann, lobby, $"ancient {i}");
        var reacted = await team.Post(ann, lobby, "ancient, with a smile", "my key");
        await team.Ask(() => team.Channel(lobby).React(team.Admin, reacted.Message.Ts, "tada"));
        var direct = (await team.Ask(() => team.Index.OpenDirect(team.Admin, [ann.User], false))).Channel!.Channel.Id;
        await team.Post(ann, direct, "between us");
        Assert.Single((await Search(team, ann, "smile")).Matches);

        Chat.Clock.Advance(TimeSpan.FromDays(40));
        var young = await team.Post(ann, lobby, "recent");
        await Set(team, new RetentionSettings(30, null, null));
        await Gone(team, lobby, reacted.Message.Ts);
        var run = await Ended(team);

        Assert.Equal([young.Message.Ts], (await team.History(lobby)).Select(message => message.Ts));
        Assert.Single(await team.History(direct));
        Assert.True(run.Run!.Messages + run.MessagesEver >= 21, $"counted: {run}");
        await Refused(ErrorCodes.MessageNotFound, () => team.Channel(lobby).GetMessage(ann, reacted.Message.Ts));
        await Refused(ErrorCodes.ThreadNotFound, () => team.Channel(lobby).GetReplies(ann, reacted.Message.Ts, new HistoryQuery(null, null, false, 10)));
        await Refused(ErrorCodes.MessageNotFound, () => team.Channel(lobby).React(ann, reacted.Message.Ts, "tada"));
        Assert.Empty((await Search(team, ann, "smile")).Matches);
        Assert.Single((await Search(team, ann, "recent")).Matches);
        // What it was posted with says nothing any more.
        var again = await team.Post(ann, lobby, "under the same key", "my key");
        Assert.False(again.IsDuplicate);
        Assert.Empty(again.Message.Reactions);
    }

    [Fact]
    public async Task A_thread_that_goes_on_keeps_a_tombstone_at_its_root_until_its_last_reply_goes()
    {
        var team = await Chat.NewTeam();
        var lobby = await team.NewChannel("lobby");
        var root = (await team.Post(team.Admin, lobby, "an old question")).Message.Ts;
        var early = (await team.Post(team.Admin, lobby, "an early answer", thread: root)).Message.Ts;
        var ended = (await team.Post(team.Admin, lobby, "settled long ago")).Message.Ts;
        await team.Post(team.Admin, lobby, "as I say", thread: ended);
        Chat.Clock.Advance(TimeSpan.FromDays(20));
        var late = (await team.Post(team.Admin, lobby, "a late answer", thread: root)).Message.Ts;

        Chat.Clock.Advance(TimeSpan.FromDays(15));
        await Set(team, new RetentionSettings(30, null, null));
        await Gone(team, lobby, early);
        await Gone(team, lobby, ended);
        var stub = await Chat.Messages.FindAsync(team.Id, lobby, root);
        Assert.Equal(("tombstone", 1, late), (stub!.Subtype, stub.Thread!.ReplyCount, stub.Thread.LatestReply));
        Assert.DoesNotContain("question", stub.Text, StringComparison.Ordinal);
        var replies = await team.Ask(() => team.Channel(lobby).GetReplies(team.Admin, root, new HistoryQuery(null, null, false, 10)));
        Assert.Equal([root, late], replies.Messages.Select(message => message.Ts));
        // The thread can be gone on with.
        await team.Post(team.Admin, lobby, "the last word", thread: root);

        Chat.Clock.Advance(TimeSpan.FromDays(40));
        await Gone(team, lobby, root);
        Assert.Empty(await team.History(lobby));
        await Refused(ErrorCodes.ThreadNotFound, () => team.Post(team.Admin, lobby, "too late", thread: root));
    }

    [Fact]
    public async Task Directs_and_the_log_of_events_have_times_of_their_own()
    {
        var team = await Chat.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby", false, ann);
        var loud = (await team.Post(ann, lobby, "for all")).Message.Ts;
        var direct = (await team.Ask(() => team.Index.OpenDirect(team.Admin, [ann.User], false))).Channel!.Channel.Id;
        var quiet = (await team.Post(ann, direct, "between us")).Message.Ts;
        Chat.Clock.Advance(TimeSpan.FromDays(3));
        await team.Post(ann, lobby, "now");
        await Set(team, new RetentionSettings(null, 2, null));
        await Gone(team, direct, quiet);
        await Ended(team);
        Assert.NotNull(await Chat.Messages.FindAsync(team.Id, lobby, loud));
        // The log knew what was said: it is kept no longer than that.
        Assert.All(await team.Log(), happened => Assert.True(happened.Event.Ts > quiet));
    }

    [Fact]
    public async Task An_import_that_is_under_way_is_waited_for()
    {
        var team = await Chat.NewTeam();
        var lobby = await team.NewChannel("lobby");
        var old = (await team.Post(team.Admin, lobby, "old")).Message.Ts;
        Chat.Clock.Advance(TimeSpan.FromDays(3));
        var import = JobId.New(team.Id);
        await Chat.LeaseToNobody(import, JobKinds.Import, TimeSpan.FromDays(1));
        await team.Ask(() => Chat.Grains.Jobs(team.Id).Enqueue(new NewJob(import, JobKinds.Import, "{}")));

        await Set(team, new RetentionSettings(2, null, null));
        var run = await Ended(team);
        Assert.StartsWith("import_running: ", run.Run!.Error, StringComparison.Ordinal);
        Assert.NotNull(await Chat.Messages.FindAsync(team.Id, lobby, old));
        await Chat.Grains.Jobs(team.Id).Complete(import, null);
        await Gone(team, lobby, old);
        Assert.Null((await Ended(team)).Run!.Error);
    }

    [Fact]
    public async Task Replies_that_arrive_while_their_thread_goes_are_refused_or_stay()
    {
        var team = await Chat.NewTeam();
        var lobby = await team.NewChannel("lobby");
        var roots = new List<Ts>();
        for (var i = 0; i < 30; i++)
            roots.Add((await team.Post(team.Admin, lobby, $"root {i}")).Message.Ts);
        Chat.Clock.Advance(TimeSpan.FromDays(40));
        await Set(team, new RetentionSettings(30, null, null));
        var posted = new ConcurrentBag<(Ts Root, Ts Reply)>();
        await Task.WhenAll(roots.Select(Reply));
        await Polling.Until(async () => (await Ended(team)).Run!.Messages == 0, "a run that finds nothing more");
        var left = (await Chat.Messages.HistoryAsync(team.Id, lobby, new HistoryQuery(null, null, false, 500))).Messages;
        Assert.Equal(posted.Select(static post => post.Root).Order(), left.Select(static message => message.Ts).Order());
        foreach (var (root, reply) in posted)
        {
            var stub = await Chat.Messages.FindAsync(team.Id, lobby, root);
            Assert.Equal(("tombstone", 1, reply), (stub!.Subtype, stub.Thread!.ReplyCount, stub.Thread.LatestReply));
        }

        async Task Reply(Ts root)
        {
            try
            {
                posted.Add((root, (await team.Post(team.Admin, lobby, "just in time?", thread: root)).Message.Ts));
            }
            catch (ChatException e) when (e.Code == ErrorCodes.ThreadNotFound)
            {
                // Its root went first.
            }
        }
    }

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(36_501)]
    public async Task Days_that_are_none_are_refused(int days)
    {
        var team = await Chat.NewTeam();
        await Refused(ErrorCodes.InvalidArguments, () => Chat.Grains.Retention.Set(team.Id, new RetentionSettings(days, null, null)));
        await Refused(ErrorCodes.InvalidArguments, () => Chat.Grains.Retention.Set(team.Id, new RetentionSettings(null, days, null)));
        await Refused(ErrorCodes.InvalidArguments, () => Chat.Grains.Retention.Set(team.Id, new RetentionSettings(null, null, days)));
        Assert.Equal(RetentionSettings.KeepAll, (await Chat.Grains.Retention.Get(team.Id)).Settings);
    }

    private Task<TeamRetention> Set(LiveTeam team, RetentionSettings settings) => team.Ask(() => Chat.Grains.Retention.Set(team.Id, settings));

    private Task Gone(LiveTeam team, ChannelId channel, Ts ts) =>
        Polling.Until(async () => await Chat.Messages.FindAsync(team.Id, channel, ts) is null, $"message {ts} to go");

    /// <summary>A run that began after this was asked.</summary>
    private async Task<TeamRetention> Ended(LiveTeam team)
    {
        var asked = Chat.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        TeamRetention? found = null;
        await Polling.Until(async () => (found = await Chat.Grains.Retention.Get(team.Id)).Run is { Ended: not null } run && run.Began >= asked, "a run to end");
        return found!;
    }

    private async Task<SearchPage> Search(LiveTeam team, Caller caller, string words) =>
        await team.Ask(() => Chat.Grains.Search(team.Id).Messages(caller, new SearchRequest(words, false, false, 20, 1, false)));

    private static async Task Refused(string code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<ChatException>(call)).Code);
}
