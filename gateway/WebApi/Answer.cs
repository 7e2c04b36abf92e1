using System.Text.Json;

namespace Chat.WebApi;

/// <summary>What a method answers beside <c>ok</c>.</summary>
/// <param name="Error">Null: ok. Else a code of the closed list; further members may follow it.</param>
/// <param name="Members">Writes members into the open answer object; the second argument takes bytes that are shared with other answers.</param>
/// <param name="NextCursor">Null: no paging. Empty: the last page.</param>
internal sealed record Answer(string? Error, Action<Utf8JsonWriter, PieceWriter>? Members, string? NextCursor = null)
{
    public static readonly Answer Ok = new(null, null);

    public static Answer With(Action<Utf8JsonWriter> members) => new(null, (json, _) => members(json));

    public static Answer InPieces(Action<Utf8JsonWriter, PieceWriter> members) => new(null, members);

    public static Answer Page(string? nextCursor, Action<Utf8JsonWriter> members) => new(null, (json, _) => members(json), nextCursor ?? "");

    public static Answer Refusal(string error, Action<Utf8JsonWriter> members) => new(error, (json, _) => members(json));
}
