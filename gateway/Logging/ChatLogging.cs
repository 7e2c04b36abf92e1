namespace Chat.Logging;

/// <summary>The log on standard output: a line an entry, as text or as JSON.</summary>
public static class ChatLogging
{
    public static void AddChatLogging(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LoggingOptions>().BindConfiguration(LoggingOptions.Section);
        if (IsJson(builder.Configuration))
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                // A request's path would be among them, and some paths open something.
                console.IncludeScopes = false;
            });
        }
        else
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddQuietLogging();
    }

    /// <summary>Whether programs read the output.</summary>
    public static bool IsJson(IConfiguration configuration) =>
        configuration.GetSection(LoggingOptions.Section).Get<LoggingOptions>()?.Json ?? configuration.GetValue<bool>("DOTNET_RUNNING_IN_CONTAINER");
}
