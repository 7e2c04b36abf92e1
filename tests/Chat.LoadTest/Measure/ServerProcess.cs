using System.Globalization;

namespace Chat.LoadTest.Measure;

/// <param name="CpuSeconds">User and kernel time since its start.</param>
/// <param name="RssBytes">Resident memory.</param>
internal readonly record struct ProcessReading(double CpuSeconds, long RssBytes);

/// <summary>A process on this machine, read from /proc.</summary>
internal sealed record ServerProcess(string Name, int Id)
{
    /// <summary>What user space sees, whatever the kernel's own tick is.</summary>
    private const double TicksPerSecond = 100;

    /// <param name="text">An id, or <c>name=id</c>.</param>
    public static ServerProcess Parse(string text)
    {
        var parts = text.Split('=', 2);
        var id = int.Parse(parts[^1], CultureInfo.InvariantCulture);
        return new ServerProcess(parts.Length == 2 ? parts[0] : NameOf(id), id);
    }

    public ProcessReading Read()
    {
        // proc(5): the second field is the command in parentheses and may hold anything; utime and stime are the 14th and 15th.
        var stat = File.ReadAllText($"/proc/{Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var pages = long.Parse(File.ReadAllText($"/proc/{Id}/statm").Split(' ')[1], CultureInfo.InvariantCulture);
        return new ProcessReading(ticks / TicksPerSecond, pages * Environment.SystemPageSize);
    }

    private static string NameOf(int id) => File.ReadAllText($"/proc/{id}/comm").Trim();
}

/// <summary>The machine's processors.</summary>
internal static class Machine
{
    /// <summary>Seconds of all processors together that were not idle, since the machine's start.</summary>
    public static double BusySeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        var ticks = fields.Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        // user nice system idle iowait irq softirq steal; guest time is in user already.
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / 100.0;
    }
}
