using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Chat.Telemetry;
using Chat.Users;

namespace Chat.Channels;

/// <summary>Posting: interleaved, idempotent, in order.</summary>
public sealed partial class ChannelGrain
{
    /// <summary>Threads whose roots are cached; more are read again.</summary>
    private const int MaxThreads = 1_000;

    private readonly Dictionary<Ts, MessageThread> _threads = [];
    private RecentPosts _recent = null!;
    private HeldThreads? _held;

    /// <summary>Counts what makes a root that was read before untrue.</summary>
    private int _threadReads;

    public async Task<PostResult> Post(Caller caller, PostRequest request)
    {
        RequireWriter();
        _state.RequireMember(caller);
        var hash = RetryHash.Of(caller.User, request.RetryKey);
        if (_recent.Find(hash) is { } earlier)
        {
            var posted = await earlier;
            metrics.Posted(isDuplicate: true);
            return posted with { IsDuplicate = true };
        }
        _state.RequireLive();
        // Known from here on, before the first await: a repetition that arrives meanwhile waits for the same post.
        var post = PostNew(caller, request, hash);
        _recent.Add(hash, post);
        try
        {
            var posted = await post;
            metrics.Posted(posted.IsDuplicate);
            return posted;
        }
        catch
        {
            _recent.Remove(hash);
            throw;
        }
    }

    private async Task<PostResult> PostNew(Caller caller, PostRequest request, byte[] hash)
    {
        var text = await Format(request.Text, request.Parse, request.LinkNames);
        RequireText(text, request.Extra);
        MessageThread? thread = null;
        if (request.ThreadTs is { } threadTs)
        {
            // A reply changes its root, so that a repetition must be known before it is staged and not only when it is refused.
            if (await messages.FindByRetryHashAsync(Team, Id, hash) is { } posted)
                return await Duplicate(caller, posted);
            thread = await LoadThread(threadTs);
        }
        // Nothing is awaited from here to Publish.
        RequireWriter();
        _state.RequireMember(caller);
        _state.RequireLive();
        var message = new Message
        {
            Team = Team,
            Channel = Id,
            User = caller.User,
            BotId = caller.BotId,
            Subtype = thread is not null && request.ReplyBroadcast ? "thread_broadcast" : request.Subtype,
            Text = text,
            ThreadTs = thread?.Root.Ts,
            ParentUser = thread?.Root.User,
            ClientMsgId = request.ClientMsgId,
            Extra = request.Extra,
        };
        var job = UnfurlJob(text, request.UnfurlLinks, request.UnfurlMedia, Ts.None);
        var result = await Publish(Stage(message, hash, thread, request.Origin, job));
        if (result.Outcome == CommitOutcome.Duplicate)
        {
            _threads.Clear();
            return await Duplicate(caller, result.Existing);
        }
        return new PostResult(message with { Ts = result.Ts[0] }, false);
    }

    private Change Stage(Message message, byte[] hash, MessageThread? thread, string? origin, RowWrite[] job)
    {
        var steps = new List<Step>();
        if (thread is null)
        {
            steps.Add(new Step(MessageEvents.Posted(message, origin), [new MessageInsert(message, hash), .. job]));
        }
        else
        {
            var root = thread.Reply(message.User);
            thread.Stage(root);
            steps.Add(new Step(MessageEvents.Posted(message, origin),
                [new MessageInsert(message, hash), new ThreadPut(Id, root.Ts, root.Thread! with { LatestReply = Ts.None }), .. job]));
            steps.Add(new Step(MessageEvents.Replied(root), []));
        }
        if (_state.Channel.IsDirect)
            OpenForAll(steps);
        return new Change([.. steps], MessageTrace.Context);
    }

    /// <summary>A DM that was closed comes back with the next message.</summary>
    private void OpenForAll(List<Step> steps)
    {
        foreach (var member in _state.Members.Where(member => !member.IsOpen).ToArray())
        {
            steps.Add(new Step(ChannelEvents.Opened(_state.Channel, member.User, true), [OpenRow(member.User, true)]));
            _state.SetOpen(member.User, true);
        }
    }

