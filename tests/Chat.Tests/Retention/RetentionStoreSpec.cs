using Chat.Retention;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Retention;

public abstract class RetentionStoreSpec(StorageFixture storage)
{
    private RetentionStore Store => new(storage.Map);

    [Fact]
    public async Task A_team_that_has_said_nothing_keeps_everything()
    {
        var team = (await storage.NewTeamAsync()).Id;
        Assert.Equal(new TeamRetention(team, RetentionSettings.KeepAll, null, null, 0), await Store.FindAsync(team));
    }

    [Fact]
    public async Task What_is_set_comes_back_and_is_due_at_its_time()
    {
        var team = (await storage.NewTeamAsync()).Id;
        var settings = new RetentionSettings(30, null, 7);
        await Store.SetAsync(team, settings, 1_000);
        Assert.Equal(new TeamRetention(team, settings, null, 1_000, 0), await Store.FindAsync(team));
        Assert.DoesNotContain(await Store.DueAsync(999, 1_000), due => due.Team == team);
        Assert.Contains(await Store.DueAsync(1_000, 1_000), due => due.Team == team);
        await Store.SetAsync(team, RetentionSettings.KeepAll, null);
        Assert.DoesNotContain(await Store.DueAsync(long.MaxValue, 1_000), due => due.Team == team);
    }

    [Fact]
    public async Task Of_two_silos_that_see_a_run_due_one_takes_it()
    {
        var team = (await storage.NewTeamAsync()).Id;
        await Store.SetAsync(team, new RetentionSettings(30, null, null), 1_000);
        var seen = await Store.FindAsync(team);
        var run = new RetentionRun(1_000, null, 0, 0, null);
        TeamRetention?[] taken = [await Store.SaveAsync(seen, run, 61_000), await Store.SaveAsync(seen, run, 61_001)];
        Assert.Single(taken.OfType<TeamRetention>());
        Assert.DoesNotContain(await Store.DueAsync(60_999, 1_000), due => due.Team == team);
    }

    [Fact]
    public async Task A_run_whose_silo_died_is_gone_on_with_and_counts_each_message_once()
    {
        var team = (await storage.NewTeamAsync()).Id;
        await Store.SetAsync(team, new RetentionSettings(30, null, null), 1_000);
        var dead = (await Store.SaveAsync(await Store.FindAsync(team), new RetentionRun(1_000, null, 0, 0, null), 61_000))!;
        dead = (await Store.SaveAsync(dead, dead.Run! with { Messages = 200 }, 66_000))!;
        Assert.Equal(200, dead.MessagesEver);

        var due = Assert.Single(await Store.DueAsync(66_000, 1_000), due => due.Team == team);
        var heir = (await Store.SaveAsync(due, due.Run!, 126_000))!;
        // The dead one was only slow: what it says counts no more.
        Assert.Null(await Store.SaveAsync(dead, dead.Run! with { Messages = 300 }, 70_000));
        heir = (await Store.SaveAsync(heir, heir.Run! with { Messages = 350, Ended = 70_000 }, 3_670_000))!;
        Assert.Equal((350, 350), (heir.MessagesEver, heir.Run!.Messages));
        var next = (await Store.SaveAsync(heir, new RetentionRun(3_670_000, 3_670_001, 5, 0, null), 7_000_000))!;
        Assert.Equal(355, next.MessagesEver);
        Assert.Equal(next, await Store.FindAsync(team));
    }

    [Fact]
    public async Task Settings_that_change_end_the_run_that_obeyed_the_former_ones()
    {
        var team = (await storage.NewTeamAsync()).Id;
        await Store.SetAsync(team, new RetentionSettings(30, null, null), 1_000);
        var run = (await Store.SaveAsync(await Store.FindAsync(team), new RetentionRun(1_000, null, 0, 0, null), 61_000))!;
        await Store.SetAsync(team, RetentionSettings.KeepAll, null);
        Assert.Null(await Store.SaveAsync(run, run.Run!, 121_000));
    }
}

public sealed class RetentionStoreOnSqlite(SqliteStorage storage) : RetentionStoreSpec(storage), IClassFixture<SqliteStorage>;

public sealed class RetentionStoreOnMariaDb(MariaDbStorage storage) : RetentionStoreSpec(storage), IClassFixture<MariaDbStorage>;
