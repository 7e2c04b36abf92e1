using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Harness;

/// <summary>One frame that a client received.</summary>
/// <param name="At">Stopwatch ticks of its arrival.</param>
/// <param name="Connection">1 for the client's first socket, 2 for the one after the first resume, …</param>
/// <param name="AnswerTo">The client's own frame that this one acks, or null.</param>
public sealed record RtmFrame(JsonObject Json, long At, int Connection, JsonObject? AnswerTo)
{
    public string Type => SlackApi.Text(Json, "type");

    public string Subtype => SlackApi.Text(Json, "subtype");

    public string Channel => Json["channel"] is JsonValue value ? value.GetValue<string>() : SlackApi.Text(Json["channel"], "id");

    public string Text => SlackApi.Text(Json, "text");

    public bool IsReply => Json.ContainsKey("reply_to");

    public bool IsAck => IsReply && Json["ok"]?.GetValue<bool>() == true;

    public bool IsNack => IsReply && Json["ok"]?.GetValue<bool>() == false;

    /// <summary>The place in the team's order: an event's own, or of an ack its message's; null for what is not kept.</summary>
    public string? Order => IsAck ? SlackApi.Text(Json, "ts") : Json["event_ts"]?.GetValue<string>();
}