    private async Task<PostResult> Duplicate(Caller caller, Ts ts) =>
        await messages.FindAsync(Team, Id, ts) is { } message && message.User == caller.User
            ? new PostResult(message, true)
            : throw new ChatException(ErrorCodes.MessageNotFound);

    /// <summary>
    /// The thread of a root, at a moment when no verb is changing the thread. Answered without a further await, so that the caller may stage.
    /// </summary>
    private async Task<MessageThread> LoadThread(Ts ts)
    {
        while (true)
        {
            if (_held is { } held && held.Covers(ts))
                await held.Released.Task;
            else if (_threads.TryGetValue(ts, out var known))
                return known;
            else
                await ReadThread(ts);
        }
    }

    private async Task ReadThread(Ts ts)
    {
        var reads = _threadReads;
        var root = await messages.FindAsync(Team, Id, ts);
        if (root is null || root.IsReply)
            throw new ChatException(ErrorCodes.ThreadNotFound);
        if (reads != _threadReads)
            return;
        if (_threads.Count >= MaxThreads)
            _threads.Clear();
        _threads.TryAdd(ts, new MessageThread(root));
    }

    /// <summary>
    /// Keeps replies to a thread waiting while a verb reads the thread from the database and publishes a change to it. At most one hold is there: the
    /// verbs that hold do not interleave.
    /// </summary>
    private Task<HeldThreads> Hold(Ts thread) => Hold(thread, thread);

    /// <summary>The same for all threads whose roots are between two, both included.</summary>
    private async Task<HeldThreads> Hold(Ts from, Ts to)
    {
        var held = _held = new HeldThreads(this, from, to);
        ForgetThreads(held);
        await Drain();
        return held;
    }

    private void ForgetThreads(HeldThreads held)
    {
        foreach (var thread in _threads.Keys.Where(held.Covers).ToArray())
            _threads.Remove(thread);
        _threadReads++;
    }

    private sealed class HeldThreads(ChannelGrain grain, Ts from, Ts to) : IDisposable
    {
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Covers(Ts thread) => thread >= from && thread <= to;

        public void Dispose()
        {
            grain._held = null;
            grain.ForgetThreads(this);
            Released.SetResult();
        }
    }

    private void RequireText(string text, string? extra)
    {
        if (text.Length == 0 && !HasContent(extra))
            throw new ChatException(ErrorCodes.NoText);
        if (text.Length > _options.MaxTextLength)
            throw new ChatException(ErrorCodes.MsgTooLong);
    }

    private static bool HasContent(string? extra) =>
        extra is not null && (extra.Contains("\"attachments\"", StringComparison.Ordinal) || extra.Contains("\"blocks\"", StringComparison.Ordinal));

    /// <summary>Names are looked up only when the text has some that shall become links: once to collect them, once to replace them.</summary>
    private async Task<string> Format(string text, ParseMode parse, bool linkNames)
    {
        if (parse != ParseMode.Full && !linkNames)
            return Mrkdwn.Format(text, parse, false, null);
        var userNames = new Dictionary<string, UserId?>();
        var channelNames = new Dictionary<string, ChannelId?>();
        Mrkdwn.Format(text, parse, linkNames, new MrkdwnNames(
            name => { userNames[name] = null; return null; },
            name => { channelNames[name] = null; return null; }));
        foreach (var name in userNames.Keys.Take(100).ToArray())
            userNames[name] = (await people.FindByNameAsync(Team, name))?.Id;
        foreach (var name in channelNames.Keys.Take(100).ToArray())
            channelNames[name] = await channels.FindByNameAsync(Team, name);
        return Mrkdwn.Format(text, parse, linkNames, new MrkdwnNames(
            name => userNames.GetValueOrDefault(name), name => channelNames.GetValueOrDefault(name)));
    }
}
