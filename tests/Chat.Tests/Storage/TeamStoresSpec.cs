using Chat.Channels;
using Chat.Errors;
using Chat.Messages;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Users;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Storage;

public abstract class TeamStoresSpec(StorageFixture storage)
{
    [Fact]
    public async Task The_log_of_events_is_read_in_order_up_to_either_bound()
    {
        var team = await storage.NewTeamAsync();
        Assert.Equal((0, Ts.None), await storage.Events.HeadAsync(team.Id));
        var steps = Enumerable.Range(0, 450).Select(_ => team.Step()).ToArray();
        await storage.Log.Append(team.Item(steps));
        Assert.Equal((team.Epoch, steps[^1].Ts), await storage.Events.HeadAsync(team.Id));
        Assert.Equal(steps[1..].Select(s => s.Ts), (await storage.Events.ReadAsync(team.Id, steps[0].Ts, 1_000, int.MaxValue)).Select(e => e.Event.Ts));
        Assert.Equal(steps[..301].Select(s => s.Ts), (await storage.Events.ReadAsync(team.Id, Ts.None, 301, int.MaxValue)).Select(e => e.Event.Ts));
        Assert.Equal(3, (await storage.Events.ReadAsync(team.Id, Ts.None, 301, 7)).Length);
        Assert.Single(await storage.Events.ReadAsync(team.Id, Ts.None, 301, 1));
        Assert.Empty(await storage.Events.ReadAsync(team.Id, steps[^1].Ts, 10, 10));
        Assert.Equal(team.Epoch, await storage.Events.EpochAtAsync(team.Id, steps[7].Ts));
        Assert.Null(await storage.Events.EpochAtAsync(team.Id, new Ts(steps[7].Ts.Micros + 1)));
    }

    [Fact]
    public async Task Old_events_are_purged_in_portions_and_the_newest_stays()
    {
        var team = await storage.NewTeamAsync();
        var other = await storage.NewTeamAsync();
        await other.Write();
        var steps = Enumerable.Range(0, 10).Select(_ => team.Step()).ToArray();
        await storage.Log.Append(team.Item(steps));
        Assert.Equal(3, await storage.Events.PurgeAsync(team.Id, steps[5].Ts, 3));
        Assert.Equal(2, await storage.Events.PurgeAsync(team.Id, steps[5].Ts, 3));
        Assert.Equal(0, await storage.Events.PurgeAsync(team.Id, steps[5].Ts, 3));
        Assert.Equal(4, await storage.Events.PurgeAsync(team.Id, Ts.Max, 100));
        Assert.Equal(steps[^1].Ts, Assert.Single(await storage.Events.ReadAsync(team.Id, Ts.None, 10, 1_000)).Event.Ts);
        Assert.Single(await storage.Events.ReadAsync(other.Id, Ts.None, 10, 1_000));
    }

    [Fact]
    public async Task Provisioning_again_changes_nothing()
    {
        var team = await storage.NewTeamAsync();
        var described = await storage.Owners.FindAsync(team.Id);
        Assert.Equal("Team", described?.Name);
        await storage.Owners.ProvisionAsync(described! with { Name = "Other" }, Slackbot(team.Id) with { Name = "other" });
        Assert.Equal(described, await storage.Owners.FindAsync(team.Id));
        Assert.Equal("slackbot", (await storage.Users.FindAsync(team.Id, UserId.Slackbot))?.Name);
        Assert.Equal(team.Epoch + 1, await storage.Owners.ClaimAsync(team.Id));
    }

    [Fact]
    public async Task Concurrent_claims_get_different_epochs()
    {
        var team = await storage.NewTeamAsync();
        var epochs = await Waiting.For(Task.WhenAll(Enumerable.Range(0, 16).Select(_ => storage.Owners.ClaimAsync(team.Id))), "sixteen claims");
        Assert.Equal(Enumerable.Range(1, 16).Select(i => team.Epoch + i), epochs.Order());
    }

