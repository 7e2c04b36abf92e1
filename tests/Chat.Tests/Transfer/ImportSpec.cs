using Chat.Channels;
using Chat.Errors;
using Chat.Jobs;
using Chat.Messages;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Teams;
using Chat.Transfer;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Transfer;

/// <summary>What becomes of an export, on either database.</summary>
public abstract class ImportSpec(ImportCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private MessageStore Messages => cluster.Silo<MessageStore>();

    private ChannelStore Channels => cluster.Silo<ChannelStore>();

    private UserStore Users => cluster.Silo<UserStore>();

    [Fact]
    public async Task A_real_export_arrives_whole()
    {
        var (team, admin) = await cluster.NewTeamAsync();
        var report = await DoneAsync(team, await File.ReadAllBytesAsync(Path.Combine(Chat.Tests.Architecture.Projects.Root, "tests/data/houstondatavis-2016.zip"), Stop));
        Assert.Equal((71, 16, 1_382, 0, 199), (report.Imported.Users, report.Imported.Channels, report.Imported.Messages, report.Imported.Replies, report.Imported.Reactions));
        Assert.Equal(
            "bot_add 1, channel_archive 9, channel_join 320, channel_leave 3, channel_name 2, channel_purpose 13, channel_topic 2, file_comment 6, file_share 61, message 964, pinned_item 1",
            string.Join(", ", report.Imported.Subtypes.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.Empty(report.Skipped);
        var channels = (await Channels.ListAsync(team, admin.User, new ChannelFilter([ChannelKind.Public, ChannelKind.Private], false, false, null, null, 0))).ToDictionary(view => view.Channel.Name);
        Assert.Equal(17, channels.Count);
        Assert.Equal(9, channels.Values.Count(view => view.Channel.IsArchived));
        Assert.Equal("C061A2UGJ", channels["general"].Channel.Id.Value);
        Assert.True(channels["general"].Channel.IsGeneral);
        Assert.True(channels["general"].IsMember, "who was in the team's #general is in the export's");
        foreach (var (name, count) in new[] { ("general", 476), ("datajam", 173), ("get_feedback", 149), ("meetup-", 147), ("meetup", 2), ("design-thinking", 4) })
            Assert.Equal(count, (await HistoryAsync(team, channels[name].Channel.Id)).Length);
    }

    [Fact]
    public async Task Everything_odd_is_kept_or_told_of()
    {
        var (team, _) = await cluster.NewTeamAsync();
        var report = await DoneAsync(team, QuirkyExport.Zip());
        Assert.Equal(
            "bad_id 2, bad_text 2, bad_ts 3, duplicate_id 1, duplicate_ts 1, future_ts 1, hidden 1, not_a_message 1, not_an_object 3",
            string.Join(", ", report.Skipped.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.Equal((23, 4, 1), (report.Imported.Messages, report.Imported.Replies, report.Imported.RootsPlaceholder));
        Assert.Contains(report.SkippedItems, item => item is { Reason: "future_ts", Entry: "general/2017-07-14.json", Position: 16 });
        Assert.Equal(2, report.EntriesIgnored);

        var general = (await HistoryAsync(team, new("C0GENERAL"))).ToDictionary(message => message.Ts.ToString());
        Assert.Equal(15, general.Count);
        var first = general["1500000001.000001"];
        Assert.Equal(("U0ALICE", "c1", "hi <@U0BOB> &amp; <#C0DEV|dev> <https://a.example|a>"), (first.User?.Value, first.ClientMsgId, first.Text));
        Assert.Equal(new Ts(1500000002_000000), first.EditedTs);
        Assert.Equal("""{"user_team":"T0OTHER","blocks":[{"type":"rich_text","elements":[]}],"unknown":{"a":[1,2.50,"x"]},"pinned_to":["C0GENERAL"]}""", first.Extra);
        Assert.Equal(["clap::skin-tone-2:U0BOB,U0FAR", "+1:U0ALICE"], first.Reactions.Select(r => $"{r.Name}:{string.Join(',', r.Users)}"));
        Assert.Equal(("B0ROBOT", null), (general["1500000102.000001"].BotId, general["1500000102.000001"].User));
        Assert.Contains("\"username\":\"nobody\"", general["1500000103.000001"].Extra, StringComparison.Ordinal);
        Assert.Contains("\"user\":\"U00\"", general["1500000105.000001"].Extra, StringComparison.Ordinal);
        Assert.Equal("U0CAROL", general["1500000106.000001"].User?.Value);
        Assert.Equal("twice", general["1500000109.000001"].Text);
        Assert.Equal(("", "nul \uFFFD here"), (general["1500000115.000001"].Text, general["1500000116.000001"].Text));

        var root = general["1500100000.000100"];
        Assert.Equal((3, "U0ALICE,U0CAROL", 2, "1500100002.000100"),
            (root.Thread!.ReplyCount, string.Join(',', root.Thread.ReplyUsers), root.Thread.ReplyUsersCount, root.Thread.LatestReply.ToString()));
        Assert.Null(root.Extra);
        Assert.Equal(("thread_broadcast", "U0CAROL", "1500100000.000100"),
            (general["1500100001.000100"].Subtype, general["1500100001.000100"].User?.Value, general["1500100001.000100"].ThreadTs?.ToString()));
        var missing = general["1400000000.000001"];
        Assert.Equal(("tombstone", 1), (missing.Subtype, missing.Thread?.ReplyCount));

        var channels = (await AllChannelsAsync(team)).ToDictionary(channel => channel.Id.Value);
        Assert.Equal(("dev", "dev-2", "dev-ops", "日本語-チャンネル"), (channels["C0DEV"].Name, channels["C0TWIN"].Name, channels["C0DEVOPS"].Name, channels["C0WORLD"].Name));
        Assert.Equal(["dev"], channels["C0TWIN"].PreviousNames);
        Assert.Equal(["development"], channels["C0DEV"].PreviousNames);
        Assert.Equal(80, channels["C0LONG"].Name.Length);
        Assert.Equal((ChannelKind.Private, ChannelKind.Private, ChannelKind.Mpim, ChannelKind.Im),
            (channels["G0SECRET"].Kind, channels["G0MANY"].Kind, channels["G0THREE"].Kind, channels["D0PAIR"].Kind));
        Assert.Equal(["U0ALICE"], channels["D0SELF"].DmMembers.Select(m => m.Value));
        Assert.Equal(10, (await Channels.MembersAsync(team, new("G0MANY"))).Count);
        Assert.Equal("G0THREE", (await Channels.FindByMembersAsync(team, [new("U0ALICE"), new("U0BOB"), new("U0CAROL")]))?.Value);
        foreach (var id in new[] { "C0DEV", "C0DEVOPS", "C0WORLD", "G0SECRET", "D0PAIR", "D0SELF", "G0THREE", "G0AGAIN", "G0MANY" })
            Assert.Single(await HistoryAsync(team, new(id)));
        var forgotten = Assert.Single(channels.Values, channel => channel.Name == "forgotten");
        Assert.Equal(["U0CAROL"], (await Channels.MembersAsync(team, forgotten.Id)).Select(m => m.User.Value));

        Assert.Equal(("alice", "Alice-2", "stranger", "B0ROBOT"), (await UserAsync(team, "U0ALICE", u => u.Name), await UserAsync(team, "U0CAROL", u => u.Name),
            await UserAsync(team, "U0STRANGER", u => u.Name), await UserAsync(team, "U0ROBOT", u => u.BotId)));
        Assert.Equal("U0ALICE", (await Users.FindByEmailAsync(team, "alice@example.org"))?.Id.Value);
        Assert.True(await UserAsync(team, "U0BOB", u => u.Deleted));
        Assert.Equal(9, report.Imported.UsersPlaceholder);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_disturbs_nobody()
    {
        var (team, _) = await cluster.NewTeamAsync();
        await DoneAsync(team, QuirkyExport.Zip());
        var (rows, head) = (await cluster.RowsAsync(team), await AfreshAsync(team));
        await DoneAsync(team, QuirkyExport.Zip());
        Assert.Equal(rows, await cluster.RowsAsync(team));
        Assert.Equal(head, await AfreshAsync(team));
    }

    [Fact]
    public async Task An_import_that_ends_between_any_two_steps_is_taken_up_and_ends_as_if_it_had_not()
    {
        var zip = QuirkyExport.Zip();
        var (whole, wholeAdmin) = await cluster.NewTeamAsync();
        await DoneAsync(whole, zip);
        var expected = Comparable(await cluster.RowsAsync(whole), wholeAdmin);
        var (team, admin) = await cluster.NewTeamAsync();
        var job = await SealedAsync(team, zip);
        var checkpoint = new ImportCheckpoint(ImportStep.Plan);
        foreach (var end in (string?[])["plan", "store plan", "messages", "batch", "checkpoint", "threads", "publish", "publish channels", "published", "refresh", null])
        {
            // Once from the last checkpoint, and once from the beginning: the checkpoint did not reach the job's row.
            foreach (var from in new[] { checkpoint, new ImportCheckpoint(ImportStep.Plan) })
            {
                var importer = cluster.Silo<Importer>();
                importer.Reaching = step => step == end ? throw new CrashException(step) : Task.CompletedTask;
                var running = importer.RunAsync(job, from, (_, at) =>
                {
                    checkpoint = at ?? checkpoint;
                    return Task.CompletedTask;
                }, Stop);
                if (end is null)
                    await running;
                else
                    await Assert.ThrowsAsync<CrashException>(() => running);
            }
        }
        await cluster.Silo<Importer>().CleanAsync(job, Stop);
        Assert.Equal(expected, Comparable(await cluster.RowsAsync(team), admin));
    }

    [Fact]
    public async Task What_has_been_imported_is_not_held_on_to()
    {
        var (team, _) = await cluster.NewTeamAsync();
        var job = await SealedAsync(team, Generated(new ExportGenerator(200, 20, 30_000)));
        var live = new List<long>();
        var batches = 0;
        var importer = cluster.Silo<Importer>();
        importer.Reaching = step =>
        {
            if (step == "batch" && ++batches % 5 == 0)
                live.Add(GC.GetTotalMemory(forceFullCollection: true));
            return Task.CompletedTask;
        };
        await importer.RunAsync(job, new ImportCheckpoint(ImportStep.Plan), (_, _) => Task.CompletedTask, Stop);
        Assert.True(batches > 100, $"{batches} batches");
        // Other tests run beside it: what is held on to is in every look of the second half.
        var (first, second) = (live.Take(live.Count / 2).Min(), live.Skip(live.Count / 2).Min());
        TestContext.Current.TestOutputHelper?.WriteLine($"live heap {first >> 20} MiB in the first half, {second >> 20} MiB in the second");
        Assert.True(second - first < 8 << 20, $"{(second - first) / 1024} KiB more in the second half");
        await importer.CleanAsync(job, Stop);
    }

    [Fact]
    public async Task An_import_that_is_cancelled_leaves_nothing()
    {
        var (team, _) = await cluster.NewTeamAsync();
        // There is a channel with a message already: what was there stays.
        await DoneAsync(team, ExportFiles.Minimal().Zip());
        var before = await cluster.RowsAsync(team);
        var zip = QuirkyExport.Files().With("C01/2017-07-15.json", """[{"type":"message","user":"U01","text":"more","ts":"1500000009.000001","reactions":[{"name":"x","users":["U01"]}]}]""").Zip();
        foreach (var until in new[] { "plan", "store plan", "messages", "batch", "checkpoint", "threads", "publish" })
        {
            var job = await SealedAsync(team, zip);
            var importer = cluster.Silo<Importer>();
            importer.Reaching = step => step == until ? throw new CrashException(step) : Task.CompletedTask;
            await Assert.ThrowsAsync<CrashException>(() => importer.RunAsync(job, new ImportCheckpoint(ImportStep.Plan), (_, _) => Task.CompletedTask, Stop));
            await importer.UndoAsync(job, Stop);
            await importer.CleanAsync(job, Stop);
            Assert.Equal(before, await cluster.RowsAsync(team));
        }
    }

    [Fact]
    public async Task A_job_that_is_cancelled_before_its_turn_leaves_nothing()
    {
        var (team, _) = await cluster.NewTeamAsync();
        var before = await cluster.RowsAsync(team);
        var zip = Generated(new ExportGenerator(50, 20, 20_000, 200));
        var job = await cluster.StoreAsync(team, zip);
        await cluster.Grains.Import(job).Finish(zip.Length, [1]);
        await cluster.Grains.Jobs(team).Cancel(job);
        Assert.Equal(JobState.Cancelled, (await cluster.EndAsync(job)).State);
        Assert.Equal(before, await cluster.RowsAsync(team, "transfer_files", "transfer_chunks"));
    }

    [Fact]
    public async Task A_rejected_archive_leaves_nothing_and_says_why()
    {
        var (team, _) = await cluster.NewTeamAsync();
        var before = await cluster.RowsAsync(team);
        var zip = ExportFiles.Minimal().With("general/2023-11-15.json", """[{"type":"message","user":"U01","text":"fine","ts":"1700000001.000100"},{"type" """).Zip();
        var status = await cluster.ImportAsync(team, zip);
        Assert.Equal(JobState.Failed, status.State);
        Assert.StartsWith("invalid_export: general/2023-11-15.json", status.Error, StringComparison.Ordinal);
        Assert.Equal(before, await cluster.RowsAsync(team));
    }

    [Fact]
    public async Task People_who_are_there_stay_who_they_are()
    {
        var (team, admin) = await cluster.NewTeamAsync();
        var roster = cluster.Grains.Roster(team);
        var alice = (await cluster.Calls.Ask(() => roster.Create(new NewUser("alicia", "ALICE@example.org", false, false, "hash")), Stop)).User;
        var taken = (await cluster.Calls.Ask(() => roster.Create(new NewUser("alice", "other@example.org", false, false, null)), Stop)).User;
        var general = (await cluster.Grains.Channels(team).GetGeneral())!.Value;
        await cluster.Calls.Ask(() => cluster.Grains.Channel(team, general).Post(admin, new PostRequest("something is said here", "k")), Stop);
        var zip = new ExportFiles()
            .With("users.json", """[{"id":"U01","name":"alice","profile":{"email":"alice@example.org"}},{"id":"U02","name":"alice","profile":{}}]""")
            .With("channels.json", """[{"id":"C01","name":"general","is_general":true,"creator":"U01","members":["U01","U02"]},{"id":"C02","name":"random","members":["U01"]}]""")
            .With("general/2017-07-14.json", """
                [{"type":"message","user":"U01","text":"I, <@U01>, not <@U012> nor U01","ts":"1500000001.000001","blocks":[{"type":"user","user_id":"U01"}]},
                 {"type":"message","user":"U02","text":"x","ts":"1500000002.000001","reactions":[{"name":"x","users":["U01"]}],"edited":{"user":"U01","ts":"1500000003.000001"}}]
                """).Zip();
        var report = await DoneAsync(team, zip);
        Assert.Equal(1, report.Conflicts[ConflictKind.UserMatched]);
        Assert.Equal(1, report.Conflicts[ConflictKind.ChannelRenamed]);
        Assert.Equal(1, report.Conflicts[ConflictKind.ChannelReplaced]);
        Assert.Equal("alice-2", await UserAsync(team, "U02", user => user.Name));
        Assert.Null(await Users.FindAsync(team, new("U01")));
        Assert.Equal("alice", (await Users.FindAsync(team, taken.Id))?.Name);
        var messages = await HistoryAsync(team, new("C01"));
        Assert.Equal($"I, <@{alice.Id}>, not <@U012> nor U01", messages[1].Text);
        Assert.Contains($"\"user_id\":\"{alice.Id}\"", messages[1].Extra, StringComparison.Ordinal);
        Assert.Equal((alice.Id, alice.Id, alice.Id), (messages[1].User, messages[0].EditedBy, messages[0].Reactions[0].Users[0]));
        var channels = (await AllChannelsAsync(team)).ToDictionary(channel => channel.Id.Value);
        Assert.Equal(("general-2", false, "random"), (channels["C01"].Name, channels["C01"].IsGeneral, channels["C02"].Name));
        Assert.True(channels[general.Value] is { IsGeneral: true, IsArchived: false, Name: "general" });
        Assert.Equal(3, channels.Count);
        Assert.Contains(alice.Id, (await Channels.MembersAsync(team, new("C01"))).Select(member => member.User));
    }

    [Fact]
    public async Task An_imported_person_is_claimed_by_the_e_mail()
    {
        var (team, _) = await cluster.NewTeamAsync();
        await DoneAsync(team, QuirkyExport.Zip());
        var roster = cluster.Grains.Roster(team);
        Assert.Null(await roster.FindCredential("alice@example.org"));
        var issued = await cluster.Calls.Ask(() => roster.Create(new NewUser("alice", "alice@example.org", false, false, "hash")), Stop);
        Assert.Equal(("U0ALICE", "alice", false), (issued.User.Id.Value, issued.User.Name, issued.User.IsAdmin));
        Assert.Equal("U0ALICE", (await roster.FindCredential("alice@example.org"))?.User.Value);
        Assert.Equal("U0ALICE", (await roster.Authenticate(Token.Hash(issued.Token))).User.Value);
        var again = await Assert.ThrowsAsync<ChatException>(() => roster.Create(new NewUser("alice3", "alice@example.org", false, false, "hash")));
        Assert.Equal(ErrorCodes.EmailTaken, again.Code);
    }

    [Fact]
    public async Task An_imported_person_is_claimed_by_an_invitation()
    {
        var (team, _) = await cluster.NewTeamAsync();
        await DoneAsync(team, QuirkyExport.Zip());
        var imported = (await Users.FindByEmailAsync(team, "alice@example.org"))!;
        var invitations = cluster.Grains.Invitations(team);
        var invitation = await cluster.Calls.Ask(() => invitations.Invite("Alice@example.org", ""), Stop);
        Assert.Equal(imported.Profile.RealName, (await invitations.Find(invitation.Code)).Name);
        var issued = await cluster.Calls.Ask(() => invitations.Accept(invitation.Code, "Somebody Else", "hash"), Stop);
        Assert.Equal((imported.Id, imported.Name, "Somebody Else"), (issued.User.Id, issued.User.Name, issued.User.Profile.RealName));
        Assert.Equal(new Credential(imported.Id, "hash"), await cluster.Grains.Roster(team).FindCredential("alice@example.org"));
        var general = (await cluster.Grains.Channels(team).GetGeneral())!.Value;
        Assert.True(await cluster.Grains.Channel(team, general).IsMember(imported.Id));
        var again = await Assert.ThrowsAsync<ChatException>(() => invitations.Accept(invitation.Code, "Alice", "another"));
        Assert.Equal(ErrorCodes.InvalidInvitation, again.Code);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task An_imported_admin_is_one_again_if_it_was_invited_as_one_and_still_is(bool isInvitedAfter, bool isStillAdmin, bool isAdmin)
    {
        var (team, _) = await cluster.NewTeamAsync();
        var invitations = cluster.Grains.Invitations(team);
        var roster = cluster.Grains.Roster(team);
        Task<Invitation> Invite() => cluster.Calls.Ask(() => invitations.Invite("alice@example.org", ""), Stop);
        var before = await Invite();
        Assert.False(before.IsAdmin);
        await DoneAsync(team, QuirkyExport.Zip());
        var after = await Invite();
        Assert.Equal((true, new UserId("U0ALICE")), (after.IsAdmin, after.Claims));
        if (!isStillAdmin)
            await cluster.Calls.Ask(() => roster.SetAdmin(new("U0ALICE"), false, byOperator: true), Stop);
        var issued = await cluster.Calls.Ask(() => invitations.Accept((isInvitedAfter ? after : before).Code, "Alice", "hash"), Stop);
        Assert.Equal(("U0ALICE", isAdmin, false), (issued.User.Id.Value, issued.User.IsAdmin, issued.User.IsOwner));
        Assert.Equal(isAdmin, (await roster.Authenticate(Token.Hash(issued.Token))).IsAdmin);
        Assert.Empty(await roster.FindUnclaimed([issued.User.Id]));
    }

    [Fact]
    public async Task Whoever_was_there_before_starts_afresh_and_grains_know_what_was_imported()
    {
        var (team, admin) = await cluster.NewTeamAsync();
        await DoneAsync(team, ExportFiles.Minimal().Zip());
        var channel = cluster.Grains.Channel(team, new("C01"));
        await cluster.Calls.Ask(() => channel.Join(admin), Stop);
        await cluster.Calls.Ask(() => channel.Post(admin, new PostRequest("live", "k")), Stop);
        var grain = cluster.Grains.Team(team);
        var before = await cluster.Calls.Ask(() => grain.OpenTicket(admin, new TicketOptions(true, false)), Stop);
        var resumed = await grain.Attach(new AttachRequest("g1", "s1", before.Ticket, before.Offset.ToString()));
        Assert.True(resumed.Resumed);
        // Of a channel that is in memory: a reply to a message that is there, and a new message.
        var zip = ExportFiles.Minimal().With("general/2023-11-16.json", """
            [{"type":"message","user":"U01","text":"a reply","ts":"1700000007.000100","thread_ts":"1700000000.000100"}]
            """).Zip();
        await DoneAsync(team, zip);
        var after = await cluster.Calls.Ask(() => grain.OpenTicket(admin, new TicketOptions(true, false)), Stop);
        Assert.True(after.Content.Users.Ts > before.Content.Users.Ts && after.Content.Channels.Ts > before.Content.Channels.Ts);
        var afresh = await grain.Attach(new AttachRequest("g1", "s2", after.Ticket, before.Offset.ToString()));
        Assert.True(afresh is { Accepted: true, Resumed: false });
        var posted = await cluster.Calls.Ask(() => channel.Post(admin, new PostRequest("another reply", "k2", ThreadTs: Ts.Parse("1700000000.000100"))), Stop);
        var root = (await cluster.Calls.Ask(() => channel.GetReplies(admin, Ts.Parse("1700000000.000100"), new HistoryQuery(null, null, false, 10)), Stop)).Messages;
        Assert.Equal((2, 3), (root[0].Thread?.ReplyCount, root.Length));
        Assert.True(posted.Message.Ts > afresh.Head.Ts);
        // Also for a new writer, which has only the log.
        await cluster.DeactivateAsync(grain);
        var later = await cluster.Calls.Ask(() => grain.OpenTicket(admin, new TicketOptions(true, false)), Stop);
        Assert.False((await grain.Attach(new AttachRequest("g1", "s3", later.Ticket, before.Offset.ToString()))).Resumed);
        later = await cluster.Calls.Ask(() => grain.OpenTicket(admin, new TicketOptions(true, false)), Stop);
        Assert.True((await grain.Attach(new AttachRequest("g1", "s4", later.Ticket, afresh.Head.ToString()))).Resumed);
    }

    [Fact]
    public async Task A_generated_export_of_many_files_arrives_whole()
    {
        var (team, _) = await cluster.NewTeamAsync();
        var generator = new ExportGenerator(60, 30, 12_000, 7);
        using var stream = new MemoryStream();
        var content = generator.Write(stream);
        var report = await DoneAsync(team, stream.ToArray());
        Assert.Equal((content.Roots, content.Replies, content.Reactions), (report.Imported.Messages, report.Imported.Replies, report.Imported.Reactions));
        var database = (await cluster.Silo<ShardMap>().OfAsync(team, Stop)).Database;
        foreach (var (table, count) in new[] { ("messages", content.Roots), ("comments", content.Replies), ("reactions", content.Reactions) })
        {
            var rows = await database.FindAsync($"SELECT COUNT(*) FROM {table} WHERE team_id = @team AND channel_id <> ''", row => row.GetInt64(0), Stop, ("@team", team.Number));
            Assert.Equal(count, rows);
        }
        var threads = await database.FindAsync("SELECT SUM(reply_count) FROM messages WHERE team_id = @team", row => Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), Stop, ("@team", team.Number));
        Assert.Equal(content.Replies, threads);
        Assert.Empty(await database.QueryAsync("SELECT file_id FROM transfer_files WHERE team_id = @team", row => row.GetString(0), Stop, ("@team", team.Number)));
    }

    private async Task<ImportReport> DoneAsync(TeamId team, byte[] zip)
    {
        var status = await cluster.ImportAsync(team, zip);
        Assert.True(status.State == JobState.Done, $"The import is {status.State}: {status.Error}");
        return ImportReport.Parse(status.Report!);
    }

    /// <summary>A file as an importer finds it, without a job.</summary>
    private async Task<JobId> SealedAsync(TeamId team, byte[] zip)
    {
        var job = await cluster.StoreAsync(team, zip);
        Assert.True(await cluster.Silo<TransferFileStore>().SealAsync(team, job.ToString(), zip.Length, null, Stop));
        return job;
    }

    private async Task<Message[]> HistoryAsync(TeamId team, ChannelId channel)
    {
        var page = await Messages.HistoryAsync(team, channel, new HistoryQuery(null, null, false, 1_000));
        Assert.False(page.HasMore);
        return page.Messages;
    }

    private async Task<Channel[]> AllChannelsAsync(TeamId team)
    {
        var database = (await cluster.Silo<ShardMap>().OfAsync(team, Stop)).Database;
        var ids = await database.QueryAsync("SELECT channel_id FROM channels WHERE team_id = @team", row => row.GetString(0), Stop, ("@team", team.Number));
        var channels = new List<Channel>();
        foreach (var id in ids)
            channels.Add((await Channels.FindAsync(team, new(id)))!);
        return [.. channels];
    }

    private async Task<T> UserAsync<T>(TeamId team, string id, Func<User, T> of) => of((await Users.FindAsync(team, new(id)))!);

    private async Task<int> AfreshAsync(TeamId team) =>
        (await cluster.Silo<EventStore>().ReadAsync(team, Ts.None, 10_000, int.MaxValue)).Count(stored => stored.Event.Effect == EventEffect.StartAfresh);

    /// <summary>Two teams' rows differ by what was there before: the admin, whose id is drawn, #random, Slackbot.</summary>
    private static string[] Comparable(string[] rows, Caller admin) => [.. rows
        .Select(row => row.Replace(admin.Team.ToString(), "TEAM", StringComparison.Ordinal))
        .Where(row => !row.Contains(admin.User.Value, StringComparison.Ordinal) && !row.Contains("| random |", StringComparison.Ordinal)
            && !row.StartsWith("users: USLACKBOT", StringComparison.Ordinal))];

    private static byte[] Generated(ExportGenerator generator)
    {
        using var stream = new MemoryStream();
        generator.Write(stream);
        return stream.ToArray();
    }

    private sealed class CrashException(string step) : Exception(step);
}

public sealed class ImportOnSqliteTests(ImportOnSqlite cluster) : ImportSpec(cluster), IClassFixture<ImportOnSqlite>;

public sealed class ImportOnMariaDbTests(ImportOnMariaDb cluster) : ImportSpec(cluster), IClassFixture<ImportOnMariaDb>;
