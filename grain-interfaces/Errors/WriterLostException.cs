namespace Chat.Errors;

/// <summary>
/// The grain that answered no longer writes for this team or channel (fenced, moved, or a write's outcome is unknown). It deactivates;
/// the same request, with the same retry key, is safe and expected to be sent again.
/// </summary>
[GenerateSerializer, Alias("WriterLostException")]
public sealed class WriterLostException : Exception
{
    public WriterLostException()
        : base("The writer was replaced; retry.")
    {
    }

    public WriterLostException(string message)
        : base(message)
    {
    }

    public WriterLostException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
