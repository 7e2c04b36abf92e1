using System.IO.Compression;
using System.Text;
using Chat.Tests.Storage;
using Chat.Transfer;
using Chat.Transfer.Exporting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Tests.Transfer;

public sealed class ArchiveWriterTests(SqliteStorage storage) : IClassFixture<SqliteStorage>
{
    private static readonly DateTimeOffset Time = new(2026, 1, 31, 12, 30, 58, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TransferFileStore Files => storage.Services.GetRequiredService<TransferFileStore>();

    [Fact]
    public async Task What_was_written_is_read_by_others()
    {
        var team = (await storage.NewTeamAsync()).Id;
        string[] texts = ["", "text", new string('π', 300_000), string.Concat(Enumerable.Range(0, 100_000).Select(static n => Guid.NewGuid()))];
        await NewFilesAsync(team);
        using var zip = await WriteAsync(team, texts.Select(static (text, n) => ($"ordner-ü/{n}.json", text)));
        Assert.Equal(Enumerable.Range(0, texts.Length).Select(static n => $"ordner-ü/{n}.json"), zip.Entries.Select(static e => e.FullName));
        foreach (var (n, text) in texts.Index())
        {
            using var content = new StreamReader(zip.Entries[n].Open());
            Assert.Equal(text, await content.ReadToEndAsync(Stop));
            Assert.Equal(Time.DateTime, zip.Entries[n].LastWriteTime.DateTime);
        }
    }

    /// <summary>More than a directory without zip64 can count.</summary>
    [Fact]
    public async Task Seventy_thousand_entries_cost_no_memory()
    {
        const int Entries = 70_000;
        var team = (await storage.NewTeamAsync()).Id;
        await NewFilesAsync(team);
        var archive = await ChunkWriter.OpenAsync(Files, team, "A", ChunkMark.Start, Stop);
        var directory = await ChunkWriter.OpenAsync(Files, team, "D", ChunkMark.Start, Stop);
        using var writer = new ArchiveWriter(archive, directory, Time);
        long before = 0, after = 0;
        for (var n = 0; n < Entries; n++)
        {
            writer.Begin($"folder/{n:000000}.json");
            await writer.WriteAsync("[]\n"u8.ToArray(), Stop);
            await writer.EndAsync(Stop);
            if (n == 1_000)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }
        after = GC.GetTotalMemory(forceFullCollection: true);
        await writer.FinishAsync(Entries, 0, Stop);
        Assert.True(after - before < 8 * 1024 * 1024, $"{(after - before) / 1024} KiB more after {Entries} entries");
        using var zip = new ZipArchive(new MemoryStream(await ReadAsync(Files, team, "A", archive.Length)));
        Assert.Equal(Entries, zip.Entries.Count);
        using var last = new StreamReader(zip.Entries[^1].Open());
        Assert.Equal("[]\n", await last.ReadToEndAsync(Stop));
    }

    [Theory]
    [InlineData(65_534L, 1_000L, 2_000L, 22)]
    [InlineData(65_535L, 1_000L, 2_000L, 98)]
    [InlineData(5L, 1_000L, 0x1_0000_0000L, 98)]
    public void The_end_of_an_archive_grows_with_it(long entries, long size, long offset, int bytes) =>
        Assert.Equal(bytes, ZipFormat.End(entries, size, offset).Length);

    /// <summary>As python's and Slack's readers see it: the archive's last entry begins behind 4 GiB.</summary>
    [Fact]
    public void An_entry_far_behind_has_its_place_in_64_bits()
    {
        var central = ZipFormat.Central(new ZipEntry("far.json", 0x2_0000_0003, 1, 2, 3), Time);
        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(central, 42));
        Assert.Equal(0x2_0000_0003, BitConverter.ToInt64(central, central.Length - 8));
        Assert.Equal(46 + 8 + 12, central.Length);
    }

    [Fact]
    public async Task What_somebody_else_wrote_is_found()
    {
        var team = (await storage.NewTeamAsync()).Id;
        await NewFilesAsync(team);
        var writer = await ChunkWriter.OpenAsync(Files, team, "A", ChunkMark.Start, Stop);
        await writer.WriteAsync(new byte[TransferFile.ChunkBytes + 10], Stop);
        await writer.FlushAsync(Stop);
        await writer.HashAsync(Stop);
        var other = await ChunkWriter.OpenAsync(Files, team, "A", ChunkMark.Start, Stop);
        await other.WriteAsync(Enumerable.Repeat((byte)1, TransferFile.ChunkBytes).ToArray(), Stop);
        await Assert.ThrowsAsync<FileLostException>(() => writer.HashAsync(Stop));
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_file_that_was_removed()
    {
        var team = (await storage.NewTeamAsync()).Id;
        await NewFilesAsync(team);
        var writer = await ChunkWriter.OpenAsync(Files, team, "A", ChunkMark.Start, Stop);
        await Files.DeleteAsync(team, "A", Stop);
        await Assert.ThrowsAsync<FileLostException>(() => writer.WriteAsync(new byte[TransferFile.ChunkBytes], Stop));
        await Assert.ThrowsAsync<FileLostException>(() => ChunkWriter.OpenAsync(Files, team, "A", writer.Mark with { Length = 5 }, Stop));
    }

    internal static async Task<byte[]> ReadAsync(TransferFileStore files, TeamId team, string file, long length)
    {
        var bytes = new MemoryStream();
        for (var n = 0; bytes.Length < length; n++)
            bytes.Write(await files.ReadChunkAsync(team, file, n, Stop) ?? throw new InvalidOperationException($"There is no chunk {n}."));
        return bytes.ToArray();
    }

    private async Task NewFilesAsync(TeamId team)
    {
        foreach (var id in new[] { "A", "D" })
            await Files.CreateAsync(TransferFile.New(team, id, "export", id, 1, long.MaxValue), Stop);
    }

    private async Task<ZipArchive> WriteAsync(TeamId team, IEnumerable<(string Name, string Text)> entries)
    {
        var archive = await ChunkWriter.OpenAsync(Files, team, "A", ChunkMark.Start, Stop);
        var directory = await ChunkWriter.OpenAsync(Files, team, "D", ChunkMark.Start, Stop);
        using var writer = new ArchiveWriter(archive, directory, Time);
        await directory.WriteAsync("a plan"u8.ToArray(), Stop);
        foreach (var (name, text) in entries)
        {
            writer.Begin(name);
            await writer.WriteAsync(Encoding.UTF8.GetBytes(text), Stop);
            await writer.EndAsync(Stop);
        }
        await writer.FinishAsync(writer.Entries, "a plan".Length, Stop);
        return new ZipArchive(new MemoryStream(await ReadAsync(Files, team, "A", archive.Length)));
    }
}
