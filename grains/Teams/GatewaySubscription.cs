using System.Diagnostics;
using Chat.Telemetry;
using Orleans.Runtime;

namespace Chat.Teams;

/// <summary>
/// One gateway of a team: a bounded list of what it has not been sent, and at most one batch under way, which is what keeps order (calls to an
/// observer that overlap arrive in any order). Runs on the grain's scheduler.
/// </summary>
internal sealed class GatewaySubscription(
    TeamId team, long epoch, string gateway, IGatewaySink sink, Ts after, TeamOptions options, TeamMetrics metrics, TimeProvider time,
    Action<GatewaySubscription, Exception?> failed, long continues = 0)
{
    /// <summary>As many as a gateway that only pauses for a moment needs; each takes a second or two to be given up.</summary>
    private const int Attempts = 4;

    /// <summary>
    /// How long a gateway that was handed over is waited for at first: its answer comes by silos that may not have heard yet of where its team lives now, and is
    /// lost then.
    /// </summary>
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromMilliseconds(300);

    /// <summary>How often that is tried, before it is waited for as for every other.</summary>
    private const int FirstAttempts = 8;

    /// <summary>Before what was refused is sent again: by then it is known where the gateway can be reached.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A gateway that cannot be reached in any way for so long has gone.</summary>
    private const int Refusals = 20;

    private List<TeamEvent> _pending = [];
    private TeamBatch? _underWay;
    private Ts _after = after;
    private int _pendingBytes;

    /// <summary>Of those that wait and are traced: until the gateway has answered.</summary>
    private List<Activity>? _spans;

    /// <summary>When the first of what waits came.</summary>
    private long _pendingSince;
    private int _unheard = continues == 0 ? 0 : FirstAttempts;
    private bool _running;
    private bool _ended;

    public string Gateway => gateway;

    public DateTimeOffset LastHeard { get; set; }

    /// <param name="item">The event.</param>
    /// <param name="trace">The context of what caused it, if that is sampled.</param>
    public void Enqueue(TeamEvent item, string? trace = null)
    {
        if (_ended)
            return;
        if (_pendingBytes > options.GatewayPendingBytes)
        {
            if (item.IsEphemeral)
                return;
            End();
            failed(this, null);
            return;
        }
        if (_pending.Count == 0)
            _pendingSince = time.GetTimestamp();
        _pending.Add(item);
        if (MessageTrace.Continue(MessageTrace.FanOut, trace) is { } span)
            (_spans ??= []).Add(span.SetTag("chat.gateway", gateway));
        _pendingBytes += item.Payload.Length;
        if (!_running)
        {
            _running = true;
            _ = Pump();
        }
    }

    public void End() => _ended = true;

    /// <summary>For the team's next silo: what this gateway has not confirmed begins with what is under way.</summary>
    public HandedGateway HandOver() =>
        new(gateway, sink, _underWay?.After ?? _after, [.. _underWay?.Events ?? [], .. _pending]);

    private async Task Pump()
    {
        try
        {
            // Whoever came first began this loop; what follows is not part of that.
            Activity.Current = null;
            // Everything that this turn still publishes shall travel in the first batch.
            await Task.Yield();
            while (!_ended && _pending.Count > 0)
            {
                var events = _pending.ToArray();
                _pending = [];
                _pendingBytes = 0;
                var spans = _spans;
                _spans = null;
                var batch = _underWay = new TeamBatch(team, epoch, _after, events, continues, spans?.ConvertAll(static span => span.Id!).ToArray());
                for (var i = events.Length - 1; i >= 0; i--)
                {
                    if (events[i].IsEphemeral)
                        continue;
                    _after = events[i].Ts;
                    break;
                }
                var left = time.GetTimestamp();
                metrics.Waited(time.GetElapsedTime(_pendingSince, left));
                try
                {
                    await Deliver(batch);
                }
                finally
                {
                    spans?.ForEach(MessageTrace.End);
                }
                _underWay = null;
                metrics.Delivered(time.GetElapsedTime(left));
            }
        }
        catch (Exception exception)
        {
            if (!_ended)
            {
                End();
                failed(this, exception);
            }
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>
    /// A call or its answer may have been on its way through a silo that died, which nobody tells us, or that stops and says so: the same batch is sent again,
    /// and a gateway drops what it has seen.
    /// </summary>
    private async Task Deliver(TeamBatch batch)
    {
        var refusals = 0;
        for (var attempt = 1; !_ended;)
        {
            try
            {
                await (_unheard > 0 ? sink.Deliver(batch).WaitAsync(FirstAnswer, time) : sink.Deliver(batch));
                _unheard = 0;
                return;
            }
            catch (TimeoutException) when (_unheard > 0)
            {
                _unheard--;
            }
            catch (TimeoutException) when (attempt < Attempts)
            {
                attempt++;
            }
            catch (OrleansException e) when (e is ClientNotAvailableException or OrleansMessageRejectionException && refusals < Refusals)
            {
                refusals++;
                await Task.Delay(Pause, time);
            }
        }
    }
}
