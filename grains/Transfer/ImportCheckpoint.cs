using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Transfer;

/// <summary>How far an import is: whoever takes it up goes on here, and writes nothing twice that would differ.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Channel">Of the plan's list.</param>
/// <param name="File">Of the channel's list.</param>
/// <param name="Position">Elements of the file that are done.</param>
/// <param name="Done">Messages that are written.</param>
internal sealed record ImportCheckpoint(ImportStep Step, int Channel = 0, int File = 0, int Position = 0, long Done = 0)
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) }, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static ImportCheckpoint Parse(string? json) =>
        (string.IsNullOrEmpty(json) ? null : JsonSerializer.Deserialize<ImportCheckpoint>(json, Options)) ?? new ImportCheckpoint(ImportStep.Plan);

    public string ToJson() => JsonSerializer.Serialize(this, Options);
}

internal enum ImportStep
{
    /// <summary>The archive is read as a whole; nothing is written.</summary>
    Plan,

    /// <summary>Messages of channels that nobody sees yet, and of those that were there.</summary>
    Messages,

    /// <summary>What roots tell of their replies.</summary>
    Threads,

    /// <summary>Users, and channels with their members, are seen. No way back from here on.</summary>
    Publish,

    /// <summary>Everything is written; those who keep a part of it in memory are told.</summary>
    Refresh,
}

/// <summary>The job was cancelled, or has ended elsewhere.</summary>
internal sealed class ImportUnwantedException : Exception;
