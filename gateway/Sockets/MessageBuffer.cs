using System.Buffers;

namespace Chat.Sockets;

/// <summary>
/// Gathers a message that does not lie in one piece, in rented memory. Exists only while such a message is under way: an idle socket holds none.
/// </summary>
internal sealed class MessageBuffer : IDisposable
{
    private byte[] rented = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Message => rented.AsMemory(0, Length);

    /// <summary>Appends a frame's payload and removes its mask. The caller has checked the limit on messages.</summary>
    public void Append(in ReadOnlySequence<byte> payload, uint mask)
    {
        var count = (int)payload.Length;
        Reserve(Length + count);
        var target = rented.AsSpan(Length, count);
        payload.CopyTo(target);
        Masking.Apply(target, mask);
        Length += count;
    }

    public void Dispose()
    {
        if (rented.Length > 0)
            ArrayPool<byte>.Shared.Return(rented);
        rented = [];
        Length = 0;
    }

    private void Reserve(int total)
    {
        if (total <= rented.Length)
            return;
        // Doubling keeps many small fragments linear.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(total, rented.Length * 2));
        rented.AsSpan(0, Length).CopyTo(larger);
        if (rented.Length > 0)
            ArrayPool<byte>.Shared.Return(rented);
        rented = larger;
    }
}
