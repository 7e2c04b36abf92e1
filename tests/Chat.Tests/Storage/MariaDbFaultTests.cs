using System.Diagnostics;
using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Storage;

/// <summary>What happens when the server, or the way to it, fails. Uses servers of its own, because it harms them.</summary>
public sealed class MariaDbFaultTests(MariaDbServer healthy) : IAsyncLifetime
{
    private static readonly HistoryQuery Newest = new(null, null, false, 999);
    private readonly MariaDbServer _server = new();
    private MariaDbStorage _storage = null!;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _storage = new MariaDbStorage(_server);
        await _storage.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Killed_under_load_the_server_has_everything_acked_once_and_service_returns()
    {
        await using var process = _storage.Compose(("Chat:Storage:CommitTimeout", "00:00:02"));
        using var stop = new CancellationTokenSource();
        var writers = new List<Writer>();
        for (var i = 0; i < 8; i++)
            writers.Add(new Writer(await _storage.NewTeamAsync(), process));
        var runs = writers.Select(w => w.RunAsync(stop.Token)).ToArray();
        await AckedAsync(writers, 100);
        for (var kills = 0; kills < 3; kills++)
        {
            await _server.KillAsync();
            if (kills == 2)
                await Polling.Until(() => writers.Exists(w => w.Unknown > 0), "an append to be given up");
            await _server.StartAsync();
            await AckedAsync(writers, 30);
        }
        await stop.CancelAsync();
        await Waiting.For(Task.WhenAll(runs), "the writers to finish");
        foreach (var writer in writers)
            await writer.CheckAsync(_storage);

        static Task AckedAsync(List<Writer> writers, int more)
        {
            var goals = writers.ConvertAll(w => w.Acked.Count + more);
            return Polling.Until(() => writers.Zip(goals).All(p => p.First.Acked.Count >= p.Second), $"{more} more acks for every team");
        }
    }

