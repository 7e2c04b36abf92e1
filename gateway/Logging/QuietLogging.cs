namespace Chat.Logging;

/// <summary>Libraries that tell of every step are heard from warnings on, unless the configuration asks for more.</summary>
public static class QuietLogging
{
    private static readonly string[] Categories = ["Microsoft.AspNetCore", "Microsoft.Hosting.Lifetime", "Orleans", "Polly"];

    public static IServiceCollection AddQuietLogging(this IServiceCollection services) =>
        services.Configure<LoggerFilterOptions>(logging =>
        {
            // First in the list, so that any rule of the configuration for the same category wins.
            foreach (var category in Categories)
                logging.Rules.Insert(0, new LoggerFilterRule(null, category, LogLevel.Warning, null));
            // Warns at every start that its first check is as old as the machine.
            logging.Rules.Insert(0, new LoggerFilterRule(null, "Orleans.Runtime.Watchdog", LogLevel.Error, null));
        });
}
