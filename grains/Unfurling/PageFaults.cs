namespace Chat.Unfurling;

/// <summary>Policy forbids it.</summary>
internal sealed class PageRefusedException(string message) : Exception(message)
{
    /// <summary>Also where the HTTP client has wrapped it.</summary>
    public static bool IsIn(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is PageRefusedException)
                return true;
        }
        return false;
    }
}

/// <summary>The page does not answer, or not as a page does.</summary>
internal sealed class PageFailedException(string message) : Exception(message);

/// <summary>Too many look-ups are under way or wait.</summary>
internal sealed class PageBusyException() : Exception("too many look-ups");
