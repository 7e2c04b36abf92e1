using System.Runtime.InteropServices;

namespace Chat.Sockets;

/// <summary>RFC 6455, section 5.3.</summary>
internal static class Masking
{
    /// <summary>Applies the mask (which also removes it) in place, eight bytes at a time.</summary>
    /// <param name="data">From the payload's first byte.</param>
    /// <param name="mask">The four key bytes as they lie in memory.</param>
    public static void Apply(Span<byte> data, uint mask)
    {
        if (mask == 0)
            return;
        // Both halves are equal, so that the machine's byte order does not matter.
        var wide = ((ulong)mask << 32) | mask;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        for (var i = 0; i < words.Length; i++)
            words[i] ^= wide;
        Span<byte> key = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(key, mask);
        for (var i = words.Length * sizeof(ulong); i < data.Length; i++)
            data[i] ^= key[i & 3];
    }
}
