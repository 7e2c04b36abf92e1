namespace Chat.Sessions;

/// <summary>
/// How often one session may do something: so many a second for long, and a number at once after a silence. One session's frames are handled one
/// after the other, so that nothing here is shared.
/// </summary>
internal sealed class FrameLimit(int perSecond, int atOnce, TimeProvider time)
{
    private readonly TimeSpan _each = TimeSpan.FromSeconds(1) / perSecond;
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _spent = -TimeSpan.FromSeconds(1) / perSecond * atOnce;

    /// <summary>False: over the limit.</summary>
    public bool TryTake()
    {
        var now = time.GetElapsedTime(_start);
        var oldest = now - _each * atOnce;
        var next = (_spent > oldest ? _spent : oldest) + _each;
        if (next > now)
            return false;
        _spent = next;
        return true;
    }
}
