namespace Chat.Sessions;

/// <summary>
/// How often one session may type; what is beyond it is passed over. Each typing frame is a call to the team's grain and a frame for every member
/// of the channel, and nobody types that fast: a flood costs its reading alone. One session's frames are handled one after the other.
/// </summary>
internal sealed class TypingLimit(int perSecond, TimeProvider time)
{
    private readonly TimeSpan _each = TimeSpan.FromSeconds(1) / perSecond;
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _spent = TimeSpan.FromSeconds(-1);

    /// <summary>False: over the limit. After a silence of a second, a second's worth may come at once.</summary>
    public bool TryTake()
    {
        var now = time.GetElapsedTime(_start);
        var oldest = now - TimeSpan.FromSeconds(1);
        var next = (_spent > oldest ? _spent : oldest) + _each;
        if (next > now)
            return false;
        _spent = next;
        return true;
    }
}
