using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Chat.Tests.Unfurling;

/// <summary>
/// A web site on loopback that can misbehave in every way that a socket allows: each page is what it writes after the request's head. Every answer ends
/// its connection.
/// </summary>
public sealed class FixtureSite : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<FixtureRequest> requests = new();
    private readonly ConcurrentDictionary<string, Func<FixtureRequest, Stream, CancellationToken, Task>> pages;
    private readonly Task accepting;

    public FixtureSite()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        pages = new(FixturePages.All(Port));
        accepting = Accept();
    }

    public int Port { get; }

    /// <summary>A name that tests resolve to loopback.</summary>
    public const string Host = "site.example";

    public FixtureRequest[] Requests => [.. requests];

    public Uri Url(string path, string host = Host) => new($"http://{host}:{Port}{path}");

    public int Count(string path) => requests.Count(request => request.Path == path);

    public void Serve(string path, Func<FixtureRequest, Stream, CancellationToken, Task> page) => pages[path] = page;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptSocketAsync(stopping.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task Serve(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var head = await ReadHead(stream);
            if (head.Length == 0)
                return;
            var request = FixtureRequest.Parse(head, socket);
            requests.Enqueue(request);
            var page = pages.GetValueOrDefault(request.Path) ?? FixturePages.Missing;
            await page(request, stream, stopping.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The reader has had enough, or the page wanted it so.
        }
    }

    private async Task<string> ReadHead(NetworkStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, stopping.Token);
            if (read == 0)
                return "";
            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        return head.ToString();
    }
}

/// <summary>What a client asked.</summary>
/// <param name="Path">With its query.</param>
/// <param name="Head">All lines as they came.</param>
public sealed record FixtureRequest(string Path, string Head, Socket Socket)
{
    public static FixtureRequest Parse(string head, Socket socket) => new(head.Split(' ', 3)[1], head, socket);

    public string? Header(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();
}
