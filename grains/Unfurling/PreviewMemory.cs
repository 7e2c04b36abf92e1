using Chat.Errors;

namespace Chat.Unfurling;

/// <summary>What a grain knows of its page: the last preview, and the failure after it. Knows no Orleans, clock, log or storage.</summary>
internal sealed class PreviewMemory
{
    private LookOutcome? failure;
    private DateTimeOffset failureUntil;
    private DateTimeOffset showUntil;

    /// <summary>The last page that was seen.</summary>
    public PreviewState? Seen { get; private set; }

    /// <summary>What can be answered without a look; null: look.</summary>
    public LookOutcome? Answer(DateTimeOffset now)
    {
        if (Seen is not null && now < Seen.FreshUntil)
            return Of(Seen);
        return failure is not null && now < failureUntil ? OrOld(failure, now) : null;
    }

    /// <summary>What storage held; it may be old.</summary>
    public void Recall(PreviewState stored, TimeSpan staleFor)
    {
        Seen = stored;
        showUntil = stored.FreshUntil + staleFor;
    }

    /// <summary>Takes in the outcome of a look.</summary>
    /// <returns>The answer, and whether what is to be kept in storage became another.</returns>
    public (LookOutcome Answer, bool IsNews) Learn(LookOutcome outcome, DateTimeOffset now, UnfurlingOptions options)
    {
        if (outcome.Failure is not null)
        {
            // That nobody had time to look says nothing of the page.
            (failure, failureUntil) = outcome.Failure == ErrorCodes.UnfurlBusy ? (null, now) : (outcome, now + options.FailuresKept);
            return (OrOld(outcome, now), false);
        }
        failure = null;
        var isNews = Seen is null || Seen.Attachment != outcome.Attachment || Seen.IsMedia != outcome.IsMedia;
        Recall(new PreviewState { Attachment = outcome.Attachment, IsMedia = outcome.IsMedia, FreshUntil = now + outcome.FreshFor }, options.StaleFor);
        return (outcome, isNews && outcome.MayStore);
    }

    /// <summary>The old preview while the page is merely away; what policy forbids now is not shown on because it was allowed once.</summary>
    private LookOutcome OrOld(LookOutcome failed, DateTimeOffset now) =>
        failed.Failure != ErrorCodes.UnfurlRefused && Seen is not null && now < showUntil ? Of(Seen) : failed;

    private static LookOutcome Of(PreviewState seen) => new(seen.Attachment, seen.IsMedia, TimeSpan.Zero, MayStore: false);
}

/// <summary>A preview as grain storage keeps it.</summary>
[GenerateSerializer, Alias("PreviewState")]
public sealed class PreviewState
{
    [Id(0)]
    public PreviewAttachment? Attachment { get; init; }

    [Id(1)]
    public bool IsMedia { get; init; }

    [Id(2)]
    public DateTimeOffset FreshUntil { get; init; }
}