    [Fact]
    public async Task A_team_that_is_nowhere_cannot_be_claimed()
    {
        var unknown = await Assert.ThrowsAsync<ChatException>(() => storage.Owners.ClaimAsync(new TeamId(13)));
        Assert.Equal(ErrorCodes.TeamNotFound, unknown.Code);
        var reserved = await storage.Directory.ReserveAsync($"reserved-{Guid.NewGuid():N}", "Reserved");
        var unprovisioned = await Assert.ThrowsAsync<ChatException>(() => storage.Owners.ClaimAsync(reserved.Id));
        Assert.Equal(ErrorCodes.TeamNotFound, unprovisioned.Code);
    }

    [Fact]
    public async Task A_domain_is_reserved_until_it_is_active_and_then_taken()
    {
        var domain = $"acme-{Guid.NewGuid():N}";
        var first = await storage.Directory.ReserveAsync(domain, "Acme");
        Assert.True(first.IsNew);
        Assert.InRange(first.Id.Number, 0, TeamId.Limit - 1);
        Assert.Contains(first.Shard, storage.Map.Shards.Keys);
        Assert.Equal(first with { IsNew = false }, await storage.Directory.ReserveAsync(domain, "Acme again"));
        Assert.Null(await storage.Directory.FindByDomainAsync(domain));
        Assert.Equal(first.Team, await storage.Directory.FindAsync(first.Id));
        await storage.Directory.ActivateAsync(first.Id);
        await storage.Directory.ActivateAsync(first.Id);
        Assert.Equal(first.Team, await storage.Directory.FindByDomainAsync(domain));
        var taken = await Assert.ThrowsAsync<ChatException>(() => storage.Directory.ReserveAsync(domain, "Acme"));
        Assert.Equal(ErrorCodes.DomainTaken, taken.Code);
    }

    [Fact]
    public async Task Concurrent_reservations_of_a_domain_give_one_team()
    {
        var domain = $"race-{Guid.NewGuid():N}";
        var reserved = await Waiting.For(Task.WhenAll(Enumerable.Range(0, 12).Select(_ => storage.Directory.ReserveAsync(domain, "Race"))), "reservations");
        Assert.Single(reserved.Select(r => r.Id).Distinct());
        Assert.Single(reserved, r => r.IsNew);
    }

    [Fact]
    public async Task New_teams_spread_over_the_shards_and_active_ones_are_listed()
    {
        var teams = new List<TestTeam>();
        for (var i = 0; i < 6; i++)
            teams.Add(await storage.NewTeamAsync());
        await storage.Directory.ReserveAsync($"unfinished-{Guid.NewGuid():N}", "Unfinished");
        var listed = new List<Team>();
        while (await storage.Directory.ListAsync(listed.Count == 0 ? null : listed[^1].Id, 4) is { Length: > 0 } page)
            listed.AddRange(page);
        Assert.Equal(listed.Select(t => t.Id).Order(), listed.Select(t => t.Id));
        Assert.Subset(listed.Select(t => t.Id).ToHashSet(), teams.Select(t => t.Id).ToHashSet());
        Assert.DoesNotContain(listed, t => t.Domain.StartsWith("unfinished", StringComparison.Ordinal));
        var used = listed.Where(t => teams.Exists(n => n.Id == t.Id)).Select(t => t.Shard).Distinct();
        Assert.Equal(storage.Map.Shards.Keys.Order(), used.Order());
    }

    [Fact]
    public async Task Positions_of_sessions_are_kept_until_they_are_removed_or_too_old()
    {
        var team = await storage.NewTeamAsync();
        StoredSession Session(string name, long ts, long? ended = null) => new(name, Ann, "k1", new Position(team.Id, 3, new Ts(ts)), ended);
        await storage.Positions.SaveAsync(team.Id, [.. Enumerable.Range(0, 450).Select(i => Session($"s{i:000}", i + 1))], []);
        await storage.Positions.SaveAsync(
            team.Id, [Session("s000", 99), Session("s001", 2, 1_000), Session("s002", 3, 2_000)], [.. Enumerable.Range(4, 446).Select(i => $"s{i:000}")]);
        await storage.Positions.SaveAsync(team.Id, [], []);
        Assert.Equal(
            [Session("s000", 99), Session("s002", 3, 2_000), Session("s003", 4)], await storage.Positions.LoadAsync(team.Id, 1_500));
        Assert.Equal(4, (await storage.Positions.LoadAsync(team.Id, 0)).Length);
    }

