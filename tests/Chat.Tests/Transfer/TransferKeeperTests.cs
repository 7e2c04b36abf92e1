using Chat.Jobs;
using Chat.Sharding;
using Chat.Teams;
using Chat.Tests.Jobs;
using Chat.Tests.Storage;
using Chat.Transfer;
using Chat.Transfer.Exporting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Transfer;

/// <summary>Files that have expired are removed, but none that a job still works with.</summary>
public sealed class TransferKeeperTests(ImportOnSqlite cluster) : IClassFixture<ImportOnSqlite>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TransferFileStore Files => cluster.Silo<TransferFileStore>();

    [Fact]
    public async Task An_expired_file_goes_unless_its_job_is_not_over()
    {
        var (team, _) = await cluster.NewTeamAsync();
        var waiting = JobId.New(team);
        await LostLease.OnAsync(cluster.Silo<ShardMap>(), waiting, JobKinds.Export, TimeProvider.System.GetUtcNow().AddHours(1));
        await cluster.Grains.Export(waiting).Request(new ExportRequest(null, null, [], IncludePrivate: false, IncludeDirect: false));
        await ExpiredAsync(team, $"{waiting}-x");
        var left = JobId.New(team).ToString();
        await ExpiredAsync(team, left);

        using var keeper = new TransferKeeper(
            cluster.Silo<TeamDirectory>(), Files, cluster.Silo<JobStore>(), Options.Create(new ExportOptions { SweepPeriod = TimeSpan.FromMilliseconds(50) }),
            TimeProvider.System, NullLogger<TransferKeeper>.Instance);
        await keeper.StartAsync(Stop);
        await GoneAsync(team, left);
        // Another round, which has met both.
        var second = JobId.New(team).ToString();
        await ExpiredAsync(team, second);
        await GoneAsync(team, second);
        Assert.NotNull(await Files.FindAsync(team, $"{waiting}-x"));

        await cluster.Grains.Jobs(team).Cancelled(waiting);
        await GoneAsync(team, $"{waiting}-x");
        await keeper.StopAsync(Stop);
    }

    private Task ExpiredAsync(TeamId team, string file) => Files.CreateAsync(TransferFile.New(team, file, JobKinds.Export, "old.zip", 1_000, 2_000), Stop);

    private Task GoneAsync(TeamId team, string file) => Polling.Until(async () => await Files.FindAsync(team, file) is null, $"{file} to be gone");
}
