using Chat.Sharding;

namespace Chat.Messages;

internal static class ReactionRows
{
    private static readonly TableShape Reactions = new("reactions", ["team_id", "channel_id", "message_ts", "name", "user_id"], ["at", "version"]);

    public static void Register(RowPlanners planners)
    {
        planners.Add<ReactionPut>(Put);
        planners.Add<ReactionDelete>(Delete);
    }

    private static void Put(WritePlan plan, RowPlace place, ReactionPut row) => plan.Run(
        new UpsertRow(
            Reactions, place.Team.Number, row.Channel.Value, place.Resolve(row.Message).Micros, row.Name, row.User.Value,
            place.Resolve(row.At).Micros, place.Step.Micros));

    private static void Delete(WritePlan plan, RowPlace place, ReactionDelete row) => plan.Run(
        new SqlRow(
            "DELETE FROM reactions WHERE team_id = @p0 AND channel_id = @p1 AND message_ts = @p2 AND name = @p3 AND user_id = @p4",
            place.Team.Number, row.Channel.Value, place.Resolve(row.Message).Micros, row.Name, row.User.Value));
}
