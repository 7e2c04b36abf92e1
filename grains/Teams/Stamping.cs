using Chat.Json;
using Chat.Sharding;

namespace Chat.Teams;

/// <summary>Turns a change into what the log writes and sockets receive. Pure.</summary>
internal static class Stamping
{
    public static LogItem Stamp(TeamId team, long epoch, Change change, Func<Ts> next)
    {
        var steps = new LogStep[change.Steps.Length];
        Ts first = default;
        for (var i = 0; i < steps.Length; i++)
        {
            var step = change.Steps[i];
            var ts = next();
            if (i == 0)
                first = ts;
            steps[i] = new LogStep(ts, step.Event is { } draft ? Stamp(draft, ts, first) : null, step.Rows);
        }
        return new LogItem(team, epoch, steps) { Trace = change.Trace };
    }

    private static TeamEvent Stamp(EventDraft draft, Ts ts, Ts first)
    {
        var payload = draft.Template.AsSpan().ToArray();
        Fill(payload, WireJson.OwnTsByte, ts);
        Fill(payload, WireJson.FirstTsByte, first);
        return new TeamEvent(ts, draft.Audience, draft.Channel, draft.User, draft.Effect, draft.Origin, payload);
    }

    private static void Fill(Span<byte> payload, byte mark, Ts ts)
    {
        for (int at; (at = payload.IndexOf(mark)) >= 0; payload = payload[(at + Ts.WireLength)..])
            ts.Format(payload.Slice(at, Ts.WireLength));
    }
}
