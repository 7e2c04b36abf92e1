using Chat.Errors;
using Chat.Jobs;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Chat.Unfurling;
using Chat.Users;

namespace Chat.Channels;

/// <summary>Links and their previews: a post causes a job, whose end changes the message.</summary>
public sealed partial class ChannelGrain
{
    /// <summary>Links of a message that can have previews at all; the server itself looks up fewer.</summary>
    private const int MaxLinks = 100;

    /// <summary>The job for a text's links, to be written with the message; none if nobody wants them, or the team causes too many.</summary>
    private RowWrite[] UnfurlJob(string text, bool links, bool media, Ts message)
    {
        if (!links && !media || !MessageLinks.MayHaveAny(text) || !unfurls.TryTake(Team))
            return [];
        var job = JobPlan.New(
            new NewJob(JobId.New(Team), JobKinds.Unfurl, new UnfurlPayload(Id, links, media).ToJson()), time.GetUtcNow().ToUnixTimeMilliseconds());
        return [new JobInsert(job with { Subject = message })];
    }

    public async Task Unfurled(JobId job, Ts ts, LinkPreview[] previews)
    {
        // What becomes of the message and the end of the job are one commit: a job that is given out twice changes nothing twice.
        var settled = new JobDelete(job);
        if (previews.Length == 0 || await messages.FindAsync(Team, Id, ts) is not { } found)
        {
            await Publish(new Change([new Step(null, [settled])]));
            return;
        }
        using var held = await Hold(found.ThreadTs ?? ts);
        var changed = await messages.FindAsync(Team, Id, ts) is { } previous ? WithPreviews(previous, previews, bySomebody: false) : null;
        await Publish(changed is var (message, before)
            ? Change.Of(MessageEvents.Changed(message, before), new MessageReplace(message), settled)
            : new Change([new Step(null, [settled])]));
    }

    public async Task<Message> SupplyPreviews(Caller caller, Ts ts, LinkPreview[] previews)
    {
        _state.RequireMember(caller);
        _state.RequireLive();
        using var held = await HoldThreadOf(ts);
        var previous = await RequireMessage(ts);
        if (IsSystem(previous))
            throw new ChatException(ErrorCodes.CannotUnfurlMessage);
        var links = MessageLinks.In(previous.Text, MaxLinks);
        if (previews.FirstOrDefault(preview => !links.Contains(preview.Link)) is { } stray)
            throw new ChatException(ErrorCodes.CannotUnfurlUrl, $"The message has no link to {stray.Link}; links without a label of their own are unfurled only.");
        if (WithPreviews(previous, previews, bySomebody: true) is not var (message, before))
            return previous;
        await Publish(Change.Of(MessageEvents.Changed(message, before), new MessageReplace(message)));
        return message;
    }

    /// <summary>Null: the message stays as it is.</summary>
    private static (Message Message, Message Previous)? WithPreviews(Message previous, LinkPreview[] previews, bool bySomebody)
    {
        if (IsSystem(previous))
            return null;
        var links = MessageLinks.In(previous.Text, MaxLinks);
        var extra = MessagePreviews.Merge(previous.Extra, links, previews, bySomebody);
        return extra == previous.Extra ? null : (previous with { Extra = extra }, previous);
    }
}
