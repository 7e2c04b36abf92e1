using System.Text.Json;
using Chat.Json;

namespace Chat.Teams;

internal static class EventJson
{
    /// <summary>An event's JSON with its <c>event_ts</c>: every lasting event has one, since clients move their position by it.</summary>
    public static byte[] Encode(Action<Utf8JsonWriter> write) => WireJson.Encode(json =>
    {
        write(json);
        json.WriteTs("event_ts", Ts.None);
    });
}
