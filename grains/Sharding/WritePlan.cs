using Chat.Sharding.Moving;

namespace Chat.Sharding;

/// <summary>
/// The statements of one transaction in an order that means the same as the order of the steps. Rows that are only appended (messages, events)
/// are gathered and written many at a time, which is safe as long as nothing before them in the plan changes the same tables; where something
/// does, a new segment begins.
/// </summary>
internal sealed class WritePlan
{
    private readonly List<Segment> _segments = [new()];
    private SqlRow? _eventWitness;
    private SqlRow? _rowWitness;

    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>
    /// A query that finds a row exactly if this transaction was committed; null if the plan consists of upserts and deletes alone, which may simply be
    /// written again.
    /// </summary>
    public SqlRow? Witness => _eventWitness ?? _rowWitness;

    public static WritePlan For(IEnumerable<LogItem> items, RowPlanners planners) => For(items.Select(static item => (item, false)), planners);

    /// <param name="items">Each with whether what it changes is to be noted for the team's move.</param>
    /// <param name="planners">What makes statements of rows.</param>
    public static WritePlan For(IEnumerable<(LogItem Item, bool IsCaptured)> items, RowPlanners planners)
    {
        var plan = new WritePlan();
        foreach (var (item, isCaptured) in items)
        {
            foreach (var step in item.Steps)
                planners.Plan(plan, item, step);
            if (isCaptured)
                ChangeCapture.Plan(plan, item);
        }
        return plan;
    }

    public void Append(TableShape table, params object?[] values)
    {
        if (_segments[^1].ChangesAppended)
            _segments.Add(new Segment());
        _segments[^1].Append(table, values);
    }

    /// <summary>A statement of which only the last one with the same key matters, and which may run after all appends of its segment.</summary>
    public void Merge(object key, RowStatement statement) => _segments[^1].Merged[key] = statement;

    /// <param name="statement">Runs after everything planned before it.</param>
    /// <param name="changesAppended">It touches tables that are appended to.</param>
    public void Run(RowStatement statement, bool changesAppended = false)
    {
        _segments[^1].InOrder.Add(statement);
        _segments[^1].ChangesAppended |= changesAppended;
    }

    /// <summary>A query that finds an event of this plan; the first one given counts.</summary>
    public void WitnessEvent(string sql, params ReadOnlySpan<object> values) => _eventWitness ??= new SqlRow(sql, [.. values]);

    /// <summary>A query that finds a row of this plan, for plans without events.</summary>
    public void WitnessRow(string sql, params ReadOnlySpan<object> values) => _rowWitness ??= new SqlRow(sql, [.. values]);

    internal sealed class Segment
    {
        private readonly List<(TableShape Table, List<object?[]> Rows)> _appended = [];

        public IReadOnlyList<(TableShape Table, List<object?[]> Rows)> Appended => _appended;

        public Dictionary<object, RowStatement> Merged { get; } = [];

        public List<RowStatement> InOrder { get; } = [];

        public bool ChangesAppended { get; set; }

        public void Append(TableShape table, object?[] values)
        {
            foreach (var (known, rows) in _appended)
            {
                if (ReferenceEquals(known, table))
                {
                    rows.Add(values);
                    return;
                }
            }
            _appended.Add((table, [values]));
        }
    }
}
