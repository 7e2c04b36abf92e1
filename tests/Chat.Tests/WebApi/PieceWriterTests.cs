using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Json;
using Chat.WebApi;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class PieceWriterTests
{
    [Fact]
    public void Shared_bytes_stand_among_written_ones_and_are_not_copied()
    {
        ReadOnlyMemory<byte>[] array = ["[1,"u8.ToArray(), "2]"u8.ToArray()];
        ReadOnlyMemory<byte> run = "{\"id\":\"b\"},{\"id\":\"c\"}"u8.ToArray();
        using var pieces = new PieceWriter();
        using (var json = new Utf8JsonWriter(pieces, WireJson.Options))
        {
            json.WriteStartObject();
            json.WritePropertyName("numbers");
            pieces.WriteShared(json, array);
            json.WriteStartArray("objects");
            pieces.WriteShared(json, [run]);
            json.WriteStartObject();
            json.WriteString("id", "d");
            json.WriteEndObject();
            pieces.WriteShared(json, [run]);
            json.WriteEndArray();
            json.WriteString("last", "z");
            json.WriteEndObject();
        }
        Assert.Equal(
            """{"numbers":[1,2],"objects":[{"id":"b"},{"id":"c"},{"id":"d"},{"id":"b"},{"id":"c"}],"last":"z"}""", Text(pieces));
        Assert.Equal(2, pieces.Pieces().Count(piece => piece.Equals(run[1..])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000)]
    public void What_outgrows_a_chunk_stays_whole(int items)
    {
        var text = new string('x', 100);
        using var pieces = new PieceWriter();
        using (var json = new Utf8JsonWriter(pieces, WireJson.Options))
        {
            json.WriteStartArray();
            for (var i = 0; i < items; i++)
                json.WriteStringValue(text);
            json.WriteStringValue(new string('y', 100_000));
            json.WriteEndArray();
        }
        var read = JsonNode.Parse(Text(pieces))!.AsArray();
        Assert.Equal(items + 1, read.Count);
        Assert.All(read.Take(items), item => Assert.Equal(text, item!.GetValue<string>()));
    }

    private static string Text(PieceWriter pieces)
    {
        byte[] all = [.. pieces.Pieces().SelectMany(piece => piece.ToArray())];
        Assert.Equal(pieces.Length, all.Length);
        return Encoding.UTF8.GetString(all);
    }
}
