namespace Chat.Errors;

/// <summary>A refusal with a code of <see cref="ErrorCodes"/>; nothing was changed. The edge maps it once, to Slack's answer or ProblemDetails.</summary>
[GenerateSerializer, Alias("ChatException")]
public sealed class ChatException : Exception
{
    public ChatException()
        : this(ErrorCodes.InternalError)
    {
    }

    public ChatException(string code)
        : base(code) => Code = code;

    public ChatException(string code, Exception inner)
        : base(code, inner) => Code = code;

    /// <param name="code">A code of <see cref="ErrorCodes"/>.</param>
    /// <param name="detail">For people: what to do about it. Never a token or message text.</param>
    public ChatException(string code, string detail)
        : base($"{code}: {detail}")
    {
        Code = code;
        Detail = detail;
    }

    [Id(0)]
    public string Code { get; private set; } = ErrorCodes.InternalError;

    [Id(1)]
    public string? Detail { get; private set; }
}
