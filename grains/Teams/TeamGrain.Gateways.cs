using Chat.Presence;
using Chat.Sessions;

namespace Chat.Teams;

/// <summary>Gateways: subscriptions, fan-out, and what a reader at some position has missed.</summary>
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
        _gateways[gateway] = new GatewaySubscription(_id, _epoch, gateway, sink, head.Ts, _options, GatewayFailed) { LastHeard = time.GetUtcNow() };
        TakeOver(gateway, sessions);
        if (last is not { } position)
            return new SubscribeReply(head, _epoch, false, []);
        var missed = await EventsAfter(position, head);
        return new SubscribeReply(head, _epoch, missed is null, missed ?? []);
    }

    public Task<bool> Renew(string gateway, long epoch, SessionReport report)
    {
        RequireWriter();
        if (epoch != _epoch || !_gateways.TryGetValue(gateway, out var subscription))
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

    private void Broadcast(TeamEvent item)
    {
        foreach (var subscription in _gateways.Values.ToArray())
            subscription.Enqueue(item);
    }

    private void GatewayFailed(GatewaySubscription subscription, Exception? exception)
    {
        if (!_gateways.TryGetValue(subscription.Gateway, out var present) || present != subscription)
            return;
        _gateways.Remove(subscription.Gateway);
        // Its sessions stay on the book until it is silent for long: a gateway that only lost a call subscribes again at once.
        _silentSince[subscription.Gateway] = time.GetUtcNow();
        LogGatewayDropped(_id, subscription.Gateway, exception?.GetType().Name ?? "too far behind");
    }

    private readonly Dictionary<string, DateTimeOffset> _silentSince = [];

    private void DropSilentGateways(DateTimeOffset now)
    {
        foreach (var subscription in _gateways.Values.Where(gateway => now - gateway.LastHeard > _options.GatewayTimeout).ToArray())
        {
            subscription.End();
            _gateways.Remove(subscription.Gateway);
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

    /// <summary>
    /// All events of the team after a position up to a head, from the buffer, else from the durable log; null when nobody can prove that they
    /// are complete: a position of another team, from the future, that the log does not know, or too far back.
    /// </summary>
    private async Task<IReadOnlyList<TeamEvent>?> EventsAfterFromLog(Position position, Position head)
    {
        if (await events.EpochAtAsync(_id, position.Ts) is not { } epoch || epoch < position.Epoch)
            return null;
        var found = new List<TeamEvent>();
        var bytes = 0;
        for (var after = position.Ts; after < head.Ts; after = found[^1].Ts)
        {
            var page = await events.ReadAsync(_id, after, 2_000, _options.ResumeBytes);
            foreach (var item in page)
            {
                if (item.Event.Ts > head.Ts)
                    break;
                found.Add(item.Event);
                bytes += item.Event.Payload.Length;
            }
            if (found.Count == 0 || found[^1].Ts <= after || found.Count > _options.ResumeEvents || bytes > _options.ResumeBytes)
                return null;
        }
        return found;
    }

    private async Task<TeamEvent[]?> EventsAfter(Position position, Position head)
    {
        if (!CanKnow(position, head))
            return null;
        if (_head == head && _buffer.After(position) is { } buffered)
            return buffered;
        return await EventsAfterFromLog(position, head) is { } read ? [.. read] : null;
    }

    private bool CanKnow(Position position, Position head) =>
        position.Team == _id && position.Epoch <= _epoch && position.Ts <= head.Ts;
}
