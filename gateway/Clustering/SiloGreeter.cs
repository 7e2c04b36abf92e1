using Chat.Resilience;

namespace Chat.Clustering;

/// <summary>
/// Keeps this gateway connected to every silo. Orleans connects to one when a call first happens to enter by it. Until then a team there reaches the gateway's feed
/// through another silo, and one that is just stopping, or whose connection broke, keeps what it is given without a word: a second's silence for the team.
/// </summary>
internal sealed partial class SiloGreeter(SiloList silos, ChatGrains grains, TimeProvider time, ILogger<SiloGreeter> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private volatile int _connected;

    /// <summary>How many silos there are connections to.</summary>
    public int Connected
    {
        get => _connected;
        set => _connected = value;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await GreetAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    /// <summary>Once around: other calls take turns as well, so that it may take a second look.</summary>
    private async Task GreetAsync()
    {
        for (var left = silos.Count; left > 0 && Connected < silos.Count; left--)
        {
            try
            {
                await grains.Welcome.Greet();
            }
            catch (Exception exception)
            {
                // A silo that is listed and does not answer: the next look tries again, and Orleans says what is wrong with it.
                LogNoWelcome(exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "A silo did not answer a greeting: {Failure}")]
    private partial void LogNoWelcome(string failure);
}
