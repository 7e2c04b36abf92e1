using Chat.Search;
using Chat.Sharding;
using Chat.Sharding.Moving;
using Chat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Search;

/// <summary>A team that moves to another shard takes its index along.</summary>
public sealed class SearchMoveTests(MariaDbStorage storage) : IClassFixture<MariaDbStorage>
{
    [Fact]
    public async Task A_team_that_moved_finds_what_was_said_before_and_meanwhile()
    {
        var stop = TestContext.Current.CancellationToken;
        var team = await SearchedTeam.NewAsync(storage);
        var edited = await team.Say("word to be changed");
        var deleted = await team.Say("word to go");
        await team.Say("word in secret", SearchedTeam.Secret);
        for (var i = 0; i < 120; i++)
            await team.Say($"filler {i}");
        await team.Follow();
        var source = (await storage.Map.OfAsync(team.Id, stop)).Name;
        var target = source == "s1" ? "s2" : "s1";
        var store = storage.Services.GetRequiredService<MoveStore>();
        var move = await store.ClaimAsync(await store.BeginAsync(team.Id, source, target)) ?? throw new InvalidOperationException("Nobody else claims it.");
        var mover = new TeamMover(
            storage.Map, store, Options.Create(new MoveOptions { KeepSource = TimeSpan.Zero, ChunkRows = 50 }), TimeProvider.System, NullLogger<TeamMover>.Instance)
        {
            Reaching = async step =>
            {
                if (step != "compare")
                    return;
                await team.Edit(edited, "term that was changed");
                await team.Delete(deleted);
                await team.Say("word meanwhile");
                // The index is copied, and must stay as it is.
                Assert.Equal(SearchStep.Hindered, (await team.Index.StepAsync(team.Id)).Step);
            },
        };
        move = await mover.RunAsync(move, static _ => { }, stop);
        Assert.Equal((MoveState.Done, null), (move.State, move.Error));
        Assert.Equal(target, (await storage.Map.OfAsync(team.Id, stop)).Name);
        Assert.Equal(120, (await team.Page("filler ")).Total);
        Assert.Equal("word in secret | word meanwhile", await team.Find("word "));
        Assert.Equal("term that was changed", await team.Find("term "));
        Assert.Equal("word meanwhile", await team.Find("word ", TestTeam.Bob));
        foreach (var table in (string[])["search_documents", "search_teams", "search_notes"])
        {
            var left = await storage.Map.Shards[source].On(ShardSide.A)!.QueryAsync(
                $"SELECT COUNT(*) FROM {table} WHERE team_id = @team", static row => row.GetInt64(0), stop, ("@team", team.Id.Number));
            Assert.Equal([0L], left);
        }
    }
}
