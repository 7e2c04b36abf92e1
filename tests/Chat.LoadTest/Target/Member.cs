using System.Globalization;
using System.Text;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Sockets;

namespace Chat.LoadTest.Target;

/// <summary>A channel in which messages are posted, and the sessions that must see each of them.</summary>
internal sealed class Room(int number, string team, string channel)
{
    public int Number => number;

    public string Team => team;

    public string Channel => channel;

    public List<Member> Members { get; } = [];

    /// <summary>Messages given to this room so far; also the number of the next one in it.</summary>
    public int Posts { get; set; }
}

/// <summary>
/// One session's user and what it has seen, over all its connections. Everything but the connecting happens on the loop's thread.
/// </summary>
internal sealed class Member(Room room, Account account, ChatApi api, Ledger ledger) : ISocketOwner
{
    private const int TsLength = 17;

    private ulong[] _seen = [];
    private TaskCompletionSource<bool>? _opening;
    private string _offset = "";

    public Room Room => room;

    public Account Account => account;

    /// <summary>Where it connects: another gateway after a failure.</summary>
    public ChatApi Api { get; set; } = api;

    public WebSocketClient? Socket { get; private set; }

    /// <summary>Microseconds of the last ts that came; what comes must be later.</summary>
    public long LastTs { get; set; }

    /// <summary>The position without its ts: team and term.</summary>
    public string Term { get; private set; } = "";

    /// <summary>Where to resume from; empty before the first hello.</summary>
    public string Position => Term.Length == 0 ? "" : Term + Ts.Format(LastTs);

    /// <summary>Posts that it sent and that were neither acked nor refused: to be sent again on a new connection.</summary>
    public HashSet<int> Unanswered { get; } = [];

    /// <returns>False: it was seen before.</returns>
    public bool See(int post)
    {
        var word = post / 64;
        if (word >= _seen.Length)
            Array.Resize(ref _seen, Math.Max(word + 1, 2 * _seen.Length));
        var bit = 1UL << (post % 64);
        if ((_seen[word] & bit) != 0)
            return false;
        _seen[word] |= bit;
        return true;
    }

    /// <summary>Before the socket is opened.</summary>
    /// <param name="offset">The position in its address.</param>
    /// <returns>Completes with hello: whether the session was resumed.</returns>
    public Task<bool> Expect(WebSocketClient socket, string offset)
    {
        _opening = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _offset = offset;
        Socket = socket;
        return _opening.Task;
    }

    public void Drop()
    {
        Socket?.Drop();
        Socket = null;
    }

    public void OnText(ReadOnlySpan<byte> utf8) => ledger.Take(this, utf8);

    /// <summary>A resumed session goes on from the offset in its address, in hello's term; another begins at hello's position.</summary>
    public void OnHello(ReadOnlySpan<byte> hello)
    {
        var resumed = hello.IndexOf("\"resumed\":true"u8) >= 0;
        var position = Encoding.ASCII.GetString(Json.Text(hello, "\"position\":\""u8));
        if (position.Length > TsLength)
        {
            Term = position[..^TsLength];
            LastTs = Ts.Parse(Encoding.ASCII.GetBytes(resumed && _offset.Length > TsLength ? _offset[^TsLength..] : position[^TsLength..]));
        }
        _opening?.TrySetResult(resumed);
    }

    public void OnClosed(int code)
    {
        Socket = null;
        var wasOpen = _opening?.Task.IsCompleted == true;
        _opening?.TrySetException(new IOException(string.Create(CultureInfo.InvariantCulture, $"The socket was closed with {code} before hello.")));
        ledger.Closed(this, code, wasOpen);
    }
}
