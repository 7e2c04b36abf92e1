using Microsoft.Extensions.Options;

namespace Chat.Sharding.Moving;

/// <summary>How many teams this silo copies at once.</summary>
internal sealed class MoveSlots(IOptions<MoveOptions> options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _free = new(options.Value.AtOnce);

    /// <summary>A place among them; null if none became free for a while.</summary>
    public async Task<MoveSlot?> EnterAsync(CancellationToken cancellation) => await _free.WaitAsync(Patience, cancellation) ? new MoveSlot(_free) : null;

    public void Dispose() => _free.Dispose();
}

/// <summary>Free again when it is disposed, however often.</summary>
internal sealed class MoveSlot(SemaphoreSlim? slots) : IDisposable
{
    private int _isFree;

    /// <summary>One that takes nobody's place.</summary>
    public static MoveSlot None => new(null);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isFree, 1) == 0)
            slots?.Release();
    }
}