    [Fact]
    public async Task Of_two_writes_of_a_position_the_one_with_the_higher_version_counts_whichever_comes_last()
    {
        var team = await storage.NewTeamAsync();
        StoredSession Session(string name, long ts) => new(name, Ann, "k1", new Position(team.Id, 3, new Ts(ts)), null);
        var late = new SessionPositionStore(storage.Map, At(0));
        var early = new SessionPositionStore(storage.Map, At(-30));
        await late.SaveAsync(team.Id, [Session("kept", 2), Session("revived", 2)], ["gone"]);
        await early.SaveAsync(team.Id, [Session("kept", 1), Session("gone", 1), Session("new", 1)], ["revived"]);
        Assert.Equal([Session("kept", 2), Session("new", 1), Session("revived", 2)], await storage.Positions.LoadAsync(team.Id, 0));
        // A session that was removed may begin again; and who has seen the versions writes higher ones, however slow its clock is.
        await late.SaveAsync(team.Id, [Session("gone", 3)], ["kept"]);
        Assert.Equal(3, (await early.LoadAsync(team.Id, 0)).Length);
        await early.SaveAsync(team.Id, [Session("revived", 4)], ["new"]);
        Assert.Equal([Session("gone", 3), Session("revived", 4)], await storage.Positions.LoadAsync(team.Id, 0));
    }

    [Fact]
    public async Task What_the_version_before_wrote_without_a_version_is_kept_and_replaced()
    {
        var team = await storage.NewTeamAsync();
        var place = await storage.Map.OfAsync(team.Id, TestContext.Current.CancellationToken);
        var shape = new TableShape("session_positions", ["team_id", "session"], ["user_id", "token_key", "epoch", "ts", "ended_at", "modified"]);
        Task<int> OldAsync(string session, long ts) => place.Database.ExecuteAsync(
            place.Dialect.Upsert(shape, 1), TestContext.Current.CancellationToken,
            ("@p0", team.Id.Number), ("@p1", session), ("@p2", Ann.Value), ("@p3", "k1"), ("@p4", 3L), ("@p5", ts), ("@p6", null), ("@p7", 5L));
        StoredSession Session(string name, long ts) => new(name, Ann, "k1", new Position(team.Id, 3, new Ts(ts)), null);
        await OldAsync("old", 1);
        await OldAsync("both", 1);
        Assert.Equal([Session("both", 1), Session("old", 1)], await storage.Positions.LoadAsync(team.Id, 0));
        await storage.Positions.SaveAsync(team.Id, [Session("both", 2)], ["gone"]);
        await OldAsync("both", 3);
        await OldAsync("gone", 3);
        Assert.Equal([Session("both", 3), Session("gone", 3), Session("old", 1)], await storage.Positions.LoadAsync(team.Id, 0));
        await storage.Positions.SaveAsync(team.Id, [Session("both", 4)], ["old"]);
        Assert.Equal([Session("both", 4), Session("gone", 3)], await storage.Positions.LoadAsync(team.Id, 0));
    }

    [Fact]
    public async Task Rows_of_sessions_that_are_over_are_purged_only_when_no_write_can_be_on_its_way_any_more()
    {
        var team = await storage.NewTeamAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        StoredSession Session(string name, long? ended) => new(name, Ann, "k1", new Position(team.Id, 3, new Ts(1)), ended);
        await new SessionPositionStore(storage.Map, At(-61)).SaveAsync(team.Id, [Session("live", null), Session("over", now - 3_660_000)], ["removed"]);
        await new SessionPositionStore(storage.Map, At(-59)).SaveAsync(team.Id, [Session("just over", now - 3_600_000)], ["just removed"]);
        Assert.Equal(0, await storage.Positions.PurgeAsync(team.Id, 0));
        Assert.Equal(2, await storage.Positions.PurgeAsync(team.Id, now));
        Assert.Equal(["just over", "live"], (await storage.Positions.LoadAsync(team.Id, 1)).Select(s => s.Session));
        Assert.Equal(2, await new SessionPositionStore(storage.Map, At(2)).PurgeAsync(team.Id, now));
        Assert.Equal(["live"], (await storage.Positions.LoadAsync(team.Id, 1)).Select(s => s.Session));
    }

