namespace Chat.Admin;

internal sealed partial class AdminFilter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Verb} {Endpoint} failed with {Code}, request {Request}.")]
    private partial void Failed(Exception exception, string verb, string? endpoint, string code, string request);
}
