using System.IO.Compression;
using System.Text;

namespace Chat.Transfer.Archive;

/// <summary>An entry of an export.</summary>
/// <param name="Path">Below the top folder, if there is one.</param>
internal sealed record ExportEntry(string Path, ZipArchiveEntry Zip);

/// <summary>
/// The zip of an export: its entries are checked before any is read, and checked again as they are. People unzip exports and zip them again: one folder
/// around everything and the marks of operating systems are passed over.
/// </summary>
internal sealed class ExportArchive : IAsyncDisposable
{
    private const int SymbolicLink = 0xA000;
    private const int FileType = 0xF000;

    /// <summary>An archive that small cannot do harm however well it is packed.</summary>
    private const long Harmless = 64 * 1024 * 1024;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ExportEntry> _entries = new(StringComparer.Ordinal);

    private ExportArchive(ZipArchive zip) => _zip = zip;

    /// <summary>In the order of their paths.</summary>
    public IReadOnlyList<ExportEntry> Entries { get; private set; } = [];

    public static async Task<ExportArchive> OpenAsync(Stream stream, TransferOptions options, CancellationToken stop)
    {
        ZipArchive zip;
        try
        {
            // Slack writes names in UTF-8 and does not say so.
            zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8, stop);
        }
        catch (InvalidDataException)
        {
            throw ArchiveException.NotAnArchive("The file is no zip archive, or its end is missing. Upload the export's zip as it was downloaded.");
        }
        var archive = new ExportArchive(zip);
        try
        {
            archive.TakeEntries(stream.Length, options);
            return archive;
        }
        catch (InvalidDataException)
        {
            await archive.DisposeAsync();
            throw ArchiveException.NotAnArchive("The zip archive's directory is damaged. Upload the export's zip as it was downloaded.");
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    public ExportEntry? Find(string path) => _entries.GetValueOrDefault(path);

    /// <summary>The entry's bytes, checked against its length and checksum when they end.</summary>
    public static async Task<Stream> OpenAsync(ExportEntry entry, CancellationToken stop)
    {
        try
        {
            return new CheckedStream(await entry.Zip.OpenAsync(stop), entry.Path, entry.Zip.Length, entry.Zip.Crc32);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw ArchiveException.NotAnArchive($"The entry {entry.Path} cannot be read: {e.Message} Zip the export anew with the ordinary method (deflate).");
        }
    }

    public ValueTask DisposeAsync() => _zip.DisposeAsync();

    private void TakeEntries(long archiveBytes, TransferOptions options)
    {
        if (_zip.Entries.Count > options.MaxEntries)
            throw ArchiveException.Unsafe($"The archive has {_zip.Entries.Count} entries, more than the {options.MaxEntries} that are taken (Chat:Transfer:MaxEntries).");
        var files = _zip.Entries.Where(IsFile).ToList();
        var top = TopFolder(files);
        long inflated = 0;
        foreach (var entry in files)
        {
            RequireSafe(entry);
            // Of what the archive says of itself, which is held against it when the entry is read.
            inflated += entry.Length;
            var path = entry.FullName[top.Length..];
            if (!_entries.TryAdd(path, new ExportEntry(path, entry)))
                throw ArchiveException.Unsafe($"The archive has two entries {entry.FullName}: which one counts is not said. Take the export again.");
        }
        var most = Math.Min(options.MaxInflatedBytes, Math.Max(Harmless, archiveBytes * options.MaxRatio));
        if (inflated > most || inflated < 0)
            throw ArchiveException.Unsafe($"The archive's entries are {inflated} bytes together, more than the {most} that are taken for an archive of this size (Chat:Transfer:MaxRatio).");
        Entries = [.. _entries.Values.OrderBy(static entry => entry.Path, StringComparer.Ordinal)];
    }

    private static bool IsFile(ZipArchiveEntry entry)
    {
        var name = entry.FullName;
        return !name.EndsWith('/') && !name.StartsWith("__MACOSX/", StringComparison.Ordinal) && !name.Contains("/__MACOSX/", StringComparison.Ordinal)
            && name[(name.LastIndexOf('/') + 1)..] is not (".DS_Store" or "Thumbs.db" or "desktop.ini");
    }

    private static void RequireSafe(ZipArchiveEntry entry)
    {
        var name = entry.FullName;
        if (entry.IsEncrypted)
            throw ArchiveException.Unsafe($"The entry {Shown(name)} is encrypted. Zip the export anew without a password.");
        if (((entry.ExternalAttributes >> 16) & FileType) == SymbolicLink)
            throw ArchiveException.Unsafe($"The entry {Shown(name)} is a symbolic link. An export has none.");
        var isOutside = name.Length == 0 || name[0] == '/' || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            || name is [_, ':', ..] || name.Split('/').Any(static part => part is ".." or "." or "");
        if (isOutside)
            throw ArchiveException.Unsafe($"The entry {Shown(name)} has a path that leads out of its archive. An export has none such.");
    }

    /// <summary>The folder around everything, with its slash; empty if users.json stands at the root or there is none.</summary>
    private static string TopFolder(List<ZipArchiveEntry> files)
    {
        if (files.Count == 0 || files.Any(static file => !file.FullName.Contains('/', StringComparison.Ordinal)))
            return "";
        var first = files[0].FullName;
        var top = first[..(first.IndexOf('/', StringComparison.Ordinal) + 1)];
        var isOne = top.Length > 1 && top is not ("../" or "./") && files.All(file => file.FullName.StartsWith(top, StringComparison.Ordinal));
        return isOne ? top : "";
    }

    /// <summary>Names are the sender's: only what can be read goes into a message.</summary>
    private static string Shown(string name) => new([.. name.Take(200).Select(static c => char.IsControl(c) ? '?' : c)]);
}
