using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Chat.Errors;
using Chat.Sharding;
using Chat.Transfer;
using Chat.Transfer.Archive;
using Xunit;

namespace Chat.Tests.Transfer;

/// <summary>What comes as an export and is none, or is made to do harm: refused before anything of it is used, with a code and a sentence that helps.</summary>
public sealed class ArchiveTests
{
    private static readonly TransferOptions Options = new() { MaxEntries = 50_000, MaxItemBytes = 100_000 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_is_read_wherever_it_lies_in_its_archive()
    {
        foreach (var top in new[] { "", "export/", "Mein Export ☃/" })
        {
            var files = ExportFiles.Minimal().With("__MACOSX/._users.json", "x").With("general/.DS_Store", "x");
            Assert.Equal(["channels.json", "general/2023-11-14.json", "users.json"], await PathsAsync(files.Zip(top)));
        }
    }

    [Fact]
    public async Task Names_are_utf8_although_the_archive_does_not_say_so()
    {
        var zip = ExportFiles.Minimal().With("日本語/2023-11-14.json", "[]").Zip();
        ForEachHeader(zip, (header, flags) => BinaryPrimitives.WriteUInt16LittleEndian(header[flags..], (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(header[flags..]) & ~0x800)));
        Assert.Contains("日本語/2023-11-14.json", await PathsAsync(zip));
    }

    [Theory]
    [InlineData("../users.json")]
    [InlineData("general/../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/boot.ini")]
    [InlineData("a\\b.json")]
    [InlineData("a//b.json")]
    public async Task A_path_that_leads_out_of_the_archive_is_refused(string path) =>
        await RefusedAsync(ExportFiles.Minimal().With(path, "[]").Zip(), ErrorCodes.UnsafeArchive);

    [Fact]
    public async Task A_symbolic_link_is_refused()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var link = zip.CreateEntry("users.json");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var content = link.Open();
            content.Write("/etc/passwd"u8);
        }
        await RefusedAsync(stream.ToArray(), ErrorCodes.UnsafeArchive);
    }

    [Fact]
    public async Task An_encrypted_entry_is_refused()
    {
        var zip = ExportFiles.Minimal().Zip();
        ForEachHeader(zip, (header, flags) => header[flags] |= 1);
        await RefusedAsync(zip, ErrorCodes.UnsafeArchive);
    }

    [Fact]
    public async Task Two_entries_with_one_name_are_refused() =>
        await RefusedAsync(ExportFiles.Minimal().With("users.json", "[]").Zip(), ErrorCodes.UnsafeArchive);

    [Fact]
    public async Task A_bomb_is_refused_by_what_it_says_of_itself()
    {
        var bomb = ExportFiles.Minimal().With("general/2023-11-15.json", new byte[100 * 1024 * 1024]).Zip(level: CompressionLevel.Optimal);
        Assert.InRange(bomb.Length, 0, 2 * 1024 * 1024);
        await RefusedAsync(bomb, ErrorCodes.UnsafeArchive);
    }

    [Fact]
    public async Task A_bomb_that_lies_about_its_size_ends_at_the_size_that_it_gave()
    {
        var zip = new ExportFiles().With("channels.json", "[" + new string(' ', 50_000_000) + "]").Zip(level: CompressionLevel.Optimal);
        ForEachHeader(zip, (header, flags) => BinaryPrimitives.WriteUInt32LittleEndian(header[(flags + 16)..], 100));
        await RefusedAsync(zip, ErrorCodes.InvalidArchive);
    }

    [Fact]
    public async Task Damage_anywhere_in_an_entry_is_found()
    {
        var random = new Random(5);
        var text = "[" + string.Join(",", Enumerable.Range(0, 2_000).Select(i => $"{{\"id\":\"U{random.Next():X8}\"}}")) + "]";
        var zip = new ExportFiles().With("channels.json", text).Zip();
        for (var round = 0; round < 40; round++)
        {
            var damaged = zip.ToArray();
            damaged[random.Next(100, zip.Length - 200)] ^= (byte)(1 << random.Next(8));
            await RefusedAsync(damaged, ErrorCodes.InvalidArchive, ErrorCodes.InvalidExport);
        }
    }

    [Fact]
    public async Task What_is_no_zip_or_a_part_of_one_is_refused()
    {
        var zip = ExportFiles.Minimal().Zip();
        await RefusedAsync([], ErrorCodes.InvalidArchive);
        await RefusedAsync(Encoding.UTF8.GetBytes("hello, this is no archive at all"), ErrorCodes.InvalidArchive);
        foreach (var part in new[] { 0.1, 0.5, 0.9, 0.99 })
            await RefusedAsync(zip[..(int)(zip.Length * part)], ErrorCodes.InvalidArchive);
    }

    [Fact]
    public async Task Twenty_thousand_entries_are_read_and_too_many_are_refused()
    {
        var files = ExportFiles.Minimal();
        for (var i = 0; i < 20_000; i++)
            files.With($"c{i % 50}/{i}.json", "[]");
        var zip = files.Zip();
        Assert.Equal(20_003, (await PathsAsync(zip)).Length);
        await using var stream = Stream(zip);
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => ExportArchive.OpenAsync(stream, new TransferOptions { MaxEntries = 20_000 }, Stop));
        Assert.Equal(ErrorCodes.UnsafeArchive, refusal.Code);
    }

    [Theory]
    [InlineData("{}", "no JSON list")]
    [InlineData("", "no JSON list")]
    [InlineData("null", "no JSON list")]
    [InlineData("[{\"a\":1}", "ends inside element 1")]
    [InlineData("[{\"a\":1},{\"b\"", "at element 1")]
    [InlineData("[{\"a\":1}] x", "something after")]
    [InlineData("[{\"a\":1}]\0", "something after")]
    [InlineData("[{\"a\":1},]", "at element 1")]
    [InlineData("[{\"a\":\u0000}]", "at element 0")]
    [InlineData("[NaN]", "at element 0")]
    public async Task A_file_that_is_no_list_says_where(string json, string where)
    {
        var refusal = await RefusedAsync(new ExportFiles().With("channels.json", json).Zip(), ErrorCodes.InvalidExport);
        Assert.Contains("channels.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(where, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utf16_deep_and_huge_elements_are_refused()
    {
        Assert.Contains("UTF-8", (await RefusedAsync(List(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("[]"))), ErrorCodes.InvalidExport)).Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", (await RefusedAsync(List(Encoding.BigEndianUnicode.GetBytes("[{\"a\":1}]")), ErrorCodes.InvalidExport)).Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", (await RefusedAsync(List(Encoding.UTF32.GetBytes("[]")), ErrorCodes.InvalidExport)).Message, StringComparison.Ordinal);
        var deep = "[" + string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100) + "]";
        Assert.Contains("deep", (await RefusedAsync(List(Encoding.UTF8.GetBytes(deep)), ErrorCodes.InvalidExport)).Message, StringComparison.Ordinal);
        var deeper = new string('[', 500_000);
        Assert.Contains("deep", (await RefusedAsync(List(Encoding.UTF8.GetBytes(deeper)), ErrorCodes.InvalidExport)).Message, StringComparison.Ordinal);
        var huge = "[{\"a\":\"" + new string('x', 300_000) + "\"}]";
        Assert.Contains("larger", (await RefusedAsync(List(Encoding.UTF8.GetBytes(huge)), ErrorCodes.InvalidExport)).Message, StringComparison.Ordinal);

        static byte[] List(IEnumerable<byte> bytes) => new ExportFiles().With("channels.json", [.. bytes]).Zip();
    }

    [Fact]
    public async Task Elements_come_one_by_one_whatever_their_sizes_and_however_the_bytes_arrive()
    {
        var random = new Random(3);
        var texts = Enumerable.Range(0, 500).Select(i => new string((char)('a' + i % 26), random.Next(1, i % 50 == 0 ? 90_000 : 300))).ToArray();
        var json = "\uFEFF [" + string.Join(" ,\n", texts.Select(t => $"{{\"text\":\"{t}\",\"deep\":[[1,{{}}]]}}")) + "] \n";
        var found = await ItemsAsync(new Slow(Encoding.UTF8.GetBytes(json), random));
        Assert.Equal(texts, found.Select(item => item!));
    }

    [Fact]
    public async Task What_no_text_can_hold_comes_as_nothing_and_the_rest_as_it_is()
    {
        byte[] json = [.. "[{\"text\":\"a\"},{\"text\":\"\\ud83d\"},{\"text\":\""u8, 0xC3, 0x28, .. "\"},{\"text\":\"\\ud83d\\ude00\"}]"u8];
        Assert.Equal(["a", null, null, "😀"], await ItemsAsync(new MemoryStream(json)));
    }

    private static async Task<List<string?>> ItemsAsync(Stream stream)
    {
        var found = new List<string?>();
        await foreach (var (position, item) in JsonItems.ReadAsync(stream, "entry", 100_000, Stop))
        {
            Assert.Equal(found.Count, position);
            found.Add(item?.GetProperty("text").GetString());
        }
        return found;
    }

    private static ChunkStream Stream(byte[] zip) => new(zip.Length, (n, _) => Task.FromResult(
        zip[(n * TransferFile.ChunkBytes)..Math.Min(zip.Length, (n + 1) * TransferFile.ChunkBytes)]));

    private static async Task<string[]> PathsAsync(byte[] zip)
    {
        await using var stream = Stream(zip);
        await using var archive = await ExportArchive.OpenAsync(stream, Options, Stop);
        return [.. archive.Entries.Select(entry => entry.Path)];
    }

    /// <summary>Refused when it is opened, or when its plan is made; nothing is written by either.</summary>
    internal static async Task<ArchiveException> RefusedAsync(byte[] zip, params string[] codes)
    {
        var refusal = await Assert.ThrowsAsync<ArchiveException>(async () =>
        {
            await using var stream = Stream(zip);
            await using var archive = await ExportArchive.OpenAsync(stream, Options, Stop);
            var planner = new ImportPlanner(archive, new TeamId(1), new ImportTeam(), Options, -1, DateTimeOffset.UnixEpoch.AddYears(60), new Pace(TimeProvider.System, int.MaxValue));
            await planner.MakeAsync((_, _) => Task.CompletedTask, Stop);
        });
        Assert.Contains(refusal.Code, codes);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        return refusal;
    }

    private delegate void HeaderChange(Span<byte> header, int flags);

    /// <summary>Changes local headers (flags at 6) and those of the directory (flags at 8).</summary>
    private static void ForEachHeader(byte[] zip, HeaderChange change)
    {
        for (var i = 0; i < zip.Length - 4; i++)
        {
            if (zip.AsSpan(i).StartsWith((ReadOnlySpan<byte>)[0x50, 0x4B, 3, 4]))
                change(zip.AsSpan(i), 6);
            else if (zip.AsSpan(i).StartsWith((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]))
                change(zip.AsSpan(i), 8);
        }
    }

    /// <summary>A few bytes at a time.</summary>
    private sealed class Slow(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 3_000))], cancellationToken);
    }
}
