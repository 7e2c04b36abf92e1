namespace Chat.WebApi;

internal sealed partial class WebApiEndpoint
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed for team {Team}, request {Request}.")]
    private partial void Failed(Exception exception, string method, string? team, string request);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} found no grain or database that answers for team {Team}, request {Request}.")]
    private partial void Unavailable(Exception exception, string method, string? team, string request);
}
