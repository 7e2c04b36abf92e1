using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>A small file system in memory that can be filled to the last byte. Needs root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    /// <summary>What a database needs that has just begun, and what a round may leave in it: InnoDB takes room for its tables in steps of their size.</summary>
    private const int Megabytes = 384;
    private const int MegabytesARound = 12;

    private readonly TempFolder folder = new();

    private SmallDisk()
    {
    }

    public string Path => folder.Path;

    private string Filler => folder.File("filler");

    /// <summary>Null with the reason when this machine does not let us.</summary>
    /// <param name="rounds">How many rounds of faults it shall last.</param>
    public static async Task<(SmallDisk? Disk, string Reason)> TryMakeAsync(int rounds)
    {
        var disk = new SmallDisk();
        var (code, said) = await Shell.Try("mount", "-t", "tmpfs", "-o", $"size={Megabytes + MegabytesARound * rounds}m", "chat-faults", disk.Path);
        if (code == 0)
            return (disk, "");
        disk.folder.Dispose();
        return (null, $"a small file system could not be mounted: {said}");
    }

    /// <summary>Takes every byte that is free, again and again until none is.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 1);
        foreach (var size in new[] { 1 << 20, 1 << 12 })
        {
            try
            {
                for (var block = new byte[size]; ;)
                    file.Write(block);
            }
            catch (IOException)
            {
                // Full for blocks of this size.
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await Shell.Try("umount", "-l", Path);
        folder.Dispose();
    }
}
