using Microsoft.Extensions.Options;

namespace Chat.Sockets;

/// <summary>What every socket of the process shares.</summary>
internal sealed class SocketServices(IOptions<SocketOptions> options, TimeProvider clock, SocketMetrics metrics, ILogger<SocketConnection> log)
{
    public SocketOptions Options { get; } = options.Value;

    public TimeProvider Clock { get; } = clock;

    public SocketMetrics Metrics { get; } = metrics;

    public ILogger Log { get; } = log;
}
