using Chat.Sharding;
using Chat.Sharding.Pairs;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Sharding;

/// <summary>Both servers were away at once, or one while they were apart: nobody has gone on in their stead, and each has what the other lacks.</summary>
public sealed partial class PairTests
{
    [Fact]
    public async Task Servers_that_are_killed_together_come_back_with_all_that_was_acked()
    {
        for (var round = 1; round <= 3; round++)
        {
            var before = await CountAsync(ShardSide.A);
            var even = Enumerable.Range(0, 4).Select(_ => new Writing(_servers.Chat(Master.A), parity: 0, team: NextTeam())).ToList();
            var odd = Enumerable.Range(0, 4).Select(_ => new Writing(_servers.Chat(Master.B), parity: 1, team: NextTeam())).ToList();
            await UntilAsync(() => Task.FromResult(even.Concat(odd).All(static w => w.Acked > 20)), "posts");
            await Task.WhenAll(_servers.A.KillAsync(), _servers.B.KillAsync());
            await Task.WhenAll(even.Concat(odd).Select(static w => w.EndAsync()));
            await RestartAsync();
            await EqualAsync();
            Assert.InRange(
                await CountAsync(ShardSide.B), before + even.Concat(odd).Sum(static w => w.Acked), before + even.Concat(odd).Sum(static w => w.Tried));
        }
    }

    /// <summary>
    /// Number 3 of a server's own transactions is one that the peer lacks (it was in its relay log alone); number 4 one that the server itself lacks (the start
    /// cut it off the log) and its peer has applied.
    /// </summary>
    [Theory]
    [InlineData(true, true, false, false)]
    [InlineData(false, false, true, true)]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, true, false)]
    public async Task What_one_log_lacks_comes_from_the_other(bool onlyAHasOfA, bool onlyBHasOfB, bool onlyBHasOfA, bool onlyAHasOfB)
    {
        foreach (var server in (MariaDbServer[])[_servers.A, _servers.B])
            await MariaDbPair.AdministerAsync(server, "STOP SLAVE; SET GLOBAL rpl_semi_sync_master_enabled = OFF");
        var rows = 0;
        foreach (var (happens, at, domain) in ((bool, ShardSide, int)[])
            [(onlyAHasOfA, ShardSide.A, 1), (onlyBHasOfB, ShardSide.B, 2), (onlyBHasOfA, ShardSide.B, 1), (onlyAHasOfB, ShardSide.A, 2)])
        {
            if (!happens)
                continue;
            rows++;
            var server = _servers.On((Master)at);
            var position = (string)(await MariaDbPair.AdministerAsync(server, "SELECT @@GLOBAL.gtid_binlog_pos"))!;
            var last = position.Split(',').Where(p => p.StartsWith($"{domain}-", StringComparison.Ordinal)).Select(static p => int.Parse(p.Split('-')[2], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();
            await MariaDbPair.AdministerAsync(
                server,
                $"SET SESSION gtid_domain_id = {domain}; SET SESSION server_id = {domain}; SET SESSION gtid_seq_no = {last + 1}; INSERT INTO rows_of_teams VALUES (10, {rows}, 'row {rows}')");
        }
        await Task.WhenAll(_servers.A.KillAsync(), _servers.B.KillAsync());
        await RestartAsync();
        await EqualAsync();
        Assert.Equal(rows, await CountAsync(ShardSide.A));
        await WriteAsync(ShardSide.A, 0, 100);
        await WriteAsync(ShardSide.B, 1, 101);
        await EqualAsync();
    }

    [Theory]
    [InlineData(Master.A)]
    [InlineData(Master.B)]
    public async Task A_server_that_is_started_anew_while_they_are_apart_comes_back_with_its_own(Master side)
    {
        foreach (var server in (MariaDbServer[])[_servers.A, _servers.B])
            await MariaDbPair.AdministerAsync(server, "STOP SLAVE IO_THREAD");
        await _pair.PartAsync();
        await WriteAsync(ShardSide.A, 0, 1);
        await WriteAsync(ShardSide.B, 1, 2);
        await _servers.On(side).KillAsync();
        var other = new Writing(_servers.Chat(side == Master.A ? Master.B : Master.A), side == Master.A ? 1 : 0, team: NextTeam());
        await UntilAsync(() => Task.FromResult(other.Acked > 20), "posts at the other");
        await _servers.On(side).StartAsync();
        await _pair.UniteAsync();
        await _pair.OpenAsync();
        var before = other.Acked;
        await UntilAsync(() => Task.FromResult(other.Acked > before + 20), "posts that both have");
        await other.EndAsync();
        await WriteAsync((ShardSide)side, side == Master.A ? 0 : 1, 3);
        await EqualAsync();
        Assert.Equal(other.Acked + 3, await CountAsync(ShardSide.A));
    }

    [Fact]
    public void What_was_started_anew_is_brought_together_unless_somebody_went_on_in_its_stead()
    {
        var serves = new ServerView(true, true, true, false, 0);
        var anew = serves with { Serves = false, Receives = false };
        PairVerdict Of(string state, ServerView a, ServerView b) => new PairJudge(TimeSpan.FromSeconds(2)).Look(state, TimeSpan.Zero, a, b);

        foreach (var state in (string[])[ShardSync.Synced, ShardSync.New, ShardSync.Apart])
        {
            Assert.Equal(PairVerdict.Unite, Of(state, anew, anew));
            Assert.NotEqual(PairVerdict.Unite, Of(state, anew, ServerView.Silent));
        }
        Assert.Equal(PairVerdict.Unite, Of(ShardSync.Apart, serves, anew));
        // That one is taken over: its teams need not wait until it has caught up.
        Assert.NotEqual(PairVerdict.Unite, Of(ShardSync.Synced, serves, anew));
        foreach (var state in (string[])[ShardSync.Solo, ShardSync.Rejoining])
            Assert.NotEqual(PairVerdict.Unite, Of(state, anew, anew));
    }

    [Fact]
    public void A_server_that_is_back_and_has_acked_nothing_yet_is_not_taken_for_one_that_does_not_hear()
    {
        var serves = new ServerView(true, true, true, false, 0);
        var judge = new PairJudge(TimeSpan.FromSeconds(2));
        for (var second = 0; second < 10; second++)
            Assert.Equal(PairVerdict.Fine, judge.Look(ShardSync.Solo, TimeSpan.FromSeconds(second), serves with { Serves = false, Receives = false }, serves with { Receives = false }));
        var waiting = serves with { AcksWait = true };
        Assert.Equal(PairVerdict.Fine, judge.Look(ShardSync.Synced, TimeSpan.FromSeconds(10), waiting, serves));
        Assert.Equal(PairVerdict.Fine, judge.Look(ShardSync.Synced, TimeSpan.FromSeconds(11), waiting, serves));
        // In vain for two seconds.
        Assert.Equal(PairVerdict.Part, judge.Look(ShardSync.Synced, TimeSpan.FromSeconds(12), waiting, serves));
    }

    [Theory]
    [InlineData("1-1-5,2-2-7", "1-1-6,2-2-3", "1-1-5,2-2-3")]
    [InlineData("2-2-7,1-1-10", "1-1-9", "1-1-9")]
    [InlineData("", "1-1-9", "")]
    public void Positions_that_both_have(string one, string other, string common) => Assert.Equal(common, GtidPosition.Common(one, other));

    private async Task RestartAsync()
    {
        await Task.WhenAll(_servers.A.StartAsync(), _servers.B.StartAsync());
        await _pair.UniteAsync();
        await _pair.OpenAsync();
    }

    private int _teams = 1_000_000;

    private int NextTeam() => _teams += 2;
}
