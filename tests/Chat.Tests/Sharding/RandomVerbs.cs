using Chat.Channels;
using Chat.Jobs;
using Chat.Messages;
using Chat.Retention;
using Chat.Search;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Sharding.Overview;
using Chat.Teams;
using Chat.Tests.Storage;
using Chat.Transfer;
using Chat.Transfer.Exporting;
using Chat.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Tests.Sharding;

/// <summary>Every verb of every store, and every row that the log writes, with arguments drawn from a few of each kind so that they often meet.</summary>
internal sealed class RandomVerbs(StorageFixture storage, TestTeam team, Random random)
{
    private readonly List<Ts> _posted = [];

    /// <summary>By store and method.</summary>
    public IReadOnlyDictionary<string, Func<Task>> Reads => new Dictionary<string, Func<Task>>
    {
        ["MessageStore.FindAsync"] = () => storage.Messages.FindAsync(team.Id, Channel, Message),
        ["MessageStore.HistoryAsync"] = () => storage.Messages.HistoryAsync(team.Id, Channel, Query),
        ["MessageStore.RepliesAsync"] = () => storage.Messages.RepliesAsync(team.Id, Channel, Message, Query),
        ["MessageStore.FindByRetryHashAsync"] = () => storage.Messages.FindByRetryHashAsync(team.Id, Channel, TestTeam.RetryHash(Key)),
        ["MessageStore.SummariseThreadAsync"] = () => storage.Messages.SummariseThreadAsync(team.Id, Channel, Message),
        ["ExpiredStore.ChannelsAsync"] = () => Expired.ChannelsAsync(team.Id, Message, Ts.Max),
        ["ExpiredStore.BatchAsync"] = () => Expired.BatchAsync(team.Id, Channel, Message, 3),
        ["ExpiredStore.ThreadsAsync"] = () => Expired.ThreadsAsync(
            team.Id, Channel, new ExpiredBatch([new ExpiredRow(new Ts(1), null, null, true), new ExpiredRow(Message, new Ts(2), null, false)], true)),
        ["ChannelStore.FindAsync"] = () => storage.Channels.FindAsync(team.Id, Channel),
        ["ChannelStore.MembersAsync"] = () => storage.Channels.MembersAsync(team.Id, Channel),
        ["ChannelStore.ChannelsOfAsync"] = () => storage.Channels.ChannelsOfAsync(team.Id, User),
        ["ChannelStore.ListAsync"] = () => storage.Channels.ListAsync(
            team.Id, User, new ChannelFilter([ChannelKind.Public, ChannelKind.Im], Coin, Coin, Coin ? User : null, null, random.Next(3))),
        ["ChannelStore.FindByNameAsync"] = () => storage.Channels.FindByNameAsync(team.Id, Key),
        ["ChannelStore.FindByMembersAsync"] = () => storage.Channels.FindByMembersAsync(team.Id, [TestTeam.Ann, TestTeam.Bob]),
        ["ChannelStore.GeneralAsync"] = () => storage.Channels.GeneralAsync(team.Id),
        ["ChannelStore.BootAsync"] = () => Coin ? storage.Channels.BootAsync(team.Id, User) : storage.Channels.BootAsync(team.Id, User, Channel),
        ["ChannelStore.UnreadAsync"] = () => storage.Channels.UnreadAsync(
            team.Id, User, team.NewChannel(Channel.Value, Key, Coin ? ChannelKind.Public : ChannelKind.Im), Message),
        ["ChannelStore.CountsAsync"] = () => storage.Channels.CountsAsync(team.Id, User),
        ["UserStore.FindAsync"] = () => storage.Users.FindAsync(team.Id, User),
        ["UserStore.FindManyAsync"] = () => storage.Users.FindManyAsync(team.Id, [User, TestTeam.Ann]),
        ["UserStore.HasOtherAdminAsync"] = () => storage.Users.HasOtherAdminAsync(team.Id, User),
        ["UserStore.HasPasswordAsync"] = () => storage.Users.HasPasswordAsync(team.Id, User),
        ["UserStore.UnclaimedAsync"] = () => storage.Users.UnclaimedAsync(team.Id, [User, TestTeam.Ann]),
        ["UserStore.FindByEmailAsync"] = () => storage.Users.FindByEmailAsync(team.Id, $"{Key}@example.org"),
        ["UserStore.FindByNameAsync"] = () => storage.Users.FindByNameAsync(team.Id, Key),
        ["UserStore.CredentialAsync"] = () => storage.Users.CredentialAsync(team.Id, $"{Key}@example.org"),
        ["UserStore.ListAsync"] = () => storage.Users.ListAsync(team.Id, Coin ? User : null, random.Next(3)),
        ["UserStore.TokenAsync"] = () => storage.Users.TokenAsync(team.Id, Token.Hash(Key)),
        ["UserStore.TokensOfAsync"] = () => storage.Users.TokensOfAsync(team.Id, User),
        ["UserStore.ManuallyAwayAsync"] = () => storage.Users.ManuallyAwayAsync(team.Id),
        ["EventStore.HeadAsync"] = () => storage.Events.HeadAsync(team.Id),
        ["EventStore.ReadAsync"] = () => storage.Events.ReadAsync(team.Id, Message, 10, 10_000),
        ["EventStore.OutlineAsync"] = () => storage.Events.OutlineAsync(team.Id, Ts.Max, 10),
        ["EventStore.EpochAtAsync"] = () => storage.Events.EpochAtAsync(team.Id, Message),
        ["EventStore.PurgeAsync"] = () => storage.Events.PurgeAsync(team.Id, Message, 2),
        ["TeamOwnerStore.ProvisionAsync"] = async () =>
            await storage.Owners.ProvisionAsync((await storage.Owners.FindAsync(team.Id))!, TestTeam.Slackbot(team.Id)),
        ["TeamOwnerStore.ClaimAsync"] = async () => team.Epoch = await storage.Owners.ClaimAsync(team.Id),
        ["TeamOwnerStore.FindAsync"] = () => storage.Owners.FindAsync(team.Id),
        ["SessionPositionStore.SaveAsync"] = () => storage.Positions.SaveAsync(
            team.Id, [new StoredSession(Key, User, "t", new Position(team.Id, 1, Message), Coin ? 5 : null)], [$"{Key}x"]),
        ["SessionPositionStore.PurgeAsync"] = () => storage.Positions.PurgeAsync(team.Id, long.MaxValue),
        ["SessionPositionStore.LoadAsync"] = () => storage.Positions.LoadAsync(team.Id, 3),
        ["JobStore.FindAsync"] = () => Jobs.FindAsync(Job),
        ["JobStore.ListAsync"] = () => Jobs.ListAsync(team.Id, new JobFilter(Coin ? JobKinds.Import : null, Coin ? JobState.Queued : null, 5)),
        ["JobStore.EndedAsync"] = () => Jobs.EndedAsync(team.Id, long.MaxValue, 5),
        ["JobLeaseStore.TakeAsync"] = () => Leases.TakeAsync(team.Id, JobKinds.Import, Key, 3, 5, 10),
        ["JobLeaseStore.RenewAsync"] = () => Leases.RenewAsync(team.Id, [Job], Key, 20),
        ["JobLeaseStore.ReleaseAsync"] = () => Leases.ReleaseAsync(team.Id, [Job], Key),
        ["JobLeaseStore.IsLeasedAsync"] = () => Leases.IsLeasedAsync(Job, 5),
        ["TransferFileStore.CreateAsync"] = () => Transfer.CreateAsync(TransferFile.New(team.Id, Key, "export", Key, 1, 2)),
        ["TransferFileStore.AppendAsync"] = () => Transfer.AppendAsync(team.Id, Key, random.Next(2), new byte[] { 1, 2, 3 }),
        ["TransferFileStore.SealAsync"] = () => Transfer.SealAsync(team.Id, Key, 3, null),
        ["TransferFileStore.FindAsync"] = () => Transfer.FindAsync(team.Id, Key),
        ["TransferFileStore.ReadChunkAsync"] = () => Transfer.ReadChunkAsync(team.Id, Key, 0),
        ["TransferFileStore.DeleteAsync"] = () => Transfer.DeleteAsync(team.Id, Key),
        ["TransferFileStore.ExpiredAsync"] = () => Transfer.ExpiredAsync(team.Id, 3),
        ["ExportStore.ChannelsAsync"] = () => Export.ChannelsAsync(team.Id, Coin ? Channel : null, 3, CancellationToken.None),
        ["ExportStore.MembersAsync"] = () => Export.MembersAsync(team.Id, Channel, Coin ? User : null, 3, CancellationToken.None),
        ["ExportStore.CountAsync"] = () => Export.CountAsync(team.Id, [Channel, TestTeam.General], Ts.None, Message, TimeSpan.FromSeconds(3), CancellationToken.None),
        ["ExportStore.MessagesAsync"] = () => Export.MessagesAsync(team.Id, Channel, Ts.None, Message, 3, CancellationToken.None),
        ["ExportStore.CommentsAsync"] = () => Export.CommentsAsync(team.Id, Channel, Ts.None, Message, 3, CancellationToken.None),
        ["ExportStore.RepliesAsync"] = () => Export.RepliesAsync(team.Id, Channel, [Message, Message], Ts.Max, CancellationToken.None),
        ["ImportStore.WriteMessagesAsync"] = () => Imports.WriteMessagesAsync(
            team.Id,
            [
                team.NewMessage(Text, Channel, User) with { Ts = new Ts(5), Reactions = [new Reaction("tada", [User])] },
                team.NewMessage(Text, Channel, User, new Ts(5)) with { Ts = new Ts(6) },
            ],
            -1),
        ["ImportStore.WriteUsersAsync"] = () => Imports.WriteUsersAsync(team.Id, [team.NewUser(User, Key, Key)], -1),
        ["ImportStore.WriteChannelsAsync"] = () => Imports.WriteChannelsAsync(
            team.Id, [(team.NewChannel(Channel.Value, Key), false)], [new ImportedMember(Channel, User, new Ts(1), new Ts(1))], -1),
        ["ImportStore.WriteMembersAsync"] = () => Imports.WriteMembersAsync(team.Id, [new ImportedMember(Channel, User, new Ts(1), new Ts(1))], -1),
        ["ImportStore.SummariseAsync"] = () => Imports.SummariseAsync(team.Id, Channel, Ts.None, -1),
        ["ImportStore.HasWrittenAsync"] = () => Imports.HasWrittenAsync(team.Id, Channel, -1),
        ["ImportStore.UndoAsync"] = () => Imports.UndoAsync(team.Id, Channel, -1),
        ["ImportStore.DeleteSilentAsync"] = () => Imports.DeleteSilentAsync(team.Id, new ChannelId("C0SILENT")),
        ["SearchIndexStore.StepAsync"] = () => Index.StepAsync(team.Id),
        ["SearchStore.FindAsync"] = () => Search.FindAsync(
            team.Id, User, SearchQueryParser.Parse($"{Key} -{Key} in:{Channel} from:{User} has::tada: {(Coin ? "is:thread" : "has:link after:2000")}", new DateOnly(2026, 1, 1)),
            new SearchRequest("", Coin, Coin, 5, 1 + random.Next(2), false), TimeSpan.FromSeconds(5)),
        ["ShardSizes.OfTeamAsync"] = async () =>
            await ActivatorUtilities.CreateInstance<ShardSizes>(storage.Services).OfTeamAsync(await storage.Map.OfAsync(team.Id), team.Id),
    };

