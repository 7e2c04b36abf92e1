using Chat.Sharding;

namespace Chat.Teams;

/// <summary>Writes the durable log.</summary>
internal static class EventRows
{
    private static readonly TableShape Events = new(
        "events", ["team_id", "ts"], ["epoch", "audience", "channel_id", "user_id", "effect", "origin", "payload"]);

    public static void Plan(WritePlan plan, RowPlace place, long epoch, TeamEvent happened)
    {
        plan.Append(
            Events, place.Team.Number, place.Step.Micros, epoch, (int)happened.Audience, happened.Channel?.Value, happened.User?.Value,
            (int)happened.Effect, happened.Origin, happened.Payload);
        // The epoch is part of it: another writer's event cannot be taken for this one.
        plan.WitnessEvent("SELECT 1 FROM events WHERE team_id = @p0 AND ts = @p1 AND epoch = @p2", place.Team.Number, place.Step.Micros, epoch);
    }
}
