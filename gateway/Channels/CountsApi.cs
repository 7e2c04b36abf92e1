using Chat.WebApi;

namespace Chat.Channels;

/// <summary>client.counts: what is new in all of the caller's conversations, for the badges of a client that reads no snapshot.</summary>
internal sealed class CountsApi : IMethodGroup
{
    /// <summary>A badge shows no more.</summary>
    private const int Most = 100;

    public IEnumerable<Method> Methods => [new("client.counts", "channels:read", Counts)];

    private static async Task<Answer> Counts(MethodCall call)
    {
        var counts = await call.Read(call.Self.GetCounts);
        return Answer.With(json =>
        {
            json.WriteStartArray("channels");
            foreach (var channel in counts)
                channel.WriteTo(json, Most);
            json.WriteEndArray();
        });
    }
}
