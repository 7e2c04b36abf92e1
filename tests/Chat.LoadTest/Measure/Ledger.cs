using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Chat.LoadTest.Sockets;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Measure;

/// <summary>
/// Keeps account of every post and of every frame that comes, and finds what is lost, repeated or out of order. Everything happens on the
/// loop's thread.
/// </summary>
internal sealed class Ledger(EventLoop loop)
{
    private const int IdDigits = 8;

    private readonly byte[] _run = Encoding.ASCII.GetBytes($"L{RandomNumberGenerator.GetHexString(IdDigits, lowercase: true)}-");
    private readonly PostTable _posts = new();
    private int _incomplete;

    public Counts Counts { get; } = new();

    public Phase Phase { get; private set; } = new(0);

    /// <summary>Told when a socket ended that was open.</summary>
    public Action<Member, int>? OnClosed { get; set; }

    /// <summary>Told when a post of a member was answered: acked, or refused.</summary>
    public Action<Member>? OnAnswered { get; set; }

    /// <summary>Posts that are not acked, or not with everyone.</summary>
    public int Incomplete => _incomplete;

    public PostTable Posts => _posts;

    public Phase Begin()
    {
        Phase = new Phase(Phase.Number + 1);
        return Phase;
    }

    /// <summary>Enters a post that is to be sent.</summary>
    /// <returns>Its number, which is also its frame's id.</returns>
    public int Add(Member author, long intended)
    {
        var room = author.Room;
        _incomplete++;
        Counts.Sent++;
        Phase.Sent++;
        return _posts.Add(new Post { Intended = intended, Room = room, Author = author, Number = room.Posts++, Phase = Phase.Number });
    }

    /// <summary>By which a post is known again, whoever shows it: a text of fixed length.</summary>
    public string ClientMsgId(int post) => Encoding.ASCII.GetString(_run) + post.ToString("x8", CultureInfo.InvariantCulture);

