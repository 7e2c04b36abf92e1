namespace Chat.Logging;

/// <summary>How a process writes its log, section <c>Chat:Logging</c>.</summary>
public sealed class LoggingOptions
{
    public const string Section = "Chat:Logging";

    /// <summary>One JSON object a line, for programs, and not text for people. Null: in containers.</summary>
    public bool? Json { get; set; }
}
