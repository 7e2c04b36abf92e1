using Chat.Channels;
using Chat.Jobs;
using Chat.Messages;
using Chat.Teams;
using Chat.Users;

namespace Chat.Sharding;

/// <summary>Where a row belongs to.</summary>
internal readonly record struct RowPlace(TeamId Team, Ts Step)
{
    /// <summary><see cref="Ts.None"/> stands for the step's own ts.</summary>
    public Ts Resolve(Ts ts) => ts.IsNone ? Step : ts;
}

/// <summary>Which capability turns which row into statements.</summary>
internal sealed class RowPlanners
{
    private readonly Dictionary<Type, Action<WritePlan, RowPlace, RowWrite>> _planners = [];

    public static RowPlanners All()
    {
        var planners = new RowPlanners();
        MessageRows.Register(planners);
        ReactionRows.Register(planners);
        ChannelRows.Register(planners);
        UserRows.Register(planners);
        JobRows.Register(planners);
        return planners;
    }

    public void Add<TRow>(Action<WritePlan, RowPlace, TRow> planner)
        where TRow : RowWrite => _planners.Add(typeof(TRow), (plan, place, row) => planner(plan, place, (TRow)row));

    public void Plan(WritePlan plan, LogItem item, LogStep step)
    {
        var place = new RowPlace(item.Team, step.Ts);
        if (step.Event is { } happened)
            EventRows.Plan(plan, place, item.Epoch, happened);
        foreach (var row in step.Rows)
        {
            if (!_planners.TryGetValue(row.GetType(), out var planner))
                throw new NotSupportedException($"No capability writes rows of type {row.GetType().Name}.");
            planner(plan, place, row);
        }
    }
}