    /// <summary>A clock so many minutes ahead.</summary>
    private static ShiftedClock At(int minutes)
    {
        var clock = new ShiftedClock();
        clock.Advance(TimeSpan.FromMinutes(minutes));
        return clock;
    }

    [Fact]
    public async Task The_same_ids_in_two_teams_never_mix()
    {
        TestTeam[] teams = [await storage.NewTeamAsync(), await storage.NewTeamAsync()];
        foreach (var team in teams)
        {
            var name = $"of {team.Id}";
            var root = await team.Write(
                new ChannelPut(team.NewChannel(General.Value, "general") with { IsGeneral = true, Topic = new ChannelText(name, null, 0) }),
                new MemberPut(General, Ann, true, Ts.None), new UserPut(team.NewUser(Ann, "ann", "ann@example.org") with { ManualAway = true }, name),
                new TokenPut(Token.Hash("t"), Ann, team.Id.Number, false), new MessageInsert(team.NewMessage(name), RetryHash("k")));
            await team.Write(
                new MessageInsert(team.NewMessage(name, thread: root), null), new ThreadPut(General, root, new ThreadSummary(1, [Ann], 1, Ts.None)),
                new ReactionPut(General, root, "x", Ann, Ts.None), new CursorPut(General, Ann, new Ts(5)));
            await storage.Positions.SaveAsync(team.Id, [new StoredSession("s", Ann, name, new Position(team.Id, 1, root), null)], []);
        }
        // What is deleted in one team stays in the other.
        await teams[0].Write(
            new MessageDelete(General, new Ts(1_700_000_000_001_000)), new MemberDelete(General, Ann), new ReactionDelete(General, teams[1].Now, "x", Ann),
            new MessageReplace(teams[0].NewMessage("changed") with { Ts = new Ts(1_700_000_000_002_000) }));
        await storage.Positions.SaveAsync(teams[0].Id, [], ["s"]);
        await storage.Events.PurgeAsync(teams[0].Id, Ts.Max, 100);

        var (id, text) = (teams[1].Id, $"of {teams[1].Id}");
        var history = await storage.Messages.HistoryAsync(id, General, new HistoryQuery(null, null, false, 10));
        var message = Assert.Single(history.Messages);
        Assert.Equal((text, "x"), (message.Text, Assert.Single(message.Reactions).Name));
        Assert.Equal(text, Assert.Single((await storage.Messages.RepliesAsync(id, General, message.Ts, new HistoryQuery(null, null, false, 10))).Messages).Text);
        Assert.Equal(1, (await storage.Messages.SummariseThreadAsync(id, General, message.Ts))?.ReplyCount);
        Assert.Equal(message.Ts, await storage.Messages.FindByRetryHashAsync(id, General, RetryHash("k")));
        Assert.Equal(text, (await storage.Channels.FindAsync(id, General))?.Topic.Value);
        Assert.Equal(General, await storage.Channels.FindByNameAsync(id, "general"));
        Assert.Single(await storage.Channels.MembersAsync(id, General));
        Assert.Equal((1, new Ts(5)), (Assert.Single(await storage.Channels.BootAsync(id, Ann)) is { } v ? (v.MemberCount ?? 1, v.LastRead!.Value) : default));
        Assert.Equal(1, Assert.Single(await storage.Channels.ListAsync(id, Ann, new([ChannelKind.Public], false, false, null, null, 0))).MemberCount);
        Assert.Equal(text, (await storage.Users.CredentialAsync(id, "ann@example.org"))?.PasswordHash);
        Assert.Equal(id.Number, (await storage.Users.TokenAsync(id, Token.Hash("t")))?.Created);
        Assert.Equal(2, (await storage.Users.ListAsync(id, null, 0)).Length);
        Assert.Equal([Ann], await storage.Users.ManuallyAwayAsync(id));
        Assert.Equal(text, Assert.Single(await storage.Positions.LoadAsync(id, 0)).TokenKey);
        Assert.Equal(2, (await storage.Events.ReadAsync(id, Ts.None, 10, 1_000)).Length);
    }
}

public sealed class TeamStoresOnSqlite(SqliteStorage storage) : TeamStoresSpec(storage), IClassFixture<SqliteStorage>;

public sealed class TeamStoresOnMariaDb(MariaDbStorage storage) : TeamStoresSpec(storage), IClassFixture<MariaDbStorage>;
