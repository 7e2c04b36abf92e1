using Chat.Channels;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Storage;

public sealed class WritePlanTests
{
    private static readonly TeamId Team = new(7);
    private static readonly RowPlanners Planners = RowPlanners.All();
    private static long _clock = 1_000_000;

    [Fact]
    public void Appends_of_many_items_are_gathered_by_table()
    {
        var plan = WritePlan.For(Enumerable.Range(0, 30).Select(i => Item(Insert($"{i}"), new CursorPut(General, Ann, Ts.None))), Planners);
        var segment = Assert.Single(plan.Segments);
        Assert.Equal([("events", 30), ("messages", 30)], segment.Appended.Select(a => (a.Table.Table, a.Rows.Count)));
        Assert.Equal(30, segment.InOrder.Count);
    }

    [Fact]
    public void A_change_of_messages_is_not_overtaken_by_later_appends()
    {
        var plan = WritePlan.For([Item(Insert("a")), Item(new MessageDelete(General, new Ts(5))), Item(Insert("b")), Item(Insert("c"))], Planners);
        Assert.Equal(2, plan.Segments.Count);
        Assert.Equal([2, 1], plan.Segments[0].Appended.Select(a => a.Rows.Count));
        Assert.NotEmpty(plan.Segments[0].InOrder);
        Assert.Equal([("events", 2), ("messages", 2)], plan.Segments[1].Appended.Select(a => (a.Table.Table, a.Rows.Count)));
    }

    [Fact]
    public void Of_several_summaries_of_a_thread_the_last_is_written()
    {
        var plan = WritePlan.For(
            Enumerable.Range(1, 9).Select(i => Item(new ThreadPut(General, new Ts(3), new ThreadSummary(i, [Ann], 1, Ts.None)))), Planners);
        Assert.Equal(9, Assert.Single(Assert.Single(plan.Segments).Merged).Value.Values[0]);
    }

    [Fact]
    public void Ts_none_is_the_steps_own()
    {
        var step = new LogStep(new Ts(42), null, [Insert("x"), new MemberPut(General, Ann, true, Ts.None), new CursorPut(General, Ann, new Ts(7))]);
        var segment = Assert.Single(WritePlan.For([new LogItem(Team, 1, [step])], Planners).Segments);
        Assert.Equal(42L, Assert.Single(segment.Appended).Rows[0][2]);
        Assert.Equal([42L, 7L], [segment.InOrder[0].Values[4], segment.InOrder[1].Values[3]]);
    }

    [Fact]
    public void A_message_with_more_than_text_is_written_with_all_its_columns()
    {
        var plain = Insert("a");
        var rich = new MessageInsert(plain.Message with { Extra = "{}" }, null);
        var segment = Assert.Single(WritePlan.For([Silent(plain, rich)], Planners).Segments);
        Assert.Equal(["messages", "messages"], segment.Appended.Select(a => a.Table.Table));
        Assert.DoesNotContain("extra", segment.Appended[0].Table.Columns);
        Assert.Contains("extra", segment.Appended[1].Table.Columns);
        Assert.All(segment.Appended, a => Assert.Equal(a.Table.Columns.Length, Assert.Single(a.Rows).Length));
    }

    [Fact]
    public void The_first_event_else_the_first_message_proves_a_commit()
    {
        var withEvent = WritePlan.For([Silent(Insert("a")), Item(Insert("b"))], Planners);
        Assert.Contains("events", withEvent.Witness!.Sql, StringComparison.Ordinal);
        var withMessage = WritePlan.For([Silent(new CursorPut(General, Ann, Ts.None)), Silent(Insert("b"))], Planners);
        Assert.Contains("messages", withMessage.Witness!.Sql, StringComparison.Ordinal);
        Assert.Null(WritePlan.For([Silent(new CursorPut(General, Ann, Ts.None))], Planners).Witness);
    }

    private static MessageInsert Insert(string text) => new(new Message { Team = Team, Channel = General, User = Ann, Text = text }, null);

    private static LogItem Item(params RowWrite[] rows)
    {
        var ts = new Ts(++_clock);
        return new LogItem(Team, 1, [new LogStep(ts, new TeamEvent(ts, Audience.Team, null, null, EventEffect.None, null, []), rows)]);
    }

    private static LogItem Silent(params RowWrite[] rows) => new(Team, 1, [new LogStep(new Ts(++_clock), null, rows)]);
}
