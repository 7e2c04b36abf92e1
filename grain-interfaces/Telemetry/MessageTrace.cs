using System.Diagnostics;

namespace Chat.Telemetry;

/// <summary>
/// The spans of a message's way, of source <c>Chat</c>: frame or call, commit, fan-out, delivery. Nobody listens unless a collector is configured. On the way many
/// messages are one batch, so that a span cannot be handed on as the present one: its context travels with the message, if it is sampled, and costs nothing else.
/// </summary>
public static class MessageTrace
{
    public const string SourceName = "Chat";

    /// <summary>What begins traces: a frame of a socket, a call of the Web API.</summary>
    public const string Frame = "chat.frame", Call = "chat.call";

    public const string Commit = "chat.commit", FanOut = "chat.fanout", Delivery = "chat.deliver";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The context of the present span, as a <c>traceparent</c>; null if it is not sampled.</summary>
    public static string? Context => ContextOf(Activity.Current);

    public static string? ContextOf(Activity? span) => span is { Recorded: true } ? span.Id : null;

    /// <summary>Begins a trace. What the host began for the request is not its parent: a stranger's word would decide whether it is sampled.</summary>
    public static Activity? Begin(string name)
    {
        if (!Source.HasListeners())
            return null;
        Activity.Current = null;
        return Source.StartActivity(name, ActivityKind.Server);
    }

    /// <summary>A span below a context that came along. It does not become the present one, and is ended by <see cref="End"/>.</summary>
    /// <param name="name">One of the names above.</param>
    /// <param name="parent">Null: none.</param>
    public static Activity? Continue(string name, string? parent)
    {
        if (parent is null || !ActivityContext.TryParse(parent, null, isRemote: true, out var context))
            return null;
        var present = Activity.Current;
        var span = Source.StartActivity(name, ActivityKind.Internal, context);
        Activity.Current = present;
        return span;
    }

    public static void End(Activity? span)
    {
        if (span is null)
            return;
        var present = Activity.Current;
        span.Dispose();
        Activity.Current = present;
    }
}
