using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Chat.Tests.Transfer;

/// <summary>Makes exports of any size, the same for the same numbers. Members are drawn so that every kind of message occurs.</summary>
/// <param name="Users">At least 2.</param>
/// <param name="Channels">Public channels; the first is #general. A tenth as many DMs come with them.</param>
/// <param name="Messages">Over all channels.</param>
/// <param name="MessagesOfDay">Of one day file.</param>
/// <param name="Seed">Of what is drawn.</param>
public sealed record ExportGenerator(int Users, int Channels, long Messages, int MessagesOfDay = 500, int Seed = 1)
{
    private static readonly string[] Words =
        "the quick brown fox jumps over a lazy dog while teams of people talk about releases bugs lunch meetings and whether it's done ☃ größe 日本".Split(' ');

    private const long FirstSecond = 1_500_000_000;

    /// <summary>What the archive holds, to be compared with what was imported.</summary>
    public sealed class Content
    {
        public long Roots { get; set; }
        public long Replies { get; set; }
        public long Reactions { get; set; }

        /// <summary>Roots and replies by channel.</summary>
        public Dictionary<string, long> ByChannel { get; } = [];
    }

    public Content Write(Stream stream)
    {
        var content = new Content();
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Entry(zip, "users.json", json => Enumerable.Range(0, Users).ToList().ForEach(i => WriteUser(json, i)));
        Entry(zip, "channels.json", json => Enumerable.Range(0, Channels).ToList().ForEach(i => WriteChannel(json, i)));
        Entry(zip, "dms.json", json => Enumerable.Range(0, Dms).ToList().ForEach(i => WriteDm(json, i)));
        var places = Channels + Dms;
        for (var place = 0; place < places; place++)
        {
            var messages = Messages / places + (place < Messages % places ? 1 : 0);
            WriteMessages(zip, place < Channels ? NameOf(place) : $"D{place:D8}", place, messages, content);
        }
        return content;
    }

    private int Dms => Math.Min(Channels / 10, Users / 2);

    private static string NameOf(int channel) => channel == 0 ? "general" : string.Create(CultureInfo.InvariantCulture, $"channel-{channel}");

    private static string UserOf(int user) => string.Create(CultureInfo.InvariantCulture, $"U{user:D8}");

    private void WriteMessages(ZipArchive zip, string folder, int place, long messages, Content content)
    {
        var random = new Random(Seed * 1_000_003 + place);
        var micros = FirstSecond * 1_000_000;
        var roots = new List<long>();
        var day = new DateOnly(2017, 7, 14);
        for (long done = 0; done < messages; day = day.AddDays(1))
        {
            var of = (int)Math.Min(MessagesOfDay, messages - done);
            Entry(zip, $"{folder}/{day:yyyy-MM-dd}.json", json =>
            {
                for (var i = 0; i < of; i++)
                {
                    micros += random.Next(1, 4_000_000);
                    WriteMessage(json, random, micros, roots, content);
                }
            });
            done += of;
        }
        content.ByChannel[folder] = messages;
    }

    private void WriteMessage(Utf8JsonWriter json, Random random, long micros, List<long> roots, Content content)
    {
        var user = UserOf(random.Next(Users));
        json.WriteStartObject();
        json.WriteString("type", "message");
        json.WriteString("user", user);
        json.WriteString("text", Text(random));
        json.WriteString("ts", Wire(micros));
        json.WriteString("client_msg_id", new Guid(random.Next(), 1, 2, [1, 2, 3, 4, 5, 6, 7, 8]).ToString());
        json.WriteString("team", "T0GENERAT");
        var isReply = roots.Count > 0 && random.Next(5) == 0;
        if (isReply)
        {
            json.WriteString("thread_ts", Wire(roots[random.Next(roots.Count)]));
            content.Replies++;
        }
        else
        {
            content.Roots++;
            if (roots.Count < 200)
                roots.Add(micros);
        }
        if (random.Next(3) == 0)
            WriteBlocks(json, random);
        if (random.Next(10) == 0)
            WriteReactions(json, random, content);
        json.WriteEndObject();
    }

    private static void WriteBlocks(Utf8JsonWriter json, Random random)
    {
        json.WriteStartArray("blocks");
        json.WriteStartObject();
        json.WriteString("type", "rich_text");
        json.WriteString("block_id", random.Next().ToString(CultureInfo.InvariantCulture));
        json.WriteStartArray("elements");
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", Text(random));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteReactions(Utf8JsonWriter json, Random random, Content content)
    {
        json.WriteStartArray("reactions");
        json.WriteStartObject();
        json.WriteString("name", random.Next(2) == 0 ? "+1" : "clap::skin-tone-2");
        json.WriteStartArray("users");
        var users = Enumerable.Range(0, random.Next(1, 4)).Select(_ => UserOf(random.Next(Users))).Distinct().ToArray();
        foreach (var user in users)
            json.WriteStringValue(user);
        json.WriteEndArray();
        json.WriteNumber("count", users.Length);
        json.WriteEndObject();
        json.WriteEndArray();
        content.Reactions += users.Length;
    }

    private static string Text(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(3, 25)).Select(_ => Words[random.Next(Words.Length)]));

    private static void WriteUser(Utf8JsonWriter json, int user)
    {
        json.WriteStartObject();
        json.WriteString("id", UserOf(user));
        json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"user{user}"));
        json.WriteBoolean("deleted", user % 50 == 49);
        json.WriteStartObject("profile");
        json.WriteString("real_name", string.Create(CultureInfo.InvariantCulture, $"User {user}"));
        json.WriteString("email", string.Create(CultureInfo.InvariantCulture, $"user{user}@example.org"));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteChannel(Utf8JsonWriter json, int channel)
    {
        json.WriteStartObject();
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"C{channel:D8}"));
        json.WriteString("name", NameOf(channel));
        json.WriteNumber("created", FirstSecond);
        json.WriteString("creator", UserOf(0));
        json.WriteBoolean("is_archived", channel % 20 == 19);
        json.WriteBoolean("is_general", channel == 0);
        json.WriteStartArray("members");
        for (var user = 0; user < Users; user++)
        {
            if (channel == 0 || user % (channel + 1) == 0)
                json.WriteStringValue(UserOf(user));
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteDm(Utf8JsonWriter json, int dm)
    {
        json.WriteStartObject();
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"D{Channels + dm:D8}"));
        json.WriteNumber("created", 1);
        json.WriteStartArray("members");
        json.WriteStringValue(UserOf(2 * dm));
        json.WriteStringValue(UserOf(2 * dm + 1));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Entry(ZipArchive zip, string path, Action<Utf8JsonWriter> write)
    {
        using var entry = zip.CreateEntry(path, CompressionLevel.Fastest).Open();
        using var json = new Utf8JsonWriter(entry);
        json.WriteStartArray();
        write(json);
        json.WriteEndArray();
        json.Flush();
    }

    private static string Wire(long micros) => string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000:D10}.{micros % 1_000_000:D6}");
}
