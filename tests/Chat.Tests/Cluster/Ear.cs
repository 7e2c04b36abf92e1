using Chat.Sessions;
using Chat.Teams;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Cluster;

/// <summary>
/// A gateway's ear for one team: holds its place in the log, drops what it has, and notes a gap if a batch does not follow on what it has.
/// </summary>
internal sealed class Ear(IGrainFactory client, string gateway) : IGatewaySink
{
    private readonly Lock _lock = new();
    private readonly List<TeamEvent> _lasting = [];
    private readonly List<TeamEvent> _ephemeral = [];
    private readonly List<string> _gaps = [];
    private readonly List<TeamBatch> _early = [];
    private TaskCompletionSource<bool> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IGatewaySink? _self;
    private Position _at;
    private bool _subscribing;

    public string Gateway => gateway;

    public long Epoch { get; private set; }

    public Position At
    {
        get
        {
            lock (_lock)
                return _at;
        }
    }

    public TeamEvent[] Lasting
    {
        get
        {
            lock (_lock)
                return [.. _lasting];
        }
    }

    public TeamEvent[] Ephemeral
    {
        get
        {
            lock (_lock)
                return [.. _ephemeral];
        }
    }

    /// <summary>Subscribes from a position, or from now on.</summary>
    public async Task Subscribe(LiveTeam team, Position? from, params SessionState[] sessions)
    {
        _self ??= client.CreateObjectReference<IGatewaySink>(this);
        lock (_lock)
            _subscribing = true;
        var reply = await team.Ask(() => team.Grain.Subscribe(gateway, from, sessions, _self));
        Assert.False(reply.StartAfresh, $"{gateway} was told to start afresh from {from}.");
        lock (_lock)
        {
            Epoch = reply.Epoch;
            _lasting.AddRange(reply.Missed);
            _at = reply.Head;
            _subscribing = false;
            foreach (var batch in _early)
                Take(batch);
            _early.Clear();
            Pulse();
        }
    }

    /// <summary>As a gateway whose subscription was lost: again, from where it is.</summary>
    public Task SubscribeAgain(LiveTeam team, params SessionState[] sessions) => Subscribe(team, At, sessions);

    public Task<bool> Renew(LiveTeam team, SessionReport? report = null) =>
        team.Ask(() => team.Grain.Renew(gateway, Epoch, report ?? SessionReport.Nothing));

    public Task Deliver(TeamBatch batch)
    {
        lock (_lock)
        {
            if (_subscribing)
                _early.Add(batch);
            else
                Take(batch);
            Pulse();
        }
        return Task.CompletedTask;
    }

    /// <summary>Waits until a message with this text is heard: all that was published before it is heard then, too.</summary>
    public Task UntilSaid(string text) => Until(() => _lasting.Any(item => item.Said() == text), $"'{text}'");

    public Task UntilEphemeral(int count) => Until(() => _ephemeral.Count >= count, $"{count} ephemeral events");

    public void AssertNoGap() => Assert.Empty(_gaps);

    private async Task Until(Func<bool> holds, string what)
    {
        while (true)
        {
            Task<bool> next;
            lock (_lock)
            {
                if (holds())
                    return;
                next = _heard.Task;
            }
            await Waiting.For(next, $"{gateway} to hear {what}");
        }
    }

    private void Take(TeamBatch batch)
    {
        // A batch of a subscription before the present one may still arrive.
        if (batch.Epoch < Epoch)
            return;
        if (batch.After > _at.Ts)
            _gaps.Add($"at {_at} came a batch after {batch.After}");
        foreach (var item in batch.Events)
        {
            if (item.IsEphemeral)
            {
                _ephemeral.Add(item);
            }
            else if (item.Ts > _at.Ts)
            {
                _lasting.Add(item);
                _at = new Position(batch.Team, batch.Epoch, item.Ts);
            }
        }
    }

    private void Pulse()
    {
        _heard.SetResult(true);
        _heard = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