    [Theory]
    [InlineData(Cut.BeforeCommit)]
    [InlineData(Cut.AfterCommit)]
    public async Task A_commit_whose_answer_is_lost_is_looked_up_and_not_repeated(Cut cut)
    {
        await using var proxy = new CutProxy(_server.Port);
        await using var process = ComposeThrough(proxy.Port);
        var team = await _storage.NewTeamAsync();
        var log = process.GetRequiredService<IShardLog>();
        await log.Append(team.Item(team.Step(new MessageInsert(team.NewMessage("first"), null))));
        proxy.CutNext(cut);
        var appends = Enumerable.Range(0, 30)
            .Select(i => log.Append(team.Item(team.Step(new MessageInsert(team.NewMessage($"{i}"), RetryHash($"{i}")))))).ToArray();
        var results = await Waiting.For(Task.WhenAll(appends), "appends over a broken connection");
        Assert.Equal(1, proxy.Cuts);
        Assert.All(results, r => Assert.Equal(CommitOutcome.Committed, r.Outcome));
        Assert.Equal(31, (await _storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages.Length);
    }

    [Theory]
    [InlineData(Cut.BeforeCommit)]
    [InlineData(Cut.AfterCommit)]
    public async Task A_lost_commit_without_event_and_message_is_simply_repeated(Cut cut)
    {
        await using var proxy = new CutProxy(_server.Port);
        await using var process = ComposeThrough(proxy.Port);
        var team = await _storage.NewTeamAsync();
        var log = process.GetRequiredService<IShardLog>();
        await log.Append(team.Item(team.Step()));
        proxy.CutNext(cut);
        var step = new LogStep(team.Next(), null, [new ChannelPut(team.NewChannel("C0A", "a")), new MemberPut(new("C0A"), Ann, true, Ts.None)]);
        Assert.Equal(CommitOutcome.Committed, (await Waiting.For(log.Append(team.Item(step)), "an append over a broken connection")).Outcome);
        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(step.Ts, Assert.Single(await _storage.Channels.MembersAsync(team.Id, new("C0A"))).Joined);
    }

    /// <summary>A silo that freezes, or loses its network, between two statements: what it locked must not keep its teams from being served elsewhere.</summary>
    [Fact]
    public async Task A_writer_that_falls_silent_in_a_transaction_is_succeeded_within_seconds_and_writes_nothing_more()
    {
        var team = await _storage.NewTeamAsync();
        await using var frozen = await ShardSession.OpenAsync((await _storage.Map.OfAsync(team.Id, TestContext.Current.CancellationToken)).Database, left: CancellationToken.None);
        await frozen.BeginAsync([team.Id]);
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(team.Epoch + 1, await Polling.ClaimAsync(_storage, team.Id));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 5);
        await Assert.ThrowsAnyAsync<Exception>(frozen.CommitAsync);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_in_bounded_time_and_no_later_ts_gets_ahead()
    {
        await using var process = ComposeThrough(_server.Port, "Default Command Timeout=1;Connection Timeout=1");
        var team = await _storage.NewTeamAsync();
        var log = process.GetRequiredService<IShardLog>();
        await log.Append(team.Item(team.Step()));
        await _server.PauseAsync();
        var began = Stopwatch.GetTimestamp();
        var appends = Enumerable.Range(0, 20).Select(_ => log.Append(team.Item(team.Step(new MessageInsert(team.NewMessage("x"), null))))).ToArray();
        var results = await Waiting.For(Task.WhenAll(appends), "appends to a server that hangs");
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 10);
        Assert.All(results, r => Assert.Equal(CommitOutcome.Unknown, r.Outcome));
        await _server.ContinueAsync();
        var later = await Waiting.For(log.Append(team.Item(team.Step(new MessageInsert(team.NewMessage("later"), null)))), "an append by the same writer");
        Assert.Equal(CommitOutcome.Unknown, later.Outcome);
        team.Epoch = await Polling.ClaimAsync(_storage, team.Id);
        var after = await Waiting.For(log.Append(team.Item(team.Step(new MessageInsert(team.NewMessage("after"), null)))), "an append by the next writer");
        Assert.Equal(CommitOutcome.Committed, after.Outcome);
        Assert.Equal("after", (await _storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages[0].Text);
        Assert.DoesNotContain((await _storage.Messages.HistoryAsync(team.Id, General, Newest)).Messages, m => m.Text == "later");
    }

    [Fact]
    public async Task Without_its_directory_a_shard_serves_the_teams_that_are_known()
    {
        // The directory is the server that is going to die; the shards are on the healthy one.
        await using var process = _storage.Compose(
            ("Chat:Shards:s1:A", await healthy.CreateDatabaseAsync("s1")), ("Chat:Shards:s2:A", await healthy.CreateDatabaseAsync("s2")));
        await StorageStartup.MigrateAsync(process, TestContext.Current.CancellationToken);
        var directory = process.GetRequiredService<TeamDirectory>();
        var reserved = await directory.ReserveAsync("known", "Known");
        var owners = process.GetRequiredService<TeamOwnerStore>();
        await owners.ProvisionAsync(reserved.Team, Slackbot(reserved.Id));
        await directory.ActivateAsync(reserved.Id);
        await directory.FindByDomainAsync("known");
        var team = new TestTeam(_storage, reserved.Id, await owners.ClaimAsync(reserved.Id));

        await _server.KillAsync();
        var result = await process.GetRequiredService<IShardLog>().Append(team.Item(team.Step(new MessageInsert(team.NewMessage("x"), null))));
        Assert.Equal(CommitOutcome.Committed, result.Outcome);
        Assert.Single((await process.GetRequiredService<MessageStore>().HistoryAsync(team.Id, General, Newest)).Messages);
        Assert.Equal(reserved.Team, await directory.FindByDomainAsync("known"));
        Assert.Equal(reserved.Team, await directory.FindAsync(reserved.Id));
        var unknown = await Assert.ThrowsAsync<ChatException>(() => owners.FindAsync(new TeamId(5)));
        Assert.Equal(ErrorCodes.ServiceUnavailable, unknown.Code);
        await _server.StartAsync();
        var nowhere = await Assert.ThrowsAsync<ChatException>(() => owners.FindAsync(new TeamId(5)));
        Assert.Equal(ErrorCodes.TeamNotFound, nowhere.Code);
    }

    [Fact]
    public async Task A_start_waits_for_its_databases_and_names_the_one_that_is_away()
    {
        await using var process = _storage.Compose(("Chat:Storage:StartupTimeout", "00:00:01"));
        await _server.KillAsync();
        var away = await Assert.ThrowsAsync<TimeoutException>(() => StorageStartup.MigrateAsync(process, TestContext.Current.CancellationToken));
        Assert.Contains("directory", away.Message, StringComparison.Ordinal);
        await using var patient = _storage.Compose();
        var start = StorageStartup.MigrateAsync(patient, TestContext.Current.CancellationToken);
        await _server.StartAsync();
        await start;
    }

    [Fact]
    public async Task A_claim_waits_for_the_transaction_under_way()
    {
        var team = await _storage.NewTeamAsync();
        var shard = await _storage.Map.OfAsync(team.Id, TestContext.Current.CancellationToken);
        await using var connection = await shard.Database.OpenAsync(TestContext.Current.CancellationToken);
        await connection.RunAsync("START TRANSACTION", TestContext.Current.CancellationToken);
        await connection.RunAsync($"SELECT epoch FROM team_owner WHERE team_id = {team.Id.Number} LOCK IN SHARE MODE", TestContext.Current.CancellationToken);
        var claim = _storage.Owners.ClaimAsync(team.Id);
        await using var observer = new MySqlConnection(_server.ConnectionString());
        await observer.OpenAsync(TestContext.Current.CancellationToken);
        await using var waits = observer.Command("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'");
        await Polling.Until(async () => (long)(await waits.ExecuteScalarAsync())! > 0, "the claim to wait for the lock");
        Assert.False(claim.IsCompleted);
        await connection.RunAsync("COMMIT", TestContext.Current.CancellationToken);
        Assert.Equal(team.Epoch + 1, await Waiting.For(claim, "the claim"));
    }

    private ServiceProvider ComposeThrough(int port, string more = "") => _storage.Compose(
        [.. _storage.Map.Shards.Keys.Select(name => ($"Chat:Shards:{name}:A", $"{Redirect(_storage.ShardConnection(name), port)};{more}"))]);

    private static string Redirect(string connection, int port) =>
        new MySqlConnectionStringBuilder(connection) { Port = (uint)port }.ConnectionString;

    /// <summary>One team's writer, which keeps five appends on their way and sends again, with the same key, what failed.</summary>
    private sealed class Writer(TestTeam team, ServiceProvider process)
    {
        private readonly IShardLog _log = process.GetRequiredService<IShardLog>();
        private readonly TeamOwnerStore _owners = process.GetRequiredService<TeamOwnerStore>();

        public Dictionary<string, Ts> Acked { get; } = [];

        public int Unknown { get; private set; }

        public async Task<bool> RunAsync(CancellationToken stop)
        {
            for (var i = 0; !stop.IsCancellationRequested; i += 5)
                await SendAsync([.. Enumerable.Range(i, 5).Select(n => $"key {n}")]);
            return true;
        }

        public async Task CheckAsync(StorageFixture storage)
        {
            var stored = new List<Message>();
            for (Ts? latest = null; ; latest = stored[^1].Ts)
            {
                var page = await storage.Messages.HistoryAsync(team.Id, General, new HistoryQuery(null, latest, false, 999));
                stored.AddRange(page.Messages);
                if (!page.HasMore)
                    break;
            }
            Assert.Equal(Acked.OrderBy(a => a.Value).Select(a => (a.Key, a.Value)), stored.Select(m => (m.Text, m.Ts)).Reverse());
            Assert.Equal(stored.Count, (await storage.Events.ReadAsync(team.Id, Ts.None, int.MaxValue, int.MaxValue)).Length);
        }

        private async Task SendAsync(List<string> keys)
        {
            while (keys.Count > 0)
            {
                var sent = keys.Select(key => (key, step: team.Step(new MessageInsert(team.NewMessage(key), RetryHash(key))))).ToList();
                var results = await Task.WhenAll(sent.Select(s => _log.Append(team.Item(s.step))));
                keys = [];
                foreach (var ((key, step), result) in sent.Zip(results))
                {
                    Assert.NotEqual(CommitOutcome.Refused, result.Outcome);
                    if (result.Outcome is CommitOutcome.Committed or CommitOutcome.Duplicate)
                        Acked.Add(key, result.Outcome == CommitOutcome.Committed ? step.Ts : result.Existing);
                    else
                        keys.Add(key);
                }
                Unknown += results.Count(r => r.Outcome == CommitOutcome.Unknown);
                if (results.Any(r => r.Outcome is CommitOutcome.Unknown or CommitOutcome.Fenced))
                    team.Epoch = await Polling.ClaimAsync(_owners, team.Id);
            }
        }
    }
}
