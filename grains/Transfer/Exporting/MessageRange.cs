using System.Runtime.CompilerServices;
using Chat.Messages;

namespace Chat.Transfer.Exporting;

/// <summary>A message or reply, and of a root the replies that it had.</summary>
internal sealed record RangedMessage(Message Message, IReadOnlyList<ReplyMark> Replies);

/// <summary>
/// All messages and replies of one conversation in a range of time, oldest first, each once: two tables are read side by side, a page of each at a time.
/// </summary>
/// <param name="store">Where they are.</param>
/// <param name="team">Whose.</param>
/// <param name="channel">The conversation.</param>
/// <param name="after">Exclusive.</param>
/// <param name="until">Inclusive; replies that came later do not count in their roots.</param>
internal sealed class MessageRange(ExportStore store, TeamId team, ChannelId channel, Ts after, Ts until)
{
    public async IAsyncEnumerable<RangedMessage> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var messages = new Pages(after, LoadMessagesAsync);
        var comments = new Pages(after, LoadCommentsAsync);
        while (true)
        {
            var message = await messages.PeekAsync(stop);
            var comment = await comments.PeekAsync(stop);
            if (message is null && comment is null)
                yield break;
            if (comment is null || message is not null && message.Message.Ts <= comment.Message.Ts)
            {
                // A broadcast reply has a row in each table.
                if (comment is not null && comment.Message.Ts == message!.Message.Ts)
                    comments.Take();
                messages.Take();
                yield return message!;
            }
            else
            {
                comments.Take();
                yield return comment;
            }
        }
    }

    private async Task<List<RangedMessage>> LoadMessagesAsync(Ts from, int limit, CancellationToken stop)
    {
        var page = await store.MessagesAsync(team, channel, from, until, limit, stop);
        var replies = new Dictionary<Ts, List<ReplyMark>>();
        foreach (var threads in ThreadsOf(page))
        {
            foreach (var reply in await store.RepliesAsync(team, channel, threads, until, stop))
            {
                if (!replies.TryGetValue(reply.Thread, out var list))
                    replies.Add(reply.Thread, list = []);
                list.Add(reply);
            }
        }
        return [.. page.Select(message => new RangedMessage(message, replies.GetValueOrDefault(message.Ts) ?? []))];
    }

    private async Task<List<RangedMessage>> LoadCommentsAsync(Ts from, int limit, CancellationToken stop) =>
        [.. (await store.CommentsAsync(team, channel, from, until, limit, stop)).Select(static message => new RangedMessage(message, []))];

    /// <summary>Roots, in groups that have some thousand replies together; a larger thread is a group of its own.</summary>
    private static IEnumerable<List<Ts>> ThreadsOf(Message[] page)
    {
        const int Replies = 2_000;
        var group = new List<Ts>();
        var count = 0;
        foreach (var root in page)
        {
            if (root.IsReply || root.Thread is not { } thread)
                continue;
            if (group.Count > 0 && count + thread.ReplyCount > Replies)
            {
                yield return group;
                (group, count) = ([], 0);
            }
            group.Add(root.Ts);
            count += thread.ReplyCount;
        }
        if (group.Count > 0)
            yield return group;
    }

    /// <summary>One table's rows, a page in memory. Where messages are large, pages have fewer.</summary>
    private sealed class Pages(Ts after, Func<Ts, int, CancellationToken, Task<List<RangedMessage>>> load)
    {
        private const int MaxRows = 1_000;
        private const int MinRows = 20;
        private const long Characters = 2 * 1024 * 1024;

        private List<RangedMessage> _page = [];
        private Ts _after = after;
        private int _next;
        private int _rows = 200;
        private bool _isLast;

        public async ValueTask<RangedMessage?> PeekAsync(CancellationToken stop)
        {
            if (_next == _page.Count && !_isLast)
            {
                var rows = _rows;
                (_page, _next) = (await load(_after, rows, stop), 0);
                _isLast = _page.Count < rows;
                if (_page.Count > 0)
                    _after = _page[^1].Message.Ts;
                var size = _page.Sum(static item => 100L + item.Message.Text.Length + (item.Message.Extra?.Length ?? 0));
                _rows = (int)Math.Clamp(Characters * rows / Math.Max(1, size), MinRows, Math.Min(MaxRows, rows * 2));
            }
            return _next < _page.Count ? _page[_next] : null;
        }

        public void Take() => _next++;
    }
}
