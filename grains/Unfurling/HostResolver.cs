using System.Net;
using System.Net.Sockets;

namespace Chat.Unfurling;

/// <summary>From names to addresses.</summary>
internal interface IHostResolver
{
    /// <exception cref="SocketException">The name is not known, or nobody answers.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>
/// The system's resolver, each question on a thread of its own: it blocks for as long as a name's servers are silent, and the pool, which has no thread
/// to spare, serves the messages. A question that was given up keeps its thread until it ends; there are at most so many.
/// </summary>
internal sealed class SystemHostResolver : IHostResolver, IDisposable
{
    private const int MaxThreads = 32;

    private readonly SemaphoreSlim threads = new(MaxThreads);

    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        await threads.WaitAsync(cancellationToken);
        var asking = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return Dns.GetHostAddresses(host);
                }
                finally
                {
                    threads.Release();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        return await asking.WaitAsync(cancellationToken);
    }

    public void Dispose() => threads.Dispose();
}
