namespace Chat.Silo;

/// <summary>What a person needs who has just started the embedded server.</summary>
/// <param name="Database">Full path of the database.</param>
/// <param name="KeyFile">Where the generated operator key lies; null if it was configured.</param>
/// <param name="OperationsPort">Where alone that key counts; null: everywhere.</param>
internal sealed partial record Banner(string Database, string? KeyFile, int? OperationsPort)
{
    /// <summary>The same for programs, which the key is not told.</summary>
    public void Log(ILogger log, IEnumerable<string> addresses) => LogReady(log, string.Join(' ', addresses), Database, KeyFile ?? "Chat:Operator:Key");

    [LoggerMessage(LogLevel.Information, "Ready at {Addresses}; data lies in {Database}; the operator key is in {KeyPlace}.")]
    private static partial void LogReady(ILogger log, string addresses, string database, string keyPlace);

    public void Print(IEnumerable<string> addresses)
    {
        var all = addresses.Select(Reachable).ToArray();
        var address = all[0];
        var operations = OperationsPort is { } port ? all.First(url => new Uri(url).Port == port) : address;
        var open = OperationsPort is null ? "Open it in a browser: it leads you to your first team." : $"Operators open {operations}/operate in a browser, to create a team.";
        var key = KeyFile is null ? "$Chat__Operator__Key" : $"$(cat {KeyFile})";
        var owner = KeyFile is null ? "The operator key is the configured one." : $"The operator key is {File.ReadAllText(KeyFile).Trim()} (kept in {KeyFile})";
        Console.WriteLine($$$"""

              Chat.Orleans is ready at {{{address}}}   (Slack API at {{{address}}}/api/)

              {{{open}}} Or create one by HTTP:
                curl -s {{{operations}}}/admin/teams -H "Authorization: Bearer {{{key}}}" -H 'Content-Type: application/json' \
                  -d '{"name":"Example","domain":"example","admin":{"name":"alice","email":"alice@example.org","password":"choose-a-long-one"}}'
              The answer holds a token (xoxp-…) for the Slack SDKs: slackApiUrl is {{{address}}}/api/

              Data lies in {{{Database}}}
              {{{owner}}}
              Ctrl-C stops; everything is kept.

            """);
    }

    private static string Reachable(string address) =>
        address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
}
