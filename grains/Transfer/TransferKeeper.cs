using Chat.Jobs;
using Chat.Sharding;
using Chat.Teams;
using Chat.Transfer.Exporting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Transfer;

/// <summary>
/// Removes files that have expired and that no job works with, of all teams, one after the other. Every silo looks, so that none is needed for it; what another one removed meanwhile is
/// gone, and that is all.
/// </summary>
internal sealed partial class TransferKeeper(
    TeamDirectory teams, TransferFileStore files, JobStore jobs, IOptions<ExportOptions> options, TimeProvider time, ILogger<TransferKeeper> logger)
    : BackgroundService
{
    private const int TeamsOfPage = 200;

    /// <summary>Questions to shards in a second: one a team.</summary>
    private const int TeamsPerSecond = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SweepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        var pace = new Pace(time, TeamsPerSecond);
        TeamId? after = null;
        while (true)
        {
            try
            {
                var page = await teams.ListAsync(after, TeamsOfPage);
                foreach (var team in page)
                    await SweepAsync(team.Id, stop);
                await pace.AfterAsync(page.Length, stop);
                if (page.Length < TeamsOfPage)
                    return;
                after = page[^1].Id;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The directory is away, which is logged there.
                LogUnseen(e.Message);
                return;
            }
        }
    }

    private async Task SweepAsync(TeamId team, CancellationToken stop)
    {
        try
        {
            foreach (var file in await files.ExpiredAsync(team, time.GetUtcNow().ToUnixTimeMilliseconds()))
            {
                if (await IsInUseAsync(file.Id))
                    continue;
                await files.DeleteAsync(team, file.Id, stop);
                LogRemoved(file.Kind, file.Id);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Its shard is away, or it moves; the next sweep finds what is left.
            LogUnseen(e.Message);
        }
    }

    /// <summary>A job that takes longer than its file is kept needs it to its end. A file is called after its job, those beside it with more behind that.</summary>
    private async Task<bool> IsInUseAsync(string file) =>
        JobId.TryParse(string.Join('-', file.Split('-').Take(2)), out var job) && await jobs.FindAsync(job) is { IsOver: false };

    [LoggerMessage(LogLevel.Information, "The file of {Kind} {File} has expired and was removed.")]
    private partial void LogRemoved(string kind, string file);

    [LoggerMessage(LogLevel.Debug, "Expired files could not be looked for: {Reason}")]
    private partial void LogUnseen(string reason);
}
