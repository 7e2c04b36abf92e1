namespace Chat.EndToEnd.Faults;

/// <summary>What the checker found after a round; all zero unless the server is at fault.</summary>
internal sealed record Verdict(int Lost, int Repeated, int OutOfOrder, int TwoWriters, IReadOnlyList<string> Details)
{
    public static Verdict Clean { get; } = new(0, 0, 0, 0, []);

    public bool IsClean => Lost + Repeated + OutOfOrder + TwoWriters == 0;

    public static Verdict operator +(Verdict a, Verdict b) =>
        new(a.Lost + b.Lost, a.Repeated + b.Repeated, a.OutOfOrder + b.OutOfOrder, a.TwoWriters + b.TwoWriters, [.. a.Details, .. b.Details]);

    public static Verdict Sum(IEnumerable<Verdict> verdicts) => verdicts.Aggregate(Clean, (a, b) => a + b);
}