    /// <summary>By the row's type.</summary>
    public IReadOnlyDictionary<Type, Func<RowWrite>> Rows => new Dictionary<Type, Func<RowWrite>>
    {
        [typeof(MessageInsert)] = () => new MessageInsert(
            team.NewMessage(Text, Channel, User, _posted.Count > 0 && Coin ? Message : null), Coin ? TestTeam.RetryHash(Key) : null),
        [typeof(MessageReplace)] = () => new MessageReplace(team.NewMessage(Text, Channel, User) with { Ts = Message }),
        [typeof(MessageDelete)] = () => new MessageDelete(Channel, Message),
        [typeof(MessagesDelete)] = () => new MessagesDelete(Channel, [Message, Message], [TestTeam.RetryHash(Key)], Message),
        [typeof(ThreadPut)] = () => new ThreadPut(Channel, Message, Coin ? new ThreadSummary(1, [User], 1, Message) : null),
        [typeof(ReactionPut)] = () => new ReactionPut(Channel, Message, "tada", User, Ts.None),
        [typeof(ReactionDelete)] = () => new ReactionDelete(Channel, Message, "tada", User),
        [typeof(ChannelPut)] = () => new ChannelPut(team.NewChannel(Channel.Value, Channel.Value.ToLowerInvariant()) with { IsGeneral = Coin }),
        [typeof(MemberPut)] = () => new MemberPut(Channel, User, Coin, Ts.None),
        [typeof(MemberDelete)] = () => new MemberDelete(Channel, User),
        [typeof(CursorPut)] = () => new CursorPut(Channel, User, Ts.None),
        [typeof(UserPut)] = () => new UserPut(team.NewUser(User, User.Value.ToLowerInvariant(), $"{User}@example.org") with { ManualAway = Coin }, Coin ? "hash" : null),
        [typeof(JobInsert)] = () => new JobInsert(NewJob),
        [typeof(JobPut)] = () => new JobPut(NewJob with { State = Coin ? JobState.Running : JobState.Done, Ended = 7, Progress = new JobProgress(1, 2, "messages", 0.5) }),
        [typeof(JobDelete)] = () => new JobDelete(Job),
        [typeof(TokenPut)] = () => new TokenPut(Token.Hash(Key), User, 1, Coin),
    };

