using System.Text;
using System.Text.Json;
using Chat.Channels;
using Chat.Errors;
using Chat.Jobs;
using Chat.Json;
using Chat.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>
/// After posting: looks up a message's links, all at once, and has its channel put what there is into the message. A page that cannot be shown is no failure of
/// the job: the message has no preview of it then.
/// </summary>
internal sealed partial class UnfurlHandler(MessageStore messages, IGrainFactory grains, IOptions<UnfurlingOptions> options, ILogger<UnfurlHandler> logger) : IJobHandler
{
    public string Kind => JobKinds.Unfurl;

    public async Task<JobOutcome> Run(Job job, CancellationToken cancellation)
    {
        var payload = UnfurlPayload.Parse(job.Payload);
        var ts = job.Subject ?? throw new InvalidOperationException("An unfurl is about a message.");
        var message = job.IsCancelling ? null : await messages.FindAsync(job.Id.Team, payload.Channel, ts);
        try
        {
            var previews = message is null ? [] : await PreviewsOf(job.Id.Team, message.Text, payload, cancellation);
            await grains.GetGrain<IChannelGrain>(GrainKeys.For(job.Id.Team, payload.Channel)).Unfurled(job.Id, ts, previews);
            return JobOutcome.Settled;
        }
        catch (ChatException e) when (e.Code == ErrorCodes.UnfurlBusy)
        {
            return JobOutcome.Busy;
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ChannelNotFound)
        {
            return JobOutcome.Done;
        }
    }

    private async Task<LinkPreview[]> PreviewsOf(TeamId team, string text, UnfurlPayload payload, CancellationToken cancellation)
    {
        var settings = await grains.GetGrain<IUnfurlSettingsGrain>(GrainKeys.For(team)).Get();
        var asked = MessageLinks.In(text, options.Value.LinksPerMessage).Select(link => PreviewOf(link, settings, payload)).ToArray();
        var previews = await Task.WhenAll(asked).WaitAsync(cancellation);
        return [.. previews.OfType<LinkPreview>()];
    }

    private async Task<LinkPreview?> PreviewOf(string link, UnfurlSettings settings, UnfurlPayload payload)
    {
        if (!PageAddress.TryParse(link, out var address) || !settings.Allows(address))
            return null;
        try
        {
            var preview = await grains.GetGrain<IPreviewGrain>(GrainKeys.ForPreview(PageAddress.Normalise(address))).Get(link);
            return preview.Attachment is { } attachment && (preview.IsMedia ? payload.Media : payload.Links)
                ? new LinkPreview(link, Encode(attachment))
                : null;
        }
        catch (ChatException e) when (e.Code != ErrorCodes.UnfurlBusy && e.Code != ErrorCodes.ServiceUnavailable)
        {
            // The page is away, or may not be looked at; which one it is stays out of the log.
            LogNoPreview(e.Code);
            return null;
        }
    }

    private static string Encode(PreviewAttachment attachment)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WireJson.Options))
            attachment.WriteTo(json, id: 1);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    [LoggerMessage(LogLevel.Debug, "A link got no preview: {Code}")]
    private partial void LogNoPreview(string code);
}
