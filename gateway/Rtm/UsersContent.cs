using System.Text.Json;
using Chat.Json;
using Chat.Users;
using Chat.WebApi;

namespace Chat.Rtm;

/// <summary>A team's users as every member is shown them, encoded once.</summary>
internal sealed class UsersContent : ITeamContent
{
    private UsersContent(ReadOnlyMemory<byte>[] users, ReadOnlyMemory<byte>[] bots) => (Users, Bots) = (users, bots);

    /// <summary>A JSON array of user objects.</summary>
    public ReadOnlyMemory<byte>[] Users { get; }

    /// <summary>A JSON array of bot objects.</summary>
    public ReadOnlyMemory<byte>[] Bots { get; }

    public long Bytes => Users.Sum(piece => (long)piece.Length) + Bots.Sum(piece => (long)piece.Length);

    public static UsersContent Of(User[] users, DateTimeOffset now) => new(
        Array(json =>
        {
            foreach (var user in users)
                user.WriteTo(json, now);
        }),
        Array(json =>
        {
            foreach (var user in users)
            {
                if (user.BotId is not null)
                    WriteBot(json, user);
            }
        }));

    /// <summary>In pieces that are no large objects to the garbage collector.</summary>
    private static ReadOnlyMemory<byte>[] Array(Action<Utf8JsonWriter> writeItems)
    {
        using var pieces = new PieceWriter();
        using (var json = new Utf8JsonWriter(pieces, WireJson.Options))
        {
            json.WriteStartArray();
            writeItems(json);
            json.WriteEndArray();
        }
        return [.. pieces.Pieces().Select(piece => (ReadOnlyMemory<byte>)piece.ToArray())];
    }

    private static void WriteBot(Utf8JsonWriter json, User bot)
    {
        json.WriteStartObject();
        json.WriteString("id", bot.BotId);
        json.WriteBoolean("deleted", bot.Deleted);
        json.WriteString("name", bot.Name);
        json.WriteNumber("updated", bot.Updated);
        json.WriteString("app_id", "");
        json.WriteString("user_id", bot.Id.Value);
        json.WriteStartObject("icons");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
