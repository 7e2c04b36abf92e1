using System.IO.Compression;
using System.Text;

namespace Chat.Tests.Transfer;

/// <summary>The entries of an archive, as text or bytes, in the order in which they are given.</summary>
internal sealed class ExportFiles
{
    private readonly List<(string Path, byte[] Bytes)> _entries = [];

    public ExportFiles With(string path, string json) => With(path, Encoding.UTF8.GetBytes(json));

    public ExportFiles With(string path, byte[] bytes)
    {
        _entries.Add((path, bytes));
        return this;
    }

    /// <summary>The least that is an export, and what is given.</summary>
    public static ExportFiles Minimal(string messages = """[{"type":"message","user":"U01","text":"hi","ts":"1700000000.000100"}]""") => new ExportFiles()
        .With("users.json", """[{"id":"U01","name":"alice","profile":{"real_name":"Alice","email":"alice@example.org"}}]""")
        .With("channels.json", """[{"id":"C01","name":"general","is_general":true,"created":1600000000,"members":["U01"]}]""")
        .With("general/2023-11-14.json", messages);

    public byte[] Zip(string top = "", CompressionLevel level = CompressionLevel.Fastest)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, bytes) in _entries)
            {
                using var entry = zip.CreateEntry(top + path, level).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }
}
