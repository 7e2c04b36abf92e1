using Chat.Auditing;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Auditing;

public abstract class AuditStoreSpec(StorageFixture storage)
{
    private static readonly AuditActor Anna = new(AuditActor.OperatorKind, "anna", null);
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private AuditStore Store => storage.Services.GetRequiredService<AuditStore>();

    [Fact]
    public async Task An_entry_is_unknown_until_its_end_which_is_written_once()
    {
        var team = NewTeam();
        var entry = Entry(team, 0) with
        {
            Actor = new AuditActor(AuditActor.AdminKind, "U0ANN", "key1"), Subject = "Zoë <zoe@example.org>", Address = "2001:db8::1", Details = """{"is_admin":true}""",
        };
        await Store.BeginAsync(entry);
        await Store.BeginAsync(entry);
        Assert.Equivalent(entry, Assert.Single(await ListAsync(team)), strict: true);
        await Store.EndAsync(new AuditEnd(entry.Id, "user_not_found", null, "U0ZOE", null));
        await Store.EndAsync(new AuditEnd(entry.Id, AuditOutcome.Ok, null, "U0OTHER", null));
        await Store.BeginAsync(entry);
        Assert.Equivalent(entry with { Outcome = "user_not_found", Subject = "U0ZOE", Details = null }, Assert.Single(await ListAsync(team)), strict: true);
    }

    [Fact]
    public async Task An_action_learns_its_team_at_its_end()
    {
        var team = NewTeam();
        var entry = Entry(null, 0);
        await Store.BeginAsync(entry);
        Assert.Empty(await ListAsync(team));
        await Store.EndAsync(new AuditEnd(entry.Id, AuditOutcome.Ok, team, team.ToString(), null));
        Assert.Equal(entry.Id, Assert.Single(await ListAsync(team)).Id);
    }

    [Fact]
    public async Task A_teams_entries_are_its_own_and_come_newest_first_in_pages()
    {
        var (ours, theirs) = (NewTeam(), NewTeam());
        for (var day = 0; day < 5; day++)
        {
            await Store.BeginAsync(Entry(ours, day));
            await Store.BeginAsync(Entry(theirs, day));
        }
        var first = await ListAsync(ours, limit: 2);
        var second = await ListAsync(ours, limit: 2, before: first[^1].Id);
        var third = await ListAsync(ours, limit: 2, before: second[^1].Id);
        Assert.Equal([4, 3, 2, 1, 0], first.Concat(second).Concat(third).Select(DayOf));
        Assert.All(first.Concat(second).Concat(third), entry => Assert.Equal(ours, entry.Team));
        var all = await Store.ListAsync(new AuditFilter(null, null, null, null, null, null, 1000));
        Assert.Equal(10, all.Count(entry => entry.Team == ours || entry.Team == theirs));
    }

    [Fact]
    public async Task Entries_are_found_by_action_actor_and_time()
    {
        var team = NewTeam();
        for (var day = 0; day < 4; day++)
        {
            await Store.BeginAsync(Entry(team, day) with
            {
                Action = day % 2 == 0 ? AuditActions.UsersDeactivate : AuditActions.TokensIssue,
                Actor = day < 2 ? Anna : Anna with { Name = "bert" },
            });
        }
        Assert.Equal([2, 0], (await ListAsync(team, action: AuditActions.UsersDeactivate)).Select(DayOf));
        Assert.Equal([3, 2], (await ListAsync(team, actor: "bert")).Select(DayOf));
        Assert.Equal([2, 1], (await ListAsync(team, from: MsOf(1), to: MsOf(3))).Select(DayOf));
        Assert.Equal([2], (await ListAsync(team, AuditActions.UsersDeactivate, "bert", MsOf(0), MsOf(4))).Select(DayOf));
        Assert.Empty(await ListAsync(team, from: MsOf(4)));
    }

    [Fact]
    public async Task The_oldest_entries_are_removed_in_batches_and_no_newer_one()
    {
        var team = NewTeam();
        // Before all entries of the other tests.
        for (var day = -10; day < -5; day++)
            await Store.BeginAsync(Entry(team, day));
        Assert.Equal(2, await Store.SweepAsync(MsOf(-6), 2));
        Assert.Equal([-6, -7, -8], (await ListAsync(team)).Select(DayOf));
        Assert.Equal(2, await Store.SweepAsync(MsOf(-6), 100));
        Assert.Equal(0, await Store.SweepAsync(MsOf(-6), 100));
        Assert.Equal([-6], (await ListAsync(team)).Select(DayOf));
    }

    [Fact]
    public async Task What_has_been_kept_long_enough_goes_by_itself()
    {
        var team = NewTeam();
        foreach (var day in new[] { -402, -401, -400, 0 })
            await Store.BeginAsync(Entry(team, day));
        // As if it were the first of January on which the newest was written.
        var clock = new ShiftedClock();
        clock.Advance(Day - clock.GetUtcNow());
        using var keeper = new AuditKeeper(
            Store, Options.Create(new AuditOptions { SweepPeriod = TimeSpan.FromMilliseconds(50) }), clock, NullLogger<AuditKeeper>.Instance);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        await Polling.Until(async () => (await ListAsync(team)).Length == 1, "the three old entries to be gone");
        await keeper.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0], (await ListAsync(team)).Select(DayOf));
    }

    private static TeamId NewTeam() => new(Random.Next(1, int.MaxValue));

    private static Random Random { get; } = new();

    private static long MsOf(int day) => Day.AddDays(day).ToUnixTimeMilliseconds();

    private static int DayOf(AuditEntry entry) => (int)((entry.At - Day.ToUnixTimeMilliseconds()) / 86_400_000);

    private static AuditEntry Entry(TeamId? team, int day) => new(
        AuditIds.New(Day.AddDays(day)), MsOf(day), team, Anna, AuditActions.UsersDeactivate, "U0BOB", AuditOutcome.Unknown, "192.0.2.1", "0HN:00000001", null);

    private Task<AuditEntry[]> ListAsync(
        TeamId team, string? action = null, string? actor = null, long? from = null, long? to = null, string? before = null, int limit = 100) =>
        Store.ListAsync(new AuditFilter(team, action, actor, from, to, before, limit));
}

public sealed class AuditStoreOnSqlite(SqliteStorage storage) : AuditStoreSpec(storage), IClassFixture<SqliteStorage>;

public sealed class AuditStoreOnMariaDb(MariaDbStorage storage) : AuditStoreSpec(storage), IClassFixture<MariaDbStorage>;
