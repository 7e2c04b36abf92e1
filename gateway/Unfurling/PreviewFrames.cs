using System.Text.Json;
using Chat.Errors;
using Chat.Sessions;
using Chat.WebApi;

namespace Chat.Unfurling;

/// <summary>
/// Frames of type <c>unfurl_preview</c>. A look at a page takes seconds, so that the answer is not awaited: other frames of the socket go on, and its
/// answers come in any order.
/// </summary>
internal sealed partial class PreviewFrames(Previews previews, ILogger<PreviewFrames> logger)
{
    private const int Refused = 3;

    /// <summary>Answers later, or at once that too many are under way.</summary>
    public void Begin(RtmSession session, JsonElement frame, string? frameId)
    {
        // Taken from the frame now: its memory is another's when this returns.
        var url = frame.TryGetProperty("url", out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        if (!session.TryBeginPreview())
            session.Send(RtmFrames.Nack(frameId, Refused, ErrorCodes.RateLimited));
        else
            _ = Answer(session, url, frameId);
    }

    private async Task Answer(RtmSession session, string? url, string? frameId)
    {
        byte[] answer;
        try
        {
            var preview = await previews.Find(session.Caller, url, CancellationToken.None);
            answer = RtmFrames.Reply(frameId, json => UnfurlApi.WriteAttachment(json, preview));
        }
        catch (Exception exception)
        {
            var failure = Failure.Of(exception);
            if (failure.IsFault)
                LogFailed(session.Team, session.Id, exception);
            answer = RtmFrames.Nack(frameId, Refused, failure.Code);
        }
        session.EndPreview();
        session.Send(answer);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Team {Team}, session {Session}: a preview failed.")]
    private partial void LogFailed(TeamId team, string session, Exception exception);
}
