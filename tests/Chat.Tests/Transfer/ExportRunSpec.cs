using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Chat.Channels;
using Chat.Jobs;
using Chat.Messages;
using Chat.Sharding;
using Chat.Tests.Storage;
using Chat.Transfer;
using Chat.Transfer.Exporting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Transfer;

public abstract class ExportRunSpec(StorageFixture storage, ITestOutputHelper output)
{
    private const long Day = 86_400_000_000;

    /// <summary>2023-11-14 22:13:20 UTC, as the teams' clocks begin.</summary>
    private const long First = 1_700_000_000_000_000;

    private static readonly ExportRequest Everything = new(null, null, [], true, true);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TransferFileStore Files => storage.Services.GetRequiredService<TransferFileStore>();

    [Fact]
    public async Task A_message_stands_once_in_the_day_of_its_ts_with_all_that_belongs_to_it()
    {
        var team = await NewTeamAsync();
        var root = new Ts(First - 2 * Day);
        await Post(team, "root <@U0BOB>", root, message => message with
        {
            ClientMsgId = "5a2d", EditedBy = Ann, EditedTs = new Ts(First), Extra = """{"blocks":[{"type":"section"}],"replies":"old","reply_count":7,"mrkdwn":false}""",
        });
        await Post(team, "reply", new Ts(First - Day), message => message with { User = Bob, ThreadTs = root, ParentUser = Ann });
        await Post(team, "to all", new Ts(First - Day + 5), message => message with
        {
            User = Bob, ThreadTs = root, ParentUser = Ann, Subtype = "thread_broadcast",
        });
        await team.Write(
            new ThreadPut(General, root, new ThreadSummary(2, [Bob], 1, new Ts(First - Day + 5))),
            new ReactionPut(General, root, "tada", Bob, new Ts(First)), new ReactionPut(General, root, "tada", Ann, new Ts(First + 1)));
        await Post(team, "", new Ts(First - Day + 9), message => message with
        {
            User = null, BotId = "B0CI", Subtype = "bot_message", Extra = """{"username":"ci","attachments":[{"id":1,"fallback":"ok"}],"text":"not this"}""",
        });

        var (zip, result) = await ExportAsync(team);

        Assert.Equal(
            ["users.json", "channels.json", "groups.json", "dms.json", "mpims.json", "integration_logs.json", "general/2023-11-12.json", "general/2023-11-13.json"],
            zip.Entries.Select(static e => e.FullName));
        AssertJson(team, zip, "general/2023-11-12.json", root, """
            [{"type":"message","user":"U0ANN","text":"root <@U0BOB>","ts":"ROOT","client_msg_id":"5a2d","team":"TEAM",PROFILE-ann,
              "edited":{"user":"U0ANN","ts":"1700000000.000000"},"thread_ts":"ROOT","reply_count":2,"reply_users_count":1,"latest_reply":"1699913600.000005",
              "reply_users":["U0BOB"],"replies":[{"user":"U0BOB","ts":"1699913600.000000"},{"user":"U0BOB","ts":"1699913600.000005"}],
              "reactions":[{"name":"tada","users":["U0BOB","U0ANN"],"count":2}],"blocks":[{"type":"section"}],"mrkdwn":false}]
            """);
        AssertJson(team, zip, "general/2023-11-13.json", root, """
            [{"type":"message","user":"U0BOB","text":"reply","ts":"1699913600.000000","team":"TEAM",PROFILE-bob,"thread_ts":"ROOT","parent_user_id":"U0ANN"},
             {"type":"message","subtype":"thread_broadcast","user":"U0BOB","text":"to all","ts":"1699913600.000005","team":"TEAM",PROFILE-bob,
              "thread_ts":"ROOT","parent_user_id":"U0ANN","root":{"ts":"ROOT","user":"U0ANN"}},
             {"type":"message","subtype":"bot_message","bot_id":"B0CI","text":"","ts":"1699913600.000009","team":"TEAM","username":"ci","attachments":[{"id":1,"fallback":"ok"}]}]
            """);
        Assert.Equal(new ExportCounts(3, 1, 4, 2, 8), result.Counts);
        Assert.Equal("[]\n", Text(zip, "dms.json"));
    }

