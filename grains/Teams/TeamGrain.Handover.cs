using Orleans.Runtime;

namespace Chat.Teams;

/// <summary>
/// Moving to another silo, when this one stops or another one joined: buffer, subscriptions, sessions and tickets go along, so that gateways
/// and clients notice a pause and nothing else. A successor that gets nothing, or something that is no longer true, reads the database.
/// </summary>
public sealed partial class TeamGrain : IGrainMigrationParticipant
{
    private const string HandoverKey = "team";

    private TeamHandover? _handover;

    /// <summary>The writer whose subscriptions were taken over, 0 if none were.</summary>
    private long _former;

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        // What is under way may still be committed, so that nobody could say what the head is; a lost writer knows even less.
        if (_lost || _buffer is null || _inFlight.Count > 0)
            return;
        var (sessions, tickets) = (_sessions.HandOver(), _tickets.HandOver());
        var gateways = _gateways.Values.Select(gateway => gateway.HandOver()).ToArray();
        var handover = new TeamHandover(
            _epoch, _head, _clock.Last, _content, _buffer.Newest(TeamHandover.MaxEventBytes), gateways, sessions, tickets);
        dehydrationContext.TryAddValue(HandoverKey, handover);
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        try
        {
            rehydrationContext.TryGetValue(HandoverKey, out _handover);
        }
        catch (Exception exception)
        {
            // Of a version that cannot be read: all that it says is in the database, or comes again by itself.
            LogHandoverNotRead(exception);
        }
    }

    /// <summary>Whether a gateway that knows this epoch is one of ours.</summary>
    private bool IsPresent(long epoch) => epoch == _epoch || (epoch == _former && epoch != 0);

    private bool TryTakeOver()
    {
        if (_handover is not { } handover)
            return false;
        _handover = null;
        if (handover.Head != _head)
        {
            LogHandoverRefused(_id, handover.Head, _head);
            return false;
        }
        _former = handover.Epoch;
        _clock = new TeamClock(handover.Clock);
        _content = handover.Content;
        foreach (var item in handover.Events)
            _buffer.Add(item.Event, item.Epoch);
        _sessions.TakeOver(handover.Sessions);
        _tickets.TakeOver(handover.Tickets);
        var now = time.GetUtcNow();
        foreach (var gateway in handover.Gateways)
        {
            var subscription = new GatewaySubscription(_id, _epoch, gateway.Gateway, gateway.Sink, gateway.After, _options, metrics, time, GatewayFailed, _former)
            {
                LastHeard = now,
            };
            _gateways[gateway.Gateway] = subscription;
            foreach (var item in gateway.Pending)
                subscription.Enqueue(item);
        }
        // Those whose gateway was away just then are given its usual time to come back.
        foreach (var session in handover.Sessions)
        {
            if (session.Gateway is { } name && !_gateways.ContainsKey(name))
                _silentSince.TryAdd(name, now);
        }
        LogTakenOver(_id, _epoch, handover.Events.Length, handover.Gateways.Length, handover.Sessions.Length);
        return true;
    }
}
