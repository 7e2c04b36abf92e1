using Chat.Presence;
using Chat.Sessions;

namespace Chat.Teams;

/// <summary>Gateways: subscriptions and fan-out.</summary>
public sealed partial class TeamGrain
{
    private readonly Dictionary<string, GatewaySubscription> _gateways = [];

    public async Task<SubscribeReply> Subscribe(string gateway, Position? last, SessionState[] sessions, IGatewaySink sink)
    {
        RequireWriter();
        if (_gateways.Remove(gateway, out var former))
            former.End();
        // Registered before anything is awaited: what commits from here on is delivered, what came before is answered below.
        var head = _head;
        _gateways[gateway] = new GatewaySubscription(_id, _epoch, gateway, sink, head.Ts, _options, metrics, time, GatewayFailed) { LastHeard = time.GetUtcNow() };
        TakeOver(gateway, sessions);
        if (last is not { } position)
            return new SubscribeReply(head, _epoch, false, []);
        var missed = await EventsAfter(position, head);
        return new SubscribeReply(head, _epoch, missed is null, missed ?? []);
    }

    public Task<bool> Renew(string gateway, long epoch, SessionReport report)
    {
        RequireWriter();
        if (!IsPresent(epoch) || !_gateways.TryGetValue(gateway, out var subscription))
            return Task.FromResult(false);
        subscription.LastHeard = time.GetUtcNow();
        Take(report);
        return Task.FromResult(true);
    }

    public Task Unsubscribe(string gateway, SessionReport report)
    {
        if (_gateways.Remove(gateway, out var subscription))
            subscription.End();
        Take(report);
        EndSessionsOf(gateway, null);
        return Task.CompletedTask;
    }

    private void Broadcast(TeamEvent item, string? trace = null)
    {
        metrics.Sent(item.IsEphemeral);
        foreach (var subscription in _gateways.Values.ToArray())
            subscription.Enqueue(item, trace);
    }

    private void GatewayFailed(GatewaySubscription subscription, Exception? exception)
    {
        if (!_gateways.TryGetValue(subscription.Gateway, out var present) || present != subscription)
            return;
        _gateways.Remove(subscription.Gateway);
        // Its sessions stay on the book until it is silent for long: a gateway that only lost a call subscribes again at once.
        _silentSince[subscription.Gateway] = time.GetUtcNow();
        metrics.GatewayDropped(exception is null ? "behind" : "failed");
        LogGatewayDropped(_id, subscription.Gateway, exception?.GetType().Name ?? "too far behind");
    }

    private readonly Dictionary<string, DateTimeOffset> _silentSince = [];

    private void DropSilentGateways(DateTimeOffset now)
    {
        foreach (var subscription in _gateways.Values.Where(gateway => now - gateway.LastHeard > _options.GatewayTimeout).ToArray())
        {
            subscription.End();
            _gateways.Remove(subscription.Gateway);
            metrics.GatewayDropped("silent");
            LogGatewayDropped(_id, subscription.Gateway, "silent");
            EndSessionsOf(subscription.Gateway, null);
        }
        foreach (var (gateway, since) in _silentSince.Where(pair => now - pair.Value > _options.GatewayTimeout).ToArray())
        {
            _silentSince.Remove(gateway);
            if (!_gateways.ContainsKey(gateway))
                EndSessionsOf(gateway, null);
        }
    }
}
