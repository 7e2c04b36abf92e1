using System.Text.Json;
using Chat.Admin;
using Chat.Errors;

namespace Chat.Jobs;

/// <summary>
/// A job as server-sent events, for a progress bar: one whenever it has changed, asked for twice a second; a comment now and then, so that nobody between takes
/// it for dead. Ends with the job, or after half an hour: browsers then connect again by themselves.
/// </summary>
internal sealed class JobStream(JobStatus first, Func<Task<JobStatus>> ask) : IResult
{
    public const string ContentType = "text/event-stream";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private const int SilentPeriods = 30;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, aborted) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = ContentType;
        // A proxy that gathers an answer before passing it on would show no progress.
        response.Headers["X-Accel-Buffering"] = "no";
        using var timer = new PeriodicTimer(Period);
        var status = first;
        string? told = null;
        for (int silent = 0, left = (int)(Longest / Period); left > 0; left--)
        {
            var text = JsonSerializer.Serialize(new OneJobBody(JobBody.Of(status)), AdminJson.Default.OneJobBody);
            if (text != told)
            {
                await response.WriteAsync($"event: job\ndata: {told = text}\n\n", aborted);
                silent = 0;
            }
            else if (++silent % SilentPeriods == 0)
                await response.WriteAsync(": still there\n\n", aborted);
            await response.Body.FlushAsync(aborted);
            if (status.IsOver)
                return;
            await timer.WaitForNextTickAsync(aborted);
            if (await Next(status) is not { } next)
                return;
            status = next;
        }
    }

    /// <summary>While nobody can tell, nothing has changed. Null: the job is no longer kept, and whoever asks again is told so.</summary>
    private async Task<JobStatus?> Next(JobStatus last)
    {
        try
        {
            return await ask();
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ServiceUnavailable)
        {
            return last;
        }
        catch (ChatException)
        {
            return null;
        }
    }
}
