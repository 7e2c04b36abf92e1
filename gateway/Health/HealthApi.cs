using Chat.Resilience;
using Chat.Sockets;

namespace Chat.Health;

/// <summary>
/// For orchestrators: <c>/health/live</c> (this process answers) and <c>/health/ready</c> (grains answer, and it does not leave service).
/// The directory database is not asked: while it is away, gateways serve the teams that are known, which taking them out would end.
/// </summary>
internal static class HealthApi
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    /// <summary>Of so many one is found, though a silo in two be dead and not known to be.</summary>
    private const int Pings = 8;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (RequestDelegate)(http => http.Response.WriteAsync("ok\n", http.RequestAborted))).DisableRateLimiting();
        routes.MapGet("/health/ready", (RequestDelegate)Ready).DisableRateLimiting();
    }

    private static async Task Ready(HttpContext http)
    {
        if (http.RequestServices.GetRequiredService<SocketDrain>().IsDraining)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await http.Response.WriteAsync("leaving service\n", http.RequestAborted);
            return;
        }
        var grains = http.RequestServices.GetRequiredService<ChatGrains>();
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        try
        {
            await Any([.. Enumerable.Range(0, Pings).Select(_ => grains.Directory.Ping())]).WaitAsync(Bound, time, http.RequestAborted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Not logged: the answer is the report, and it is asked for every few seconds.
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await http.Response.WriteAsync("no grain answers\n", http.RequestAborted);
            return;
        }
        await http.Response.WriteAsync("ok\n", http.RequestAborted);
    }

    /// <summary>Completes with the first that succeeds, or fails with the last.</summary>
    private static async Task Any(List<Task> pings)
    {
        while (true)
        {
            var ended = await Task.WhenAny(pings);
            pings.Remove(ended);
            if (ended.IsCompletedSuccessfully || pings.Count == 0)
            {
                await ended;
                return;
            }
        }
    }
}
