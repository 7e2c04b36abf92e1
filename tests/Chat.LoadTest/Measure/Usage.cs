using System.Diagnostics;

namespace Chat.LoadTest.Measure;

/// <summary>Processor time and memory of the servers, of this client and of everything else, between two moments.</summary>
/// <param name="Servers">Of each server process.</param>
/// <param name="ClientCpuSeconds">Of this program.</param>
/// <param name="OthersCpuSeconds">Of everything else on the machine: how far to trust the rest.</param>
internal sealed record Usage(double Seconds, IReadOnlyList<ProcessUsage> Servers, double ClientCpuSeconds, double OthersCpuSeconds)
{
    public double ServerCpuSeconds => Servers.Sum(s => s.CpuSeconds);
}

internal sealed record ProcessUsage(string Name, int Id, double CpuSeconds, long RssBytes, long RssGrowthBytes);

/// <summary>Takes the readings at the start of what is measured.</summary>
internal sealed class UsageMeter
{
    private readonly ServerProcess[] _servers;
    private readonly ProcessReading[] _first;
    private readonly ServerProcess _client = new("client", Environment.ProcessId);
    private readonly ProcessReading _firstClient;
    private readonly double _firstBusy;
    private readonly long _started = Stopwatch.GetTimestamp();

    public UsageMeter(IEnumerable<ServerProcess> servers)
    {
        _servers = [.. servers];
        _first = [.. _servers.Select(s => s.Read())];
        _firstClient = _client.Read();
        _firstBusy = Machine.BusySeconds();
    }

    public Usage Read()
    {
        var servers = _servers.Select((server, i) =>
        {
            var reading = server.Read();
            return new ProcessUsage(
                server.Name, server.Id, reading.CpuSeconds - _first[i].CpuSeconds, reading.RssBytes, reading.RssBytes - _first[i].RssBytes);
        }).ToArray();
        var client = _client.Read().CpuSeconds - _firstClient.CpuSeconds;
        var others = Machine.BusySeconds() - _firstBusy - client - servers.Sum(s => s.CpuSeconds);
        return new Usage(Stopwatch.GetElapsedTime(_started).TotalSeconds, servers, client, Math.Max(0, others));
    }
}
