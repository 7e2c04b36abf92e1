using Chat.Jobs;
using Chat.Sharding;
using Chat.Tests.Jobs;
using Chat.Tests.Storage;
using Chat.Transfer;
using Xunit;

namespace Chat.Tests.Transfer;

/// <summary>Long jobs are kept up by their grains' reminders when no worker asks for them.</summary>
public sealed class ReminderTests(ImportOnSqlite cluster) : IClassFixture<ImportOnSqlite>
{
    [Fact]
    public async Task An_export_whose_worker_is_lost_goes_on_when_it_is_reminded()
    {
        var (team, _) = await cluster.NewTeamAsync();
        var job = JobId.New(team);
        await LostAsync(job, JobKinds.Export);
        var export = cluster.Grains.Export(job);
        await export.Request(new ExportRequest(null, null, [], IncludePrivate: false, IncludeDirect: false));
        await cluster.Grains.Jobs(team).Report(job, new JobProgress(0, 0, "messages", 0), null);

        await RemindAsync(export, "export");
        Assert.Equal(JobState.Done, (await cluster.EndAsync(job)).State);
        Assert.NotNull(await export.GetFile());
        await StopsAsync(export, "export");
    }

    [Fact]
    public async Task An_import_whose_worker_is_lost_goes_on_when_it_is_reminded()
    {
        var (team, _) = await cluster.NewTeamAsync();
        var zip = QuirkyExport.Zip();
        var job = await cluster.StoreAsync(team, zip);
        await LostAsync(job, JobKinds.Import);
        var import = cluster.Grains.Import(job);
        await import.Finish(zip.Length, [1]);
        await cluster.Grains.Jobs(team).Report(job, new JobProgress(0, 0, "messages", 0), null);

        await RemindAsync(import, "import");
        Assert.Equal(JobState.Done, (await cluster.EndAsync(job)).State);
        await StopsAsync(import, "import");
    }

    private Task LostAsync(JobId job, string kind) => LostLease.OnAsync(cluster.Silo<ShardMap>(), job, kind, TimeProvider.System.GetUtcNow().AddHours(1));

    private static Task RemindAsync(IGrain grain, string name) => grain.AsReference<IRemindable>().ReceiveReminder(name, default);

    /// <summary>It is set while there is something to do; the first one after that takes it away.</summary>
    private async Task StopsAsync(IGrain grain, string name)
    {
        var table = cluster.Silo<IReminderTable>();
        Assert.NotNull(await table.ReadRow(grain.GetGrainId(), name));
        await Polling.Until(
            async () =>
            {
                await RemindAsync(grain, name);
                return await table.ReadRow(grain.GetGrainId(), name) is null;
            },
            $"no reminder of an {name} that is over");
    }
}