    public void Take(Member member, ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"ok\":true"u8))
            TakeAck(member, frame);
        else if (frame.StartsWith("{\"ok\":false"u8))
            TakeNack(frame);
        else if (EventTs(frame) is >= 0 and var ts)
            TakeEvent(member, frame, ts);
        else if (frame.StartsWith("{\"type\":\"hello\""u8))
            member.OnHello(frame);
        else
            TakeEphemeral(frame);
    }

    public void Closed(Member member, int code, bool wasOpen)
    {
        Counts.Closed[code] = Counts.Closed.GetValueOrDefault(code) + 1;
        if (wasOpen)
            OnClosed?.Invoke(member, code);
    }

    /// <summary>A post's answer that came by another way than the author's socket.</summary>
    public void AckedElsewhere(int number, string ts)
    {
        ref var post = ref _posts[number];
        CheckTs(ref post, Ts.Parse(Encoding.ASCII.GetBytes(ts)));
        Answer(ref post);
    }

    public void Refuse(int number, string code)
    {
        Counts.Refused[code] = Counts.Refused.GetValueOrDefault(code) + 1;
        if (number < 0 || number >= _posts.Count)
            return;
        ref var post = ref _posts[number];
        if (post.IsRefused || post.Acked != 0)
            return;
        post.IsRefused = true;
        _incomplete--;
        post.Author.Unanswered.Remove(number);
        OnAnswered?.Invoke(post.Author);
    }

    /// <summary>Sessions times messages that someone has seen or that were acked, and that did not come.</summary>
    public long Lost()
    {
        long lost = 0;
        for (var i = 0; i < _posts.Count; i++)
        {
            ref var post = ref _posts[i];
            if (post.Acked != 0 || post.Seen > 0)
                lost += post.Room.Members.Count - post.Seen;
        }
        return lost;
    }

    /// <summary>Neither acked nor refused.</summary>
    public long Unanswered()
    {
        long unanswered = 0;
        for (var i = 0; i < _posts.Count; i++)
            unanswered += _posts[i].Acked == 0 && !_posts[i].IsRefused ? 1 : 0;
        return unanswered;
    }

    /// <summary>From the first session to the last one that had it, over the posts of a phase.</summary>
    public Percentiles Spread(int phase)
    {
        var spread = new Latency();
        for (var i = 0; i < _posts.Count; i++)
        {
            ref var post = ref _posts[i];
            if (post.Phase == phase && post.First != 0)
                spread.Record(post.Last - post.First);
        }
        return spread.Percentiles();
    }

    private void TakeEvent(Member member, ReadOnlySpan<byte> frame, long ts)
    {
        var number = PostOf(frame);
        var isNew = number < 0 || See(member, number);
        if (!isNew)
            Counts.Repeated++;
        else if (ts <= member.LastTs)
            Counts.OutOfOrder++;
        member.LastTs = Math.Max(member.LastTs, ts);
        if (number < 0 || !isNew)
            return;
        ref var post = ref _posts[number];
        CheckTs(ref post, ts);
        if (post.Author == member)
            return;
        if (post.First == 0)
            post.First = loop.Now;
        post.Last = loop.Now;
        Counts.Delivered++;
        Phase.Delivered++;
        if (post.Phase == Phase.Number)
            Phase.Delivery.Record(loop.Now - post.Intended);
    }

    private void TakeAck(Member member, ReadOnlySpan<byte> frame)
    {
        var number = Json.Number(frame, "\"reply_to\":"u8);
        var ts = Ts.Parse(Json.Text(frame, "\"ts\":\""u8));
        if (number < 0 || number >= _posts.Count || _posts[(int)number].Author != member || ts < 0)
        {
            Counts.Inconsistent++;
            return;
        }
        ref var post = ref _posts[(int)number];
        var isNew = See(member, (int)number);
        if (!isNew && !post.IsResent)
            Counts.Repeated++;
        // The ack of a post that was sent again may name an earlier place.
        if (isNew && ts <= member.LastTs && !post.IsResent)
            Counts.OutOfOrder++;
        member.LastTs = Math.Max(member.LastTs, ts);
        CheckTs(ref post, ts);
        member.Unanswered.Remove((int)number);
        Answer(ref post);
        OnAnswered?.Invoke(member);
    }

    private void Answer(ref Post post)
    {
        if (post.Acked != 0)
            return;
        post.Acked = loop.Now;
        Counts.Acked++;
        Phase.Acked++;
        if (post.Phase == Phase.Number)
            Phase.Ack.Record(loop.Now - post.Intended);
        if (post.IsComplete && !post.IsRefused)
            _incomplete--;
    }

    private void TakeNack(ReadOnlySpan<byte> frame) =>
        Refuse((int)Json.Number(frame, "\"reply_to\":"u8), Encoding.UTF8.GetString(Json.Text(frame, "\"msg\":\""u8)));

    private void TakeEphemeral(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"type\":\"error\""u8))
            Refuse(-1, Encoding.UTF8.GetString(Json.Text(frame, "\"msg\":\""u8)));
        else
        {
            Counts.Ephemeral++;
            Phase.Ephemeral++;
        }
    }

    /// <returns>False: the session has it already.</returns>
    private bool See(Member member, int number)
    {
        ref var post = ref _posts[number];
        if (post.Room != member.Room)
        {
            Counts.Inconsistent++;
            return true;
        }
        if (!member.See(post.Number))
            return false;
        post.Seen++;
        if (post.IsComplete && !post.IsRefused)
            _incomplete--;
        return true;
    }

    private void CheckTs(ref Post post, long ts)
    {
        if (post.Ts == 0)
            post.Ts = ts;
        else if (post.Ts != ts)
            Counts.Inconsistent++;
    }

    /// <returns>-1: no message of this run.</returns>
    private int PostOf(ReadOnlySpan<byte> frame)
    {
        var id = Json.Text(frame, "\"client_msg_id\":\""u8);
        if (id.Length != _run.Length + IdDigits || !id.StartsWith(_run))
            return -1;
        return Utf8Parser.TryParse(id[_run.Length..], out int number, out _, 'x') && number < _posts.Count ? number : -1;
    }

    /// <returns>-1: it is not lasting, and has no place in the order.</returns>
    private static long EventTs(ReadOnlySpan<byte> frame)
    {
        // It is usually the last member.
        const int Tail = 31;
        var name = "\"event_ts\":\""u8;
        if (frame.Length > Tail && frame.Slice(frame.Length - Tail, name.Length).SequenceEqual(name))
            return Ts.Parse(frame.Slice(frame.Length - Tail + name.Length, 17));
        return Ts.Parse(Json.Text(frame, name));
    }
}

/// <summary>A part of a run that is measured by itself.</summary>
internal sealed class Phase(int number)
{
    public int Number => number;

    public long Started { get; } = Stopwatch.GetTimestamp();

    public long Sent { get; set; }

    public long Acked { get; set; }

    public long Delivered { get; set; }

    public long Ephemeral { get; set; }

    /// <summary>Of the posts that were sent in this phase.</summary>
    public Latency Ack { get; } = new();

    /// <summary>Of the posts that were sent in this phase, to every session but the author's.</summary>
    public Latency Delivery { get; } = new();
}