    [Fact]
    public async Task Nothing_is_newer_than_the_point_and_threads_are_as_they_were_there()
    {
        var team = await NewTeamAsync();
        var root = await team.Post("root");
        var first = await team.Post("first", thread: root, user: Bob);
        await team.Write(new ThreadPut(General, root, new ThreadSummary(1, [Bob], 1, first)));
        var point = team.Now;
        var second = await team.Post("second", thread: root);
        await team.Write(new ThreadPut(General, root, new ThreadSummary(2, [Bob, Ann], 2, second)));
        var late = await team.Post("late root");
        await team.Post("late reply", thread: late);
        await team.Write(new ThreadPut(General, late, new ThreadSummary(1, [Ann], 1, late)));

        var (zip, _) = await ExportAsync(team, point: point);

        var day = Read(zip, "general/2023-11-14.json");
        Assert.Equal([root.ToString(), first.ToString()], day.Select(static m => (string)m!["ts"]!));
        Assert.Equal((1, first.ToString()), ((int)day[0]!["reply_count"]!, (string)day[0]!["latest_reply"]!));
        Assert.Single(day[0]!["replies"]!.AsArray());
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_there()
    {
        var team = await NewTeamAsync();
        await team.Write(
            new ChannelPut(team.NewChannel("C0OTHER", "other")), new ChannelPut(team.NewChannel("C0SECRET", "secret", ChannelKind.Private)),
            new ChannelPut(team.NewChannel("D0DM", "", ChannelKind.Im, Ann, Bob)),
            new ChannelPut(team.NewChannel("G0MPIM", "mpdm-ann--bob-1", ChannelKind.Mpim, Ann, Bob, Slackbot(team.Id).Id)));
        foreach (var channel in (string[])["C0GENERAL", "C0OTHER", "C0SECRET", "D0DM", "G0MPIM"])
        {
            for (var day = 0; day < 3; day++)
                await Post(team, $"{channel} {day}", new Ts(First + day * Day), message => message with { Channel = new ChannelId(channel) });
        }
        var point = new Ts(First + 10 * Day);

        async Task<string[]> Folders(ExportRequest request) =>
            [.. (await ExportAsync(team, request, point)).Zip.Entries.Select(static e => e.FullName).Where(static n => n.Contains('/', StringComparison.Ordinal)).Select(static n => n[..^8]).Distinct()];
        Assert.Equal(["general/2023-11", "other/2023-11"], await Folders(new ExportRequest(null, null, [], false, false)));
        Assert.Equal(["general/2023-11", "other/2023-11", "secret/2023-11"], await Folders(new ExportRequest(null, null, [], true, false)));
        Assert.Equal(
            ["general/2023-11", "other/2023-11", "D0DM/2023-11", "mpdm-ann--bob-1/2023-11"], await Folders(new ExportRequest(null, null, [], false, true)));
        Assert.Equal(["other/2023-11"], await Folders(new ExportRequest(null, null, ["C0OTHER"], true, true)));

        var (zip, _) = await ExportAsync(team, new ExportRequest(new Ts(First + Day), new Ts(First + 2 * Day), [], false, false), point);
        Assert.Equal(["general/2023-11-15.json", "other/2023-11-15.json"], zip.Entries.Skip(3).Select(static e => e.FullName));
        Assert.Null(zip.GetEntry("groups.json"));
        Assert.Null(zip.GetEntry("dms.json"));
        Assert.Equal(["C0GENERAL", "C0OTHER"], Read(zip, "channels.json").Select(static c => (string)c!["id"]!));
        (zip, _) = await ExportAsync(team, Everything, point);
        Assert.Equal("""[{"id":"D0DM","created":1700000000,"members":["U0ANN","U0BOB"]}]""", Read(zip, "dms.json").ToJsonString());
        Assert.Equal("mpdm-ann--bob-1", (string)Read(zip, "mpims.json")[0]!["name"]!);
        Assert.Equal("secret", (string)Read(zip, "groups.json")[0]!["name"]!);
    }

    [Fact]
    public async Task An_export_that_is_stopped_again_and_again_comes_to_the_same_archive()
    {
        var team = await NewTeamAsync();
        await team.Write(new ChannelPut(team.NewChannel("C0OTHER", "other")), new ChannelPut(team.NewChannel("C0EMPTY", "empty")));
        for (var n = 0; n < 60; n++)
        {
            await Post(team, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12_000)), new Ts(First + n * Day / 4),
                message => message with { Channel = n % 3 == 0 ? new ChannelId("C0OTHER") : General });
        }
        var point = new Ts(First + 100 * Day);
        var (_, whole) = await ExportAsync(team, Everything, point);

        var job = JobId.New(team.Id);
        ExportCheckpoint? checkpoint = null;
        ExportResult? result = null;
        var runs = 0;
        while (result is null)
        {
            Assert.True(++runs < 100, "the export does not get on");
            var checkpoints = 0;
            using var run = NewRun(job, Everything, (_, text) =>
            {
                // The second one of each run never arrives: what it speaks of is written, and written again.
                if (text is null)
                    return Task.FromResult(true);
                if (++checkpoints > 1)
                    return Task.FromResult(false);
                checkpoint = ExportCheckpoint.Decode(text);
                return Task.FromResult(true);
            });
            try
            {
                result = await run.RunAsync(checkpoint, () => Task.FromResult(("x.zip", point)), Stop);
            }
            catch (ExportUnwantedException)
            {
                // As if it had been killed there.
            }
        }
        Assert.True(runs > 10, $"{runs} runs only");
        Assert.Equal(whole.Counts, result.Counts);
        Assert.Equal(whole.File.Sha256, result.File.Sha256);
        Assert.Null(await Files.FindAsync(team.Id, ExportRun.DirectoryOf(job)));

