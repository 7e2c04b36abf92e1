using System.Runtime.Versioning;
using System.Text;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Sockets;
using Chat.LoadTest.Target;

namespace Chat.EndToEnd.Load;

/// <summary>What the load program's checks are worth: they must see every harm that a server could do.</summary>
[SupportedOSPlatform("linux")]
public sealed class LedgerTests : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly Ledger _ledger;
    private readonly Room _room = new(0, "T1", "C1");
    private readonly Member _author;
    private readonly Member _reader;

    public LedgerTests()
    {
        _ledger = new Ledger(_loop);
        _author = Join();
        _reader = Join();
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Nothing_is_wrong_when_everyone_has_everything_in_order()
    {
        int first = Post(), second = Post();
        Ack(first, 1);
        Ack(second, 2);
        Show(first, 1);
        Show(second, 2);
        AssertFaults(lost: 0, repeated: 0, outOfOrder: 0, inconsistent: 0, unanswered: 0);
        Assert.Equal((0, 2, 2, 2), (_ledger.Incomplete, (int)_ledger.Counts.Sent, (int)_ledger.Counts.Acked, (int)_ledger.Counts.Delivered));
    }

    [Fact]
    public void An_acked_message_that_a_reader_does_not_get_is_lost()
    {
        Ack(Post(), 1);
        AssertFaults(lost: 1, repeated: 0, outOfOrder: 0, inconsistent: 0, unanswered: 0);
        Assert.Equal(1, _ledger.Incomplete);
    }

    [Fact]
    public void A_message_that_one_reader_saw_and_its_author_did_not_is_lost_to_the_author()
    {
        Show(Post(), 1);
        AssertFaults(lost: 1, repeated: 0, outOfOrder: 0, inconsistent: 0, unanswered: 1);
    }

    [Fact]
    public void A_post_without_an_answer_is_unanswered_and_a_refused_one_is_not()
    {
        Post();
        var refused = Post();
        _author.OnText(Encoding.UTF8.GetBytes($$$"""{"ok":false,"reply_to":{{{refused}}},"error":{"code":3,"msg":"service_unavailable"}}"""));
        AssertFaults(lost: 0, repeated: 0, outOfOrder: 0, inconsistent: 0, unanswered: 1);
        Assert.Equal(1, _ledger.Counts.Refused["service_unavailable"]);
    }

    [Fact]
    public void A_message_that_comes_twice_is_repeated()
    {
        var post = Post();
        Ack(post, 1);
        Show(post, 1);
        Show(post, 1);
        Ack(post, 1);
        AssertFaults(lost: 0, repeated: 2, outOfOrder: 0, inconsistent: 0, unanswered: 0);
    }

    [Fact]
    public void A_message_that_comes_after_a_later_one_is_out_of_order()
    {
        int first = Post(), second = Post();
        Ack(first, 1);
        Ack(second, 2);
        Show(second, 2);
        Show(first, 1);
        AssertFaults(lost: 0, repeated: 0, outOfOrder: 1, inconsistent: 0, unanswered: 0);
    }

    [Fact]
    public void Two_places_for_one_message_are_inconsistent()
    {
        var post = Post();
        Ack(post, 1);
        Show(post, 2);
        AssertFaults(lost: 0, repeated: 0, outOfOrder: 0, inconsistent: 1, unanswered: 0);
    }

    [Fact]
    public void A_message_in_another_room_is_inconsistent()
    {
        var stranger = new Member(new Room(1, "T2", "C2"), new Account("U9", "", ""), null!, _ledger);
        Show(Post(), 1, stranger);
        Assert.Equal(1, _ledger.Counts.Inconsistent);
    }

    private Member Join()
    {
        var member = new Member(_room, new Account($"U{_room.Members.Count}", "", ""), null!, _ledger);
        _room.Members.Add(member);
        return member;
    }

    private int Post() => _ledger.Add(_author, _loop.Now);

    private void Ack(int post, int second) =>
        _author.OnText(Encoding.UTF8.GetBytes($$"""{"ok":true,"reply_to":{{post}},"ts":"{{Ts(second)}}","text":"x"}"""));

    private void Show(int post, int second, Member? to = null) =>
        (to ?? _reader).OnText(Encoding.UTF8.GetBytes(
            $$"""{"channel":"C1","type":"message","text":"x","ts":"{{Ts(second)}}","client_msg_id":"{{_ledger.ClientMsgId(post)}}","event_ts":"{{Ts(second)}}"}"""));

    private static string Ts(int second) => $"{1_700_000_000 + second}.000100";

    private void AssertFaults(long lost, long repeated, long outOfOrder, long inconsistent, long unanswered)
    {
        var counts = _ledger.Counts;
        Assert.Equal(
            (lost, repeated, outOfOrder, inconsistent, unanswered),
            (_ledger.Lost(), counts.Repeated, counts.OutOfOrder, counts.Inconsistent, _ledger.Unanswered()));
    }
}
