using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chat.LoadTest.Measure;

namespace Chat.LoadTest.Baseline;

/// <summary>The bare server as a process of its own, as the server that it is compared with is one.</summary>
internal sealed class BareProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private BareProcess(Process process, int port)
    {
        _process = process;
        Address = new Uri($"http://127.0.0.1:{port}/");
    }

    public Uri Address { get; }

    public ServerProcess Process => new("bare", _process.Id);

    public static async Task<BareProcess> Start()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Chat.LoadTest.dll"), "baseline-server", "--port", port.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardInput = true,
        };
        // As ASP.NET's own projects have it.
        start.Environment["DOTNET_gcServer"] = "1";
        var bare = new BareProcess(System.Diagnostics.Process.Start(start)!, port);
        var since = Stopwatch.GetTimestamp();
        while (!await bare.Answers())
        {
            if (bare._process.HasExited || Stopwatch.GetElapsedTime(since) > StartBound)
                throw new InvalidOperationException("The bare server did not start.");
            await Task.Delay(50);
        }
        return bare;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> Answers()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, Address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
