namespace Chat.Messages;

/// <summary>
/// Posts of the last moments by retry hash, those under way included: a repetition is answered without a database, and two at once become one
/// message. Older repetitions are found by the database's unique key. Pure.
/// </summary>
internal sealed class RecentPosts(int capacity)
{
    private readonly Dictionary<string, Task<PostResult>> _posts = [];
    private readonly Queue<string> _order = new();

    public Task<PostResult>? Find(byte[] hash) => _posts.GetValueOrDefault(Key(hash));

    public void Add(byte[] hash, Task<PostResult> post)
    {
        var key = Key(hash);
        _posts[key] = post;
        _order.Enqueue(key);
        while (_order.Count > capacity)
            _posts.Remove(_order.Dequeue());
    }

    public void Remove(byte[] hash) => _posts.Remove(Key(hash));

    /// <summary>A deleted message frees its key.</summary>
    public async Task Forget(Ts ts)
    {
        foreach (var (key, post) in _posts.ToArray())
        {
            if (post.IsCompletedSuccessfully && (await post).Message.Ts == ts)
                _posts.Remove(key);
        }
    }

    private static string Key(byte[] hash) => Convert.ToBase64String(hash);
}
