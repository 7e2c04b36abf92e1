using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Messages;

/// <summary>Meter <c>Chat.Messages</c>.</summary>
public sealed class MessageMetrics
{
    public const string MeterName = "Chat.Messages";

    private static readonly KeyValuePair<string, object?> New = new("outcome", "new");
    private static readonly KeyValuePair<string, object?> Duplicate = new("outcome", "duplicate");

    private readonly Counter<long> _posts;

    public MessageMetrics(IMeterFactory factory) =>
        _posts = factory.Create(MeterName).CreateCounter<long>(
            "chat.messages.posts", "{message}", "Messages that are durable, by outcome: new, or duplicate, which was posted before.").FromZero("outcome", "new", "duplicate");

    internal void Posted(bool isDuplicate) => _posts.Add(1, isDuplicate ? Duplicate : New);
}
