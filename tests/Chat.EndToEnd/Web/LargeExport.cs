using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Web;

/// <summary>An export as a large team has it: its first person is the importing team's admin, who is in all channels; the first channel holds most messages.</summary>
internal static class LargeExport
{
    public const string LargeChannel = "everything";

    private const int MessagesADay = 200;
    private static readonly DateTimeOffset First = new(2021, 1, 4, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words = ["the", "relay", "of", "tomorrow", "is", "here", "and", "nobody", "knows", "why", "it", "clicks", "twice", "before", "lunch", "perhaps", "because"];

    public static byte[] Make(int people, int channels, int messages, int messagesElsewhere)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "users.json", Enumerable.Range(0, people).Select(Person));
            Write(zip, "channels.json", Enumerable.Range(0, channels).Select(n => Channel(n, people)));
            for (var channel = 0; channel < channels; channel++)
            {
                var count = channel == 0 ? messages : messagesElsewhere;
                for (var day = 0; day * MessagesADay < count; day++)
                {
                    var date = First.AddDays(day);
                    var today = Enumerable.Range(day * MessagesADay, Math.Min(MessagesADay, count - (day * MessagesADay)));
                    Write(zip, string.Create(CultureInfo.InvariantCulture, $"{ChannelName(channel)}/{date:yyyy-MM-dd}.json"), today.Select(n => Message(n, date, people)));
                }
            }
        }
        return stream.ToArray();
    }

    public static string ChannelName(int n) => n == 0 ? LargeChannel : string.Create(CultureInfo.InvariantCulture, $"room-{n:000}");

    private static string Id(char kind, int n) => string.Create(CultureInfo.InvariantCulture, $"{kind}0LARGE{n:00000}");

    private static JsonObject Person(int n) => new()
    {
        ["id"] = Id('U', n),
        ["name"] = string.Create(CultureInfo.InvariantCulture, $"person{n}"),
        ["profile"] = new JsonObject
        {
            ["real_name"] = string.Create(CultureInfo.InvariantCulture, $"Person Number {n}"),
            ["email"] = n == 0 ? "admin@example.org" : string.Create(CultureInfo.InvariantCulture, $"person{n}@example.org"),
        },
    };

    private static JsonObject Channel(int n, int people) => new()
    {
        ["id"] = Id('C', n),
        ["name"] = ChannelName(n),
        ["created"] = First.ToUnixTimeSeconds(),
        ["creator"] = Id('U', 0),
        ["members"] = new JsonArray([.. Enumerable.Range(0, n == 0 ? people : 20).Select(m => (JsonNode)Id('U', m == 0 ? 0 : ((n * 20) + m) % people))]),
    };

    private static JsonObject Message(int n, DateTimeOffset day, int people) => new()
    {
        ["type"] = "message",
        ["user"] = Id('U', n / 3 * 7 % people),
        ["ts"] = string.Create(CultureInfo.InvariantCulture, $"{day.ToUnixTimeSeconds() + (n % MessagesADay * 97)}.{n % 1_000_000:000000}"),
        ["text"] = string.Create(CultureInfo.InvariantCulture, $"number {n}: ") + string.Join(' ', Enumerable.Range(0, 3 + (n * 31 % 60)).Select(w => Words[(n + (w * w)) % Words.Length])),
    };

    private static void Write(ZipArchive zip, string name, IEnumerable<JsonObject> all)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        using var writer = new StreamWriter(entry);
        writer.Write('[');
        foreach (var (n, item) in all.Index())
        {
            if (n > 0)
                writer.Write(',');
            writer.Write(item.ToJsonString());
        }
        writer.Write(']');
    }
}