    private JobStore Jobs => ActivatorUtilities.CreateInstance<JobStore>(storage.Services);

    private JobLeaseStore Leases => ActivatorUtilities.CreateInstance<JobLeaseStore>(storage.Services);

    private JobId Job => new(team.Id, $"J0{random.Next(4)}");

    private StoredJob NewJob => new() { Id = Job, Kind = JobKinds.Import, Payload = Text, Created = 1, NotBefore = 2 };

    private ExpiredStore Expired => new(storage.Map);

    private ExportStore Export => new(storage.Map);

    private SearchIndexStore Index => storage.Services.GetRequiredService<SearchIndexStore>();

    private SearchStore Search => storage.Services.GetRequiredService<SearchStore>();

    private ImportStore Imports => storage.Services.GetRequiredService<ImportStore>();

    private TransferFileStore Transfer => storage.Services.GetRequiredService<TransferFileStore>();

    /// <summary>Words of SQL in texts: they are values, and must not count as statements.</summary>
    private string Text => Coin ? $"it's SELECT text FROM messages; -- {Key}" : Key;

    private bool Coin => random.Next(2) == 0;

    private string Key => $"k{random.Next(4)}";

    private ChannelId Channel => new($"C0{random.Next(3)}");

    private UserId User => random.Next(2) == 0 ? TestTeam.Ann : TestTeam.Bob;

