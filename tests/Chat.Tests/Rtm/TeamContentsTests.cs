using Chat.Channels;
using Chat.Gateway;
using Chat.Resilience;
using Chat.Rtm;
using Chat.Tests.Storage;
using Chat.Tests.WebApi;
using Chat.Users;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Rtm;

public sealed class TeamContentsTests : IDisposable
{
    private static readonly TeamId Home = new(46);

    private readonly StubGrains grains = new();
    private readonly List<TaskCompletionSource<User[]>> reads = [];
    private TeamContents contents;

    public TeamContentsTests()
    {
        grains.OnTask<IRosterGrain, User[]>(nameof(IRosterGrain.List), (_, _) =>
        {
            lock (reads)
            {
                reads.Add(new TaskCompletionSource<User[]>(TaskCreationOptions.RunContinuationsAsynchronously));
                return reads[^1].Task;
            }
        });
        contents = New(1 << 20);
    }

    public void Dispose() => contents.Dispose();

    [Fact]
    public async Task All_who_ask_for_a_version_at_once_and_later_share_one_read()
    {
        Task<UsersContent>[] asked = [.. Enumerable.Range(0, 20).Select(_ => Ask(second: 5))];
        await Answer(1, User("ann"));
        var shared = await Waiting.For(Task.WhenAll(asked), "the one read");
        Assert.Single(shared.Append(await Ask(second: 5)).Append(await Ask(second: 4)).Distinct());
        Assert.Single(reads);
    }

    [Fact]
    public async Task A_later_version_is_not_served_by_a_read_that_began_before_it()
    {
        var early = Ask(second: 5);
        await UntilReads(1);
        var late = Ask(second: 6);
        await Answer(2, User("ann"), User("bob"));
        await Waiting.For(late, "the second read");
        Assert.False(early.IsCompleted);
        reads[0].SetResult([User("ann")]);
        // What the first read brings, late, does not take the place of the newer.
        Assert.NotSame(await Waiting.For(early, "the first read"), await Ask(second: 6));
        Assert.Same(await late, await Ask(second: 6));
        Assert.Equal(2, reads.Count);
    }

    [Fact]
    public async Task A_new_writer_s_version_is_read_anew_and_then_serves_its_predecessor_s()
    {
        var first = Ask(second: 5);
        await Answer(1, User("ann"));
        await Waiting.For(first, "the first read");
        var second = Ask(second: 5, epoch: 2);
        await Answer(2, User("ann"));
        Assert.NotSame(await first, await Waiting.For(second, "the second read"));
        Assert.Same(await second, await Ask(second: 9, epoch: 1));
    }

    [Fact]
    public async Task One_who_gives_up_does_not_end_the_read_for_the_others()
    {
        using var impatient = new CancellationTokenSource();
        var first = contents.Users(At(5, 1), impatient.Token);
        var second = Ask(second: 5);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Answer(1, User("ann"));
        await Waiting.For(second, "the read that another began");
    }

    [Fact]
    public async Task A_read_that_failed_is_made_again()
    {
        var failed = Ask(second: 5);
        await UntilReads(1);
        reads[0].SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        var again = Ask(second: 5);
        await Answer(2, User("ann"));
        await Waiting.For(again, "the second read");
    }

    [Fact]
    public async Task What_is_larger_than_the_bound_is_answered_and_not_kept()
    {
        contents.Dispose();
        contents = New(bytes: 10);
        for (var read = 1; read <= 2; read++)
        {
            var asked = Ask(second: 5);
            await Answer(read, User("ann"));
            await Waiting.For(asked, "a read");
        }
    }

    [Fact]
    public async Task Channels_that_one_is_in_are_left_out_and_the_others_stay_whole()
    {
        ChannelId[] ids = [.. Enumerable.Range(1, 6).Select(i => new ChannelId($"C{i}"))];
        grains.On<IChannelIndexGrain, ChannelView[]>(nameof(IChannelIndexGrain.ListPublic), (_, _) => [.. ids.Select(View)]);
        var content = await Waiting.For(contents.Channels(At(5, 1), CancellationToken.None), "the channels");
        Assert.Equal([6], Runs(content));
        Assert.Equal([1, 2, 1], Runs(content, 2, 5));
        Assert.Equal([4], Runs(content, 1, 6));
        Assert.Equal([], Runs(content, 1, 2, 3, 4, 5, 6));

        int[] Runs(ChannelsContent all, params int[] own)
        {
            var found = all.Except([.. own.Select(i => ids[i - 1])])
                .Select(run => System.Text.Json.Nodes.JsonNode.Parse($"[{System.Text.Encoding.UTF8.GetString(run.Span)}]")!.AsArray()).ToArray();
            Assert.Equal(
                ids.Where((_, i) => !own.Contains(i + 1)).Select(id => id.Value),
                found.SelectMany(run => run).Select(channel => channel!["id"]!.GetValue<string>()));
            return [.. found.Select(run => run.Count)];
        }
    }

    private TeamContents New(int bytes)
    {
        var calls = new GrainCalls(Options.Create(new GrainCallOptions()), TimeProvider.System);
        return new(new ChatGrains(grains.Factory), calls, Options.Create(new GatewayOptions { SnapshotCacheBytes = bytes }), TimeProvider.System);
    }

    private Task<UsersContent> Ask(long second, long epoch = 1) => contents.Users(At(second, epoch), CancellationToken.None);

    private async Task Answer(int read, params User[] users)
    {
        await UntilReads(read);
        reads[read - 1].SetResult(users);
    }

    private Task UntilReads(int count) => Polling.Until(() => reads.Count >= count, $"{count} reads");

    private static Position At(long second, long epoch) => new(Home, epoch, new Ts(second * 1_000_000));

    private static User User(string name) =>
        new(Home, new UserId($"U{name}"), name, false, false, false, false, null, new UserProfile(), 1, 1, false);

    private static ChannelView View(ChannelId id) => new(
        new Channel(Home, id, ChannelKind.Public, id.Value, null, 1, ChannelText.Empty, ChannelText.Empty, false, false, [], [], 1), false, MemberCount: 3);
}
