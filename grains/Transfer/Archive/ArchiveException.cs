namespace Chat.Transfer.Archive;

/// <summary>The file is no export that can be imported; the message says what is wrong, where, and what to do.</summary>
internal sealed class ArchiveException(string code, string message) : Exception(message)
{
    public string Code => code;

    public static ArchiveException NotAnArchive(string message) => new(Errors.ErrorCodes.InvalidArchive, message);

    public static ArchiveException Unsafe(string message) => new(Errors.ErrorCodes.UnsafeArchive, message);

    public static ArchiveException NotAnExport(string message) => new(Errors.ErrorCodes.InvalidExport, message);
}