    private Ts Message => _posted.Count == 0 ? new Ts(1) : _posted[random.Next(_posted.Count)];

    private HistoryQuery Query => new(Coin ? Message : null, Coin ? Message : null, Coin, 1 + random.Next(5), Coin);

    /// <summary>All verbs once and then some of them again, in a random order, several rows in one item now and then.</summary>
    public async Task RunAsync(int more)
    {
        var reads = Reads.Values.ToArray();
        var rows = Rows.Values.ToArray();
        var verbs = reads.Concat(rows.Select(row => (Func<Task>)(() => WriteAsync(row)))).ToList();
        verbs.AddRange(Enumerable.Range(0, more).Select(_ => Coin ? reads[random.Next(reads.Length)] : () => WriteAsync(rows[random.Next(rows.Length)])));
        var order = verbs.ToArray();
        random.Shuffle(order);
        foreach (var verb in order)
            await Waiting.For(Done(verb()), "a random verb");
    }

    private async Task WriteAsync(Func<RowWrite> row)
    {
        var item = team.Item([.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => team.Step([.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => row())]))]);
        // A row that meets one like it is refused or a duplicate: statements were run all the same.
        if ((await storage.Log.Append(item)).Outcome == CommitOutcome.Committed)
            _posted.AddRange(item.Steps.Select(static step => step.Ts));
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
