using Chat.Sockets;
using Chat.Teams;

namespace Chat.Sessions;

/// <summary>
/// An event, or neighbouring events for the same readers, on their way to sessions: framed when the first of them needs it, once, and end to end,
/// so that a session takes them all in one write.
/// </summary>
internal sealed class Delivery
{
    /// <summary>Bounds what a reader has to be behind by, all at once.</summary>
    private const int MaxRunBytes = 64 * 1024;

    private readonly TeamEvent[] _events;
    private readonly HashSet<string>? _authors;
    private int[]? _starts;
    private byte[] _frames = [];

    public Delivery(TeamEvent item)
        : this([item])
    {
    }

    /// <param name="events">A run as <see cref="RunAtFrontOf"/> bounds it.</param>
    public Delivery(ReadOnlySpan<TeamEvent> events)
    {
        _events = events.ToArray();
        foreach (var item in _events)
        {
            if (item.Origin is { } origin)
                (_authors ??= []).Add(SessionOf(origin));
        }
    }

    public TeamEvent First => _events[0];

    public TeamEvent Last => _events[^1];

    public ReadOnlySpan<TeamEvent> Events => _events;

    /// <summary>How many events at the front of a span have the same readers, change nothing for those that follow, and are lasting alike.</summary>
    public static int RunAtFrontOf(ReadOnlySpan<TeamEvent> events)
    {
        var first = events[0];
        if (!CanJoin(first))
            return 1;
        var bytes = first.Payload.Length;
        for (var i = 1; i < events.Length; i++)
        {
            var next = events[i];
            bytes += next.Payload.Length;
            if (!CanJoin(next) || next.Audience != first.Audience || next.Channel != first.Channel || bytes > MaxRunBytes)
                return i;
        }
        return events.Length;
    }

    /// <summary>Whether one of the events came from a frame of this session, which is shown the ack in its place.</summary>
    public bool HasAuthor(string session) => _authors?.Contains(session) == true;

    /// <summary>The frames of all events.</summary>
    public ReadOnlySpan<byte> Frames()
    {
        EnsureFramed();
        return _frames;
    }

    /// <summary>The frames of the events from one index up to another.</summary>
    public ReadOnlySpan<byte> Frames(int from, int to)
    {
        EnsureFramed();
        return _frames.AsSpan(_starts![from].._starts[to]);
    }

    private static bool CanJoin(TeamEvent item) =>
        !item.IsEphemeral && item.Effect == EventEffect.None && item.Payload.Length > 0 && item.Audience is Audience.Channel or Audience.Team;

    private static string SessionOf(string origin) => origin.IndexOf(':') is var colon and >= 0 ? origin[..colon] : origin;

    private void EnsureFramed()
    {
        if (_starts is not null)
            return;
        var starts = new int[_events.Length + 1];
        for (var i = 0; i < _events.Length; i++)
            starts[i + 1] = starts[i] + ServerFrame.TextSize(_events[i].Payload.Length);
        _frames = new byte[starts[^1]];
        for (var i = 0; i < _events.Length; i++)
            ServerFrame.WriteText(_frames.AsSpan(starts[i]), _events[i].Payload);
        _starts = starts;
    }
}
