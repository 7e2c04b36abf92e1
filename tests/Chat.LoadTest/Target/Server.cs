namespace Chat.LoadTest.Target;

/// <summary>What is measured: the addresses of one embedded server or of a cluster's gateways.</summary>
internal sealed class Server : IDisposable
{
    public Server(IEnumerable<Uri> addresses, string? operatorKey, string? worldFile, int sourceAddresses)
    {
        Apis = [.. addresses.Select(a => new ChatApi(a))];
        OperatorKey = operatorKey;
        WorldFile = worldFile;
        SourceAddresses = sourceAddresses;
    }

    /// <summary>One a gateway; clients are spread over them in turn.</summary>
    public ChatApi[] Apis { get; }

    public string? OperatorKey { get; }

    public string? WorldFile { get; }

    /// <summary>How many addresses 127.0.0.x to connect from: one has 28,000 ports. 0: whatever the system chooses.</summary>
    public int SourceAddresses { get; }

    public long RefusedByRate => Apis.Sum(a => a.RefusedByRate);

    public void Dispose()
    {
        foreach (var api in Apis)
            api.Dispose();
    }
}
