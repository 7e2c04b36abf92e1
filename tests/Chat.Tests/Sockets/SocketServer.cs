using System.Net;
using System.Threading.Channels;
using Chat.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>
/// A real Kestrel on a loopback port, with the echo endpoint, one that the test steers (<c>/test/</c>), and an HTTP route (<c>/hello</c>).
/// </summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private SocketServer(WebApplication app) => this.app = app;

    public Uri Address { get; private init; } = null!;

    public int Port => Address.Port;

    public RecordingEndpoint Sessions { get; private init; } = null!;

    public SocketRegistry Registry => app.Services.GetRequiredService<SocketRegistry>();

    public SocketKeeper Keeper => app.Services.GetRequiredService<SocketKeeper>();

    public HandshakeWatch Handshakes => app.Services.GetRequiredService<HandshakeWatch>();

    /// <param name="viaHttp">Leaves the connection middleware out, so that sockets come by way of HTTP's upgrade.</param>
    /// <param name="listen">Further settings of the listening address, before sockets are added.</param>
    public static async Task<SocketServer> Start(
        Action<SocketOptions>? options = null, TimeProvider? clock = null, bool viaHttp = false, Action<ListenOptions>? listen = null)
    {
        var sessions = new RecordingEndpoint();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, address =>
        {
            listen?.Invoke(address);
            if (!viaHttp)
                address.UseSockets();
        }));
        builder.Services.AddRouting();
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        builder.Services.AddSockets();
        builder.Services.AddSingleton<ISocketEndpoint>(sessions);
        builder.Services.Configure<SocketOptions>(settings =>
        {
            settings.Echo = true;
            settings.DrainOver = TimeSpan.Zero;
            settings.CloseTimeout = TimeSpan.FromSeconds(2);
            options?.Invoke(settings);
        });
        var app = builder.Build();
        app.MapGet("/hello", () => "hello");
        app.MapPost("/length", async (HttpRequest request, CancellationToken ct) =>
        {
            using var reader = new StreamReader(request.Body);
            return (await reader.ReadToEndAsync(ct)).Length;
        });
        app.MapSockets();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SocketServer(app) { Address = new Uri(address), Sessions = sessions };
    }

    public Task<RawClient> Connect() => RawClient.Connect(Port);

    /// <summary>A raw client whose handshake was answered with 101.</summary>
    public async Task<RawClient> Open(string path = "/echo/")
    {
        var client = await Connect();
        await client.Handshake(path);
        return client;
    }

    public Task Stop() => app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>Lends every socket to the test.</summary>
internal sealed class RecordingEndpoint : ISocketEndpoint
{
    private readonly Channel<RecordedSession> opened = Channel.CreateUnbounded<RecordedSession>();

    public string PathPrefix => "/test/";

    /// <summary>Runs while a socket opens; its answer decides whether there is a session.</summary>
    public Func<SocketConnection, Task<bool>>? Opening { get; set; }

    /// <summary>Runs for every message.</summary>
    public Func<SocketConnection, ReadOnlyMemory<byte>, Task>? Receiving { get; set; }

    public async ValueTask<ISocketSession?> Open(SocketConnection connection, string path, string query, CancellationToken ct)
    {
        var session = new RecordedSession(this, connection, path, query);
        var takes = Opening is null || await Opening(connection);
        opened.Writer.TryWrite(session);
        return takes ? session : null;
    }

    public Task<RecordedSession> Next() => Await.For(opened.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(), "a socket to open");
}

internal sealed class RecordedSession(RecordingEndpoint endpoint, SocketConnection connection, string path, string query) : ISocketSession
{
    private readonly Channel<string> happenings = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int timesClosed;

    public SocketConnection Connection => connection;

    public string Path => path;

    public string Query => query;

    public int TimesClosed => Volatile.Read(ref timesClosed);

    public Task Closed => Await.For(closed.Task, "the session to hear of its end");

    public async ValueTask OnText(ReadOnlyMemory<byte> utf8)
    {
        happenings.Writer.TryWrite("text:" + System.Text.Encoding.UTF8.GetString(utf8.Span));
        if (endpoint.Receiving is not null)
            await endpoint.Receiving(connection, utf8);
    }

    public void OnPong(long token) => happenings.Writer.TryWrite($"pong:{token}");

    public ValueTask OnRejected(SocketFault fault)
    {
        happenings.Writer.TryWrite($"rejected:{fault}");
        return ValueTask.CompletedTask;
    }

    public void OnClosed()
    {
        Interlocked.Increment(ref timesClosed);
        closed.TrySetResult();
    }

    /// <summary>What the session was told next: <c>text:…</c>, <c>pong:…</c> or <c>rejected:…</c>.</summary>
    public Task<string> Next() =>
        Await.For(happenings.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(), "the session to be told something");
}

internal static class Await
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<T> For<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Patience} for {what}.");
        }
    }

    public static async Task For(Task task, string what) => await For(Wrap(task), what);

    /// <summary>Asks again and again, for what nobody announces.</summary>
    public static async Task Until(Func<bool> holds, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"Waited {Patience} until {what}.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<bool> Wrap(Task task)
    {
        await task;
        return true;
    }
}
