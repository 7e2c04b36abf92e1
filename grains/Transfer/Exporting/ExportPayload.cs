using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Transfer.Exporting;

/// <summary>What the row of an export's job says: what is exported, and the key of its links, which leaves the silos in no answer.</summary>
internal sealed record ExportPayload(long? From, long? To, string[] Channels, bool Private, bool Direct, byte[] Key)
{
    public static ExportPayload Of(ExportRequest request, byte[] key) =>
        new(request.From?.Micros, request.To?.Micros, request.Channels, request.IncludePrivate, request.IncludeDirect, key);

    /// <summary>It holds what a team's own admins may not read.</summary>
    [JsonIgnore]
    public bool IsOperators => Private || Direct;

    [JsonIgnore]
    public ExportRequest Request => new(
        From is { } from ? new Ts(from) : null, To is { } to ? new Ts(to) : null, Channels, Private, Direct);

    public string Encode() => JsonSerializer.Serialize(this);

    public static ExportPayload Decode(string text) =>
        JsonSerializer.Deserialize<ExportPayload>(text) ?? throw new FormatException("The payload of an export is no object.");
}