        // It was sealed, and nobody could be told.
        Assert.True(checkpoint!.IsWritten);
        using var again = NewRun(job, Everything, static (_, _) => Task.FromResult(false));
        result = await again.RunAsync(checkpoint, static () => throw new InvalidOperationException("It is not made anew."), Stop);
        Assert.Equal(whole.File.Sha256, result.File.Sha256);
    }

    [Fact]
    public async Task An_archive_that_somebody_else_wrote_into_is_made_anew()
    {
        var team = await NewTeamAsync();
        for (var n = 0; n < 40; n++)
            await Post(team, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(19_000)), new Ts(First + n * Day / 8));
        var job = JobId.New(team.Id);
        var begun = 0;
        using var run = NewRun(job, Everything, async (progress, text) =>
        {
            if (text is not null && begun == 1 && progress.Done > 30)
                await Files.AppendAsync(team.Id, ExportRun.FileOf(job), 0, new byte[TransferFile.ChunkBytes], Stop);
            return true;
        });
        var result = await run.RunAsync(null, () => Task.FromResult(("x.zip", new Ts(First + 100 * Day + ++begun))), Stop);
        Assert.Equal(2, begun);
        Assert.Equal(40, (await OpenAsync(result)).Entries.Where(static e => e.FullName.Contains('/', StringComparison.Ordinal)).Sum(static e => ArchiveComparison.Read(e).Count));
    }

    [Fact]
    public async Task While_people_write_nothing_that_was_there_is_missing()
    {
        var team = await NewTeamAsync();
        var before = new List<Ts>();
        for (var n = 0; n < 400; n++)
            before.Add(await team.Post($"before {n}"));
        var point = team.Now;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var talking = Talk();
        var (zip, _) = await ExportAsync(team, Everything, point);
        await enough.CancelAsync();
        await talking;
        var found = zip.Entries.Skip(6).SelectMany(static e => ArchiveComparison.Read(e)).Select(static m => (string)m!["ts"]!).ToList();
        Assert.Equal(before.Select(static ts => ts.ToString()), found);

        async Task Talk()
        {
            for (var n = 0; !enough.IsCancellationRequested; n++)
            {
                var ts = await team.Post($"meanwhile {n}");
                // Changed and taken back under the reader's hands.
                await team.Write(new MessageReplace(team.NewMessage($"edited {n}") with { Ts = before[n % before.Count] }), new MessageDelete(General, ts));
            }
        }
    }

    [Fact]
    public async Task A_hundred_thousand_messages_take_no_more_memory_than_a_thousand()
    {
        const int Messages = 100_000;
        var team = await NewTeamAsync();
        await InsertAsync(team.Id, Messages);
        // Other tests run beside it, and begin to hold memory of their own now and then; what is held on to here is held each time.
        const long Most = 16 * 1024 * 1024;
        var growth = new List<long>();
        while (growth.Count < 3 && !growth.Exists(static bytes => bytes < Most))
            growth.Add(await GrowthAsync(team.Id, Messages));
        Assert.True(growth[^1] < Most, $"KiB more in the second half: {string.Join(", ", growth.Select(static bytes => bytes / 1024))}");

        using var fast = NewRun(JobId.New(team.Id), Everything, static (_, _) => Task.FromResult(true), TimeProvider.System);
        var since = Stopwatch.GetTimestamp();
        var result = await fast.RunAsync(null, () => Task.FromResult(("x.zip", new Ts(First))), Stop);
        var took = Stopwatch.GetElapsedTime(since);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Messages / took.TotalSeconds:0} messages/s; {result.File.Bytes} bytes in {result.File.Chunks} chunks, sealed after {took.TotalSeconds:0.0} s"));
    }

    /// <summary>How much more lives in the second half of an export than in the first; of each the least that was seen.</summary>
    private async Task<long> GrowthAsync(TeamId team, int messages)
    {
        var live = new List<long>();
        using var run = NewRun(JobId.New(team), Everything, (_, checkpoint) =>
        {
            if (checkpoint is not null)
                live.Add(GC.GetTotalMemory(forceFullCollection: true));
            return Task.FromResult(true);
        });
        var result = await run.RunAsync(null, () => Task.FromResult(("x.zip", new Ts(First))), Stop);
        Assert.Equal((messages, 100), (result.Counts.Messages, result.Counts.Days));
        var (first, second) = (live.Take(live.Count / 2).Min(), live.Skip(live.Count / 2).Min());
        output.WriteLine($"live heap {first / 1024.0 / 1024:0.0} MiB in the first half, {second / 1024.0 / 1024:0.0} MiB in the second");
        return second - first;
    }

    private async Task<TestTeam> NewTeamAsync()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(
            new UserPut(team.NewUser(Ann, "ann"), "a hash"), new UserPut(team.NewUser(Bob, "bob"), null),
            new ChannelPut(team.NewChannel("C0GENERAL", "general")), new MemberPut(General, Ann, true, Ts.None), new MemberPut(General, Bob, true, Ts.None));
        return team;
    }

    private static Task<Ts> Post(TestTeam team, string text, Ts ts, Func<Message, Message>? with = null)
    {
        var message = team.NewMessage(text) with { Ts = ts };
        return team.Write(new MessageInsert(with is null ? message : with(message), null));
    }

    /// <summary>A thousand a day, from long ago.</summary>
    private async Task InsertAsync(TeamId team, int messages)
    {
        var database = (await storage.Map.OfAsync(team, Stop)).Database;
        var isSqlite = database.Dialect is SqliteDialect;
        var numbers = isSqlite
            ? $"(WITH RECURSIVE n(seq) AS (SELECT 0 UNION ALL SELECT seq + 1 FROM n WHERE seq < {messages - 1}) SELECT seq FROM n)"
            : $"seq_0_to_{messages - 1}";
        await database.ExecuteAsync(
            $"""
            INSERT INTO messages (team_id, channel_id, ts, user_id, text, version)
            SELECT {team.Number}, 'C0GENERAL', 1600000000000000 + seq {(isSqlite ? "/" : "DIV")} 1000 * {Day} + seq * 1000, 'U0ANN',
                   CONCAT('an old message, the ', seq, 'th of this channel, with some more words'), 1
              FROM {numbers}
            """,
            Stop);
    }

    private ExportRun NewRun(JobId job, ExportRequest request, Func<JobProgress, string?, Task<bool>> report, TimeProvider? time = null) => new(
        new ExportStore(storage.Map), storage.Users, Files, new ExportOptions { ExportMessagesPerSecond = 10_000_000 }, time ?? new LeapingClock(), job, request,
        report);

    private async Task<(ZipArchive Zip, ExportResult Result)> ExportAsync(TestTeam team, ExportRequest? request = null, Ts? point = null)
    {
        using var run = NewRun(JobId.New(team.Id), request ?? Everything, static (_, _) => Task.FromResult(true));
        var result = await run.RunAsync(null, () => Task.FromResult(("x.zip", point ?? team.Now)), Stop);
        return (await OpenAsync(result), result);
    }

    private async Task<ZipArchive> OpenAsync(ExportResult result)
    {
        var bytes = await ArchiveWriterTests.ReadAsync(Files, result.File.Team, result.File.Id, result.File.Bytes);
        Assert.Equal(result.File.Bytes, bytes.Length);
        Assert.Equal(result.File.Sha256, System.Security.Cryptography.SHA256.HashData(bytes));
        return new ZipArchive(new MemoryStream(bytes));
    }

    private static JsonArray Read(ZipArchive zip, string name) => ArchiveComparison.Read(zip.GetEntry(name)!);

    private static string Text(ZipArchive zip, string name)
    {
        using var content = new StreamReader(zip.GetEntry(name)!.Open());
        return content.ReadToEnd();
    }

    private static void AssertJson(TestTeam team, ZipArchive zip, string name, Ts root, string json)
    {
        foreach (var person in (string[])["ann", "bob"])
        {
            var profile = """
                "user_profile":{"name":"NAME","real_name":"NAME","display_name":"","first_name":"","team":"TEAM","is_restricted":false,"is_ultra_restricted":false}
                """.Replace("NAME", person, StringComparison.Ordinal);
            json = json.Replace($"PROFILE-{person}", profile, StringComparison.Ordinal);
        }
        json = json.Replace("TEAM", team.Id.ToString(), StringComparison.Ordinal).Replace("ROOT", root.ToString(), StringComparison.Ordinal);
        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(), Read(zip, name).ToJsonString());
    }

    /// <summary>Ten seconds pass whenever somebody looks: everything that is done from time to time is always due.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _now, 10 * TimeSpan.TicksPerSecond);
    }
}

public sealed class ExportRunOnSqlite(SqliteStorage storage, ITestOutputHelper output) : ExportRunSpec(storage, output), IClassFixture<SqliteStorage>;

public sealed class ExportRunOnMariaDb(MariaDbStorage storage, ITestOutputHelper output) : ExportRunSpec(storage, output), IClassFixture<MariaDbStorage>;
