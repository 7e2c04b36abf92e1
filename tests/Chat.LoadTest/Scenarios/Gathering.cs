using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Sockets;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>
/// The connected members of a run, and how they talk. A session that is closed though it should not be is opened again from its position, as a
/// good client does it, and sends again what was not answered.
/// </summary>
internal sealed class Gathering : IAsyncDisposable
{
    private static readonly TimeSpan ReopenPause = TimeSpan.FromMilliseconds(100);
    private const int FirstFinalCode = 4500;

    private readonly Server _server;
    private readonly int _textBytes;
    private readonly ArrayBufferWriter<byte> _frame = new(512);
    private volatile bool _ending;

    public Gathering(Server server, int textBytes)
    {
        _server = server;
        _textBytes = textBytes;
        Ledger = new Ledger(Loop) { OnClosed = Reopen };
        Connector = new Connector(server, Loop);
    }

    public EventLoop Loop { get; } = new();

    public Ledger Ledger { get; }

    public Connector Connector { get; }

    public List<Room> Rooms { get; } = [];

    public List<Member> Members { get; } = [];

    /// <summary>A room with so many sessions, of the team's accounts in turn, spread over the gateways in turn.</summary>
    public Room AddRoom(TeamAccounts team, int sessions)
    {
        var room = new Room(Rooms.Count, team.Id, team.General);
        for (var n = 0; n < sessions; n++)
            room.Members.Add(new Member(room, team.Accounts[n % team.Accounts.Count], _server.Apis[(Members.Count + n) % _server.Apis.Length], Ledger));
        Rooms.Add(room);
        Members.AddRange(room.Members);
        return room;
    }

    /// <summary>On the loop's thread: posts a message that should have been sent at the time given.</summary>
    public void Post(Member member, long intended)
    {
        var number = Ledger.Add(member, intended);
        member.Unanswered.Add(number);
        SendPost(member, number);
    }

    public void Type(Member member)
    {
        Begin();
        Write("{\"id\":1,\"type\":\"typing\",\"channel\":\""u8);
        Write(member.Room.Channel);
        Write("\"}"u8);
        member.Socket?.SendText(_frame.WrittenSpan);
    }

    public void WatchPresence(Member member, IEnumerable<Member> others)
    {
        Begin();
        Write("{\"id\":1,\"type\":\"presence_sub\",\"ids\":["u8);
        Write(string.Join(',', others.Select(o => $"\"{o.Account.Id}\"")));
        Write("]}"u8);
        member.Socket?.SendText(_frame.WrittenSpan);
    }

    /// <summary>Begins a call of which nothing is awaited; that it fails is counted as a refusal.</summary>
    public void Beside(string name, Func<Task> call) => _ = Task.Run(async () =>
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is HttpRequestException or ApiException or OperationCanceledException)
        {
            Loop.Post(() => Ledger.Refuse(-1, $"{name}: {(e as ApiException)?.Code ?? e.GetType().Name}"));
        }
    });

    /// <summary>The text of a post: its number, and as many more bytes as were asked for.</summary>
    public string TextOf(int number) => $"load {number} ".PadRight(_textBytes, '.');

    public async ValueTask DisposeAsync()
    {
        _ending = true;
        await Loop.Tell(() => Members.ForEach(m => m.Drop()));
        Loop.Dispose();
    }

    private void SendPost(Member member, int number)
    {
        if (member.Socket is null)
            return;
        Begin();
        Write("{\"id\":"u8);
        Utf8Formatter.TryFormat(number, _frame.GetSpan(16), out var digits);
        _frame.Advance(digits);
        Write(",\"type\":\"message\",\"channel\":\""u8);
        Write(member.Room.Channel);
        Write("\",\"client_msg_id\":\""u8);
        Write(Ledger.ClientMsgId(number));
        Write("\",\"text\":\""u8);
        Write(TextOf(number));
        Write("\"}"u8);
        member.Socket.SendText(_frame.WrittenSpan);
    }

    private void Reopen(Member member, int code)
    {
        if (_ending || code >= FirstFinalCode)
            return;
        _ = Task.Run(async () =>
        {
            while (!_ending)
            {
                try
                {
                    var isResumed = await Connector.Open(member);
                    await Loop.Tell(() => Continue(member, isResumed));
                    return;
                }
                catch (Exception e) when (e is HttpRequestException or IOException or ApiException or TimeoutException or OperationCanceledException
                    or System.Net.Sockets.SocketException)
                {
                    // Wherever the server went: the next address may serve.
                    member.Api = _server.Apis[(Array.IndexOf(_server.Apis, member.Api) + 1) % _server.Apis.Length];
                    await Task.Delay(ReopenPause);
                }
            }
        });
    }

    /// <summary>On the loop's thread, after a session was opened again.</summary>
    public void Continue(Member member, bool isResumed)
    {
        if (!isResumed)
            Ledger.Counts.NotResumed++;
        foreach (var number in member.Unanswered.Order())
        {
            Ledger.Posts[number].IsResent = true;
            Ledger.Counts.Resent++;
            SendPost(member, number);
        }
    }

    private void Begin() => _frame.ResetWrittenCount();

    private void Write(ReadOnlySpan<byte> bytes) => _frame.Write(bytes);

    private void Write(string ascii) => _frame.Advance(Encoding.ASCII.GetBytes(ascii, _frame.GetSpan(ascii.Length)));
}
