using System.Text.Json;

namespace Chat.WebApi;

/// <summary>What a method answers beside <c>ok</c>.</summary>
/// <param name="Error">Null: ok. Else a code of the closed list; further members may follow it.</param>
/// <param name="Members">Writes members into the open answer object.</param>
/// <param name="NextCursor">Null: no paging. Empty: the last page.</param>
internal sealed record Answer(string? Error, Action<Utf8JsonWriter>? Members, string? NextCursor = null)
{
    public static readonly Answer Ok = new(null, null);

    public static Answer With(Action<Utf8JsonWriter> members) => new(null, members);

    public static Answer Page(string? nextCursor, Action<Utf8JsonWriter> members) => new(null, members, nextCursor ?? "");

    public static Answer Refusal(string error, Action<Utf8JsonWriter> members) => new(error, members);
}
