using System.Globalization;
using Chat.Jobs;
using Chat.Resilience;
using Chat.Sharding;
using Chat.Sharding.Overview;
using Chat.Silo;
using Chat.Teams;
using Chat.Tests.Storage;
using Chat.Transfer;
using Chat.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.TestingHost;
using Xunit;

namespace Chat.Tests.Transfer;

/// <summary>A silo with the real grains, and jobs that run, on one of the databases.</summary>
public abstract class ImportCluster : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    internal ChatGrains Grains => new(Cluster.Client);

    internal IGrainFactory Factory => Cluster.Client;

    internal GrainCalls Calls { get; } = new(Options.Create(new GrainCallOptions { Delay = TimeSpan.FromMilliseconds(5) }), TimeProvider.System);

    private InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("The fixture is not initialized.");

    public async ValueTask InitializeAsync()
    {
        var given = await PrepareAsync();
        given["Chat:Jobs:FirstPause"] = "00:00:00.1";
        given["Chat:Jobs:PollPeriod"] = "00:00:00.5";
        var settings = new ConfigurationBuilder().AddInMemoryCollection(given).Build();
        await using (var storage = new ServiceCollection().AddLogging().AddChatStorage(settings).BuildServiceProvider())
            await StorageStartup.MigrateAsync(storage);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddChatGrains(settings);
            silo.Services.AddTeamPlacement();
            silo.Services.AddShardOverview();
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddJobStreams();
            silo.UseInMemoryReminderService();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    internal T Silo<T>()
        where T : notnull => Cluster.Silos[0].ServiceProvider.GetRequiredService<T>();

    internal Task DeactivateAsync(IGrain grain) => Cluster.DeactivateAsync(grain);

    /// <summary>A new team, with its admin admin@example.org, #general and #random.</summary>
    internal async Task<(TeamId Team, Caller Admin)> NewTeamAsync()
    {
        var created = await Grains.Directory.Create(new NewTeam("Team", $"t{Guid.NewGuid():N}", "admin", "admin@example.org", "no hash"));
        return (created.Team.Id, await Calls.Ask(() => Grains.Roster(created.Team.Id).Authenticate(Token.Hash(created.Token)), CancellationToken.None));
    }

    /// <summary>Carries a file to the team's shard, as a gateway does; the job is not begun.</summary>
    internal async Task<JobId> StoreAsync(TeamId team, byte[] zip)
    {
        var job = JobId.New(team);
        await Grains.Import(job).Begin("export.zip");
        for (var n = 0; n < TransferFile.ChunksOf(zip.Length); n++)
            await Grains.Import(job).Append(n, zip[(n * ImportUpload.PieceBytes)..Math.Min(zip.Length, (n + 1) * ImportUpload.PieceBytes)]);
        return job;
    }

    internal async Task<JobStatus> ImportAsync(TeamId team, byte[] zip)
    {
        var job = await StoreAsync(team, zip);
        await Grains.Import(job).Finish(zip.Length, [1]);
        var status = await EndAsync(job);
        await Polling.Until(async () => await Silo<TransferFileStore>().FindAsync(team, job.ToString()) is null, "the file to be gone");
        return status;
    }

    internal async Task<JobStatus> EndAsync(JobId job)
    {
        JobStatus? status = null;
        await Polling.Until(async () => (status = await Calls.Ask(() => Grains.Jobs(job.Team).Get(job), CancellationToken.None)).IsOver, $"the end of {job}");
        return status!;
    }

    /// <summary>All that people could see of a team and what is behind it, without what differs from import to import.</summary>
    internal async Task<string[]> RowsAsync(TeamId team, params string[] without)
    {
        var database = (await Silo<ShardMap>().OfAsync(team)).Database;
        var rows = new List<string>();
        foreach (var (table, columns) in new[]
        {
            ("users", "user_id, name, email_key, is_bot, is_admin, deleted, bot_id, profile"),
            ("channels", "channel_id, kind, name, member_key, creator, topic, purpose, is_archived, is_general, previous_names, dm_members"),
            ("channel_members", "channel_id, user_id, is_open"),
            ("messages", "channel_id, ts, user_id, bot_id, subtype, text, parent_user, client_msg_id, edited_by, edited_ts, extra, reply_count, latest_reply, reply_users, reply_users_count"),
            ("comments", "channel_id, ts, user_id, subtype, text, thread_ts, parent_user, extra"),
            ("reactions", "channel_id, message_ts, name, user_id, at"),
            ("transfer_files", "file_id, state"),
            ("transfer_chunks", "file_id, n"),
        })
        {
            if (without.Contains(table))
                continue;
            rows.AddRange(await database.QueryAsync(
                $"SELECT {columns} FROM {table} WHERE team_id = @team",
                row => $"{table}: " + string.Join(" | ", Enumerable.Range(0, row.FieldCount).Select(i => row.GetValue(i) is byte[] bytes
                    ? Convert.ToHexString(bytes) : Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture))),
                CancellationToken.None, ("@team", team.Number)));
        }
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    protected abstract Task<Dictionary<string, string?>> PrepareAsync();

    protected virtual Task CleanUpAsync() => Task.CompletedTask;
}

public sealed class ImportOnSqlite : ImportCluster
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"chat-import-{Guid.NewGuid():N}");

    protected override Task<Dictionary<string, string?>> PrepareAsync() =>
        Task.FromResult(new Dictionary<string, string?> { ["Chat:Storage:Path"] = Path.Combine(_folder, "chat.db") });

    protected override Task CleanUpAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class ImportOnMariaDb(MariaDbServer server) : ImportCluster
{
    protected override async Task<Dictionary<string, string?>> PrepareAsync() => new()
    {
        ["Chat:Storage:Provider"] = "mysql",
        ["Chat:Storage:Directory"] = await server.CreateDatabaseAsync("directory"),
        ["Chat:Shards:s1:A"] = await server.CreateDatabaseAsync("s1"),
    };
}
