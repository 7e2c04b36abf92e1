namespace Chat.Browsers;

internal sealed partial class WebEndpoint
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Verb} {Path} failed with {Code}, request {Request}.")]
    private partial void Failed(Exception exception, string verb, string path, string code, string request);
}
