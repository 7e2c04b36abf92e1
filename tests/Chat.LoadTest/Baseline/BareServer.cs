using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Baseline;

/// <summary>
/// The room that everyone in .NET starts from: Kestrel, a task and a queue a session, WebSocket.SendAsync; every frame goes to everyone. No
/// accounts, no checks, no storage, no order. It speaks just enough of the protocol for the same client, and sends as many bytes.
/// </summary>
internal static class BareServer
{
    private const int MaxFrame = 16 * 1024;

    private static readonly Option<int> Port = new("--port") { Description = "Port on 127.0.0.1.", Required = true };

    public static Command Command()
    {
        var command = new Command("baseline-server", "Serves the bare room that --baseline bare compares with; started by it.") { Port };
        command.SetAction((options, cancellation) => Serve(options.GetValue(Port), cancellation));
        return command;
    }

    private static async Task Serve(int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        var room = new BareRoom();
        app.UseWebSockets();
        app.MapPost("/api/rtm.connect", () => Results.Text($"{{\"ok\":true,\"url\":\"ws://127.0.0.1:{port}/rtm/bare\"}}", "application/json"));
        app.Map("/rtm/bare", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await room.Serve(socket, context.RequestAborted);
        });
        await app.StartAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }

    private sealed class BareRoom
    {
        private ImmutableArray<Channel<byte[]>> _sessions = [];
        private long _lastTs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000;

        public async Task Serve(WebSocket socket, CancellationToken aborted)
        {
            var queue = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
            queue.Writer.TryWrite(Encoding.ASCII.GetBytes($"{{\"type\":\"hello\",\"position\":\"TBAREROOM-1-{Ts.Format(_lastTs)}\",\"resumed\":false}}"));
            ImmutableInterlocked.Update(ref _sessions, sessions => sessions.Add(queue));
            var pump = Pump(socket, queue.Reader, aborted);
            try
            {
                await Receive(socket, queue, aborted);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // The client is gone.
            }
            ImmutableInterlocked.Update(ref _sessions, sessions => sessions.Remove(queue));
            queue.Writer.Complete();
            await pump;
        }

        private async Task Receive(WebSocket socket, Channel<byte[]> author, CancellationToken aborted)
        {
            var buffer = new byte[MaxFrame];
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), aborted);
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                Publish(buffer.AsSpan(0, received.Count), author);
            }
        }

        /// <summary>The event is as long as the server's own, and the author's ack takes its place.</summary>
        private void Publish(ReadOnlySpan<byte> frame, Channel<byte[]> author)
        {
            var ts = Ts.Format(Interlocked.Increment(ref _lastTs));
            var text = Encoding.UTF8.GetString(Json.Text(frame, "\"text\":\""u8));
            var id = Encoding.UTF8.GetString(Json.Text(frame, "\"client_msg_id\":\""u8));
            var message = Encoding.UTF8.GetBytes(
                $"{{\"channel\":\"C0000000000\",\"type\":\"message\",\"user\":\"U0000000000\",\"text\":\"{text}\",\"ts\":\"{ts}\",\"team\":\"TBAREROOM\",\"client_msg_id\":\"{id}\",\"event_ts\":\"{ts}\"}}");
            var ack = Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{{\"ok\":true,\"reply_to\":{Json.Number(frame, "\"id\":"u8)},\"ts\":\"{ts}\",\"text\":\"{text}\"}}"));
            foreach (var session in _sessions)
                session.Writer.TryWrite(session == author ? ack : message);
        }

        private static async Task Pump(WebSocket socket, ChannelReader<byte[]> queue, CancellationToken aborted)
        {
            try
            {
                await foreach (var frame in queue.ReadAllAsync(aborted))
                    await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, aborted);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client is gone.
            }
        }
    }
}
