namespace Chat.Messages;

/// <summary>
/// Posts of the last moments by retry hash, those under way included: a repetition is answered without a database, and two at once become one
/// message. Posts under way are kept beyond the capacity: the database does not know them yet, and a repetition that it refuses has by then been
/// counted in its thread. Older repetitions are found by the database's unique key. Pure.
/// </summary>
internal sealed class RecentPosts(int capacity)
{
    private readonly Dictionary<string, Task<PostResult>> _posts = [];
    private readonly Queue<(string Key, Task<PostResult> Post)> _order = new();

    public Task<PostResult>? Find(byte[] hash) => _posts.GetValueOrDefault(Key(hash));

    public void Add(byte[] hash, Task<PostResult> post)
    {
        var key = Key(hash);
        _posts[key] = post;
        _order.Enqueue((key, post));
        while (_order.Count > capacity && _order.Peek().Post.IsCompleted)
        {
            var (oldest, its) = _order.Dequeue();
            // A post that failed may have been sent again under the same key.
            if (_posts.GetValueOrDefault(oldest) == its)
                _posts.Remove(oldest);
        }
    }

    public void Remove(byte[] hash) => _posts.Remove(Key(hash));

    /// <summary>A deleted message frees its key.</summary>
    public Task Forget(Ts ts) => Forget(ts, ts);

    /// <summary>The same for all between two, both included.</summary>
    public async Task Forget(Ts from, Ts to)
    {
        foreach (var (key, post) in _posts.ToArray())
        {
            if (post.IsCompletedSuccessfully && (await post).Message.Ts is var ts && ts >= from && ts <= to)
                _posts.Remove(key);
        }
    }

    private static string Key(byte[] hash) => Convert.ToBase64String(hash);
}
