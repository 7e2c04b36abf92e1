namespace Chat.EndToEnd.Harness;

/// <summary>The last lines that a process wrote, kept to be shown when a test fails.</summary>
public sealed class ProcessLog
{
    private const int Kept = 2_000;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > Kept)
                lines.Dequeue();
        }
    }

    /// <summary>All that are kept.</summary>
    public string[] Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    public bool Contains(string text)
    {
        lock (gate)
            return lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Lines that report a fault of ours; what a test provoked on purpose is answered, not logged as an error.</summary>
    public string[] Errors()
    {
        lock (gate)
            return [.. lines.Where(line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal))];
    }

    public override string ToString()
    {
        lock (gate)
            return string.Join('\n', lines.TakeLast(60));
    }
}
