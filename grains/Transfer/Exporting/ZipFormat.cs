using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Chat.Transfer.Exporting;

/// <summary>One file of an archive, as the archive's directory names it.</summary>
/// <param name="Offset">Where its header stands in the archive.</param>
internal sealed record ZipEntry(string Name, long Offset, uint Crc, uint Packed, uint Size);

/// <summary>
/// The bytes of a zip that is written forward only (PKWARE's APPNOTE 4.3): a header, deflated data, and its sizes behind it; at the end the directory. An entry
/// is below 4 GiB; the archive and the number of its entries are not bounded (zip64).
/// </summary>
internal static class ZipFormat
{
    private const uint LocalSignature = 0x04034b50;
    private const uint DescriptorSignature = 0x08074b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;

    private const ushort Version = 20;
    private const ushort Version64 = 45;
    private const ushort Deflated = 8;

    /// <summary>Sizes follow the data; the name is UTF-8.</summary>
    private const ushort Flags = 0x0808;

    public static void Header(IBufferWriter<byte> to, string name, DateTimeOffset time)
    {
        var utf8 = Encoding.UTF8.GetBytes(name);
        var bytes = new byte[30 + utf8.Length];
        var at = new Place(bytes);
        at.Put4(LocalSignature);
        at.Put2(Version);
        at.Put2(Flags);
        at.Put2(Deflated);
        at.Put4(DosTime(time));
        at.Skip(12);
        at.Put2((ushort)utf8.Length);
        at.Skip(2);
        at.Put(utf8);
        to.Write(bytes);
    }

    public static void Descriptor(IBufferWriter<byte> to, ZipEntry entry)
    {
        var bytes = new byte[16];
        var at = new Place(bytes);
        at.Put4(DescriptorSignature);
        at.Put4(entry.Crc);
        at.Put4(entry.Packed);
        at.Put4(entry.Size);
        to.Write(bytes);
    }

    public static byte[] Central(ZipEntry entry, DateTimeOffset time)
    {
        var utf8 = Encoding.UTF8.GetBytes(entry.Name);
        var isFar = entry.Offset >= uint.MaxValue;
        var bytes = new byte[46 + utf8.Length + (isFar ? 12 : 0)];
        var at = new Place(bytes);
        at.Put4(CentralSignature);
        at.Put2(isFar ? Version64 : Version);
        at.Put2(isFar ? Version64 : Version);
        at.Put2(Flags);
        at.Put2(Deflated);
        at.Put4(DosTime(time));
        at.Put4(entry.Crc);
        at.Put4(entry.Packed);
        at.Put4(entry.Size);
        at.Put2((ushort)utf8.Length);
        at.Put2((ushort)(isFar ? 12 : 0));
        at.Skip(10);
        at.Put4(isFar ? uint.MaxValue : (uint)entry.Offset);
        at.Put(utf8);
        if (isFar)
        {
            at.Put2(1);
            at.Put2(8);
            at.Put8(entry.Offset);
        }
        return bytes;
    }

    /// <summary>What ends an archive whose directory has so many entries and bytes and begins there.</summary>
    public static byte[] End(long entries, long size, long offset)
    {
        var isLarge = entries >= ushort.MaxValue || size >= uint.MaxValue || offset >= uint.MaxValue;
        var bytes = new byte[22 + (isLarge ? 76 : 0)];
        var at = new Place(bytes);
        if (isLarge)
        {
            at.Put4(End64Signature);
            at.Put8(44);
            at.Put2(Version64);
            at.Put2(Version64);
            at.Skip(8);
            at.Put8(entries);
            at.Put8(entries);
            at.Put8(size);
            at.Put8(offset);
            at.Put4(Locator64Signature);
            at.Skip(4);
            at.Put8(offset + size);
            at.Put4(1);
        }
        at.Put4(EndSignature);
        at.Skip(4);
        at.Put2((ushort)Math.Min(entries, ushort.MaxValue));
        at.Put2((ushort)Math.Min(entries, ushort.MaxValue));
        at.Put4((uint)Math.Min(size, uint.MaxValue));
        at.Put4((uint)Math.Min(offset, uint.MaxValue));
        return bytes;
    }

    /// <summary>Seconds in steps of two, years from 1980 on.</summary>
    private static uint DosTime(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return (uint)((utc.Year - 1980) << 25 | utc.Month << 21 | utc.Day << 16 | utc.Hour << 11 | utc.Minute << 5 | utc.Second / 2);
    }

    private ref struct Place(Span<byte> bytes)
    {
        private Span<byte> _rest = bytes;

        public void Skip(int count) => _rest = _rest[count..];

        public void Put2(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
            Skip(2);
        }

        public void Put4(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
            Skip(4);
        }

        public void Put8(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_rest, value);
            Skip(8);
        }

        public void Put(ReadOnlySpan<byte> value)
        {
            value.CopyTo(_rest);
            Skip(value.Length);
        }
    }
}
