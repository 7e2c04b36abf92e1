using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chat.Json;

/// <summary>The one way in which this project writes JSON for clients: UTF-8, compact, escaped only where JSON demands it.</summary>
public static class WireJson
{
    /// <summary>
    /// A ts that is not given yet is written as a quoted run of 17 such bytes, which no other JSON output can contain (JSON escapes
    /// control characters), so that the team's grain can find and overwrite it without parsing. This one: the step's own ts.
    /// </summary>
    public const byte OwnTsByte = 0x01;

    /// <summary>As <see cref="OwnTsByte"/>, for the ts of the change's first step.</summary>
    public const byte FirstTsByte = 0x02;

    private static readonly byte[] OwnTs = Pending(OwnTsByte);
    private static readonly byte[] FirstTs = Pending(FirstTsByte);

    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Runs <paramref name="write"/> inside one JSON object and returns its UTF-8 bytes.</summary>
    public static byte[] Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteTs(this Utf8JsonWriter json, string name, Ts ts)
    {
        json.WritePropertyName(name);
        json.WriteTsValue(ts);
    }

    public static void WriteTsValue(this Utf8JsonWriter json, Ts ts)
    {
        if (ts.IsNone || ts == Ts.OfFirstStep)
        {
            json.WriteRawValue(ts.IsNone ? OwnTs : FirstTs, skipInputValidation: true);
            return;
        }
        Span<byte> utf8 = stackalloc byte[Ts.WireLength];
        ts.Format(utf8);
        json.WriteStringValue(utf8);
    }

    /// <summary>As <see cref="WriteTs"/>, where <see cref="Ts.None"/> means zero ("never") and not "to be given".</summary>
    public static void WriteTsOrZero(this Utf8JsonWriter json, string name, Ts ts)
    {
        Span<byte> utf8 = stackalloc byte[Ts.WireLength];
        ts.Format(utf8);
        json.WriteString(name, utf8);
    }

    private static byte[] Pending(byte filler) => [(byte)'"', .. Enumerable.Repeat(filler, Ts.WireLength), (byte)'"'];

    /// <summary>Writes the property unless the value is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    /// <summary>Copies the members of a stored JSON object (already validated when it was accepted) into the open object.</summary>
    public static void WriteMembers(this Utf8JsonWriter json, string? objectText)
    {
        if (string.IsNullOrEmpty(objectText))
            return;
        using var document = JsonDocument.Parse(objectText);
        foreach (var member in document.RootElement.EnumerateObject())
            member.WriteTo(json);
    }
}
