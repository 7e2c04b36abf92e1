using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>One look at a page, from its turn among the look-ups to its preview, in bounded time.</summary>
internal sealed class PageLook(
    PageFetcher fetcher, PagePolicy policy, LookGate gate, UnfurlingMetrics metrics, IOptions<UnfurlingOptions> options, TimeProvider time)
{
    private const string AcceptPage = "text/html,application/xhtml+xml,image/*;q=0.9,*/*;q=0.5";
    private const string AcceptOEmbed = "application/json";
    private const int MaxOEmbedBytes = 128 * 1024;

    /// <summary>An oEmbed server that does not answer costs the preview its oEmbed only.</summary>
    private static readonly TimeSpan OEmbedTime = TimeSpan.FromSeconds(1.5);

    /// <summary>Never fails because of the page: what went wrong with it is the outcome.</summary>
    public async Task<LookOutcome> Look(Uri address)
    {
        var began = time.GetTimestamp();
        var outcome = await LookOrFail(address);
        metrics.Looked(outcome.Failure ?? (outcome.Attachment is null ? "nothing" : "ok"), time.GetElapsedTime(began));
        return outcome;
    }

    private async Task<LookOutcome> LookOrFail(Uri address)
    {
        try
        {
            policy.Require(address);
            using var place = await gate.Enter();
            using var bound = new CancellationTokenSource(options.Value.TotalTime, time);
            return await Look(address, bound.Token);
        }
        catch (PageBusyException)
        {
            return LookOutcome.Failed(ErrorCodes.UnfurlBusy, "too many links are being looked up; try again in a moment");
        }
        catch (OperationCanceledException)
        {
            return LookOutcome.Failed(ErrorCodes.UnfurlTimeout, "the page did not answer in time");
        }
        catch (PageFailedException fault)
        {
            return LookOutcome.Failed(ErrorCodes.UnfurlFailed, fault.Message);
        }
        catch (Exception fault) when (PageRefusedException.IsIn(fault))
        {
            return LookOutcome.Failed(ErrorCodes.UnfurlRefused, "this server does not look at that address");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return LookOutcome.Failed(ErrorCodes.UnfurlFailed, "the page cannot be reached");
        }
    }

    private async Task<LookOutcome> Look(Uri address, CancellationToken bound)
    {
        var page = await fetcher.Fetch(address, AcceptPage, options.Value.MaxBytes, bound);
        var builder = new PreviewBuilder(policy, page.Address);
        var freshFor = page.Freshness.Clamped(options.Value);
        if (page.IsImage)
            return new LookOutcome(builder.Picture(address), IsMedia: true, freshFor, page.Freshness.MayStore);
        if (page.IsSoundOrFilm)
            return new LookOutcome(builder.Recording(), IsMedia: true, freshFor, page.Freshness.MayStore);
        if (!page.IsHtml && page.MediaType.Length > 0)
            return new LookOutcome(null, IsMedia: false, freshFor, page.Freshness.MayStore);
        // Markup made for it can keep the parser busy: it ends by itself, and nobody waits for it beyond the bound.
        var html = await Background.Start(() => Task.FromResult(HtmlPage.Read(CharacterSets.Decode(page.Body, page.Charset)))).WaitAsync(bound);
        PageFacts[] sources =
        [
            await AskOEmbed(html, page.Address, bound), PageSources.OpenGraph(html), PageSources.TwitterCard(html), LinkedData.Read(html.LinkedData),
            PageSources.Plain(html),
        ];
        var isMedia = Array.Exists(sources, facts => facts.IsMedia);
        return new LookOutcome(builder.Build(html, sources), isMedia, freshFor, page.Freshness.MayStore);
    }

    /// <summary>What a page's oEmbed description says; nothing if it cannot be had.</summary>
    private async Task<PageFacts> AskOEmbed(HtmlPage html, Uri page, CancellationToken bound)
    {
        var root = PreviewBuilder.Absolute(html.Base, page) is { } written ? new Uri(written) : page;
        if (PreviewBuilder.Absolute(html.OEmbed, root) is not { } address)
            return PageFacts.None;
        using var own = new CancellationTokenSource(OEmbedTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(own.Token, bound);
        try
        {
            var answer = await fetcher.Fetch(new Uri(address), AcceptOEmbed, MaxOEmbedBytes, either.Token);
            return answer.IsHtml ? PageFacts.None : OEmbed.Read(CharacterSets.Decode(answer.Body, answer.Charset));
        }
        catch (Exception fault) when (fault is PageRefusedException or PageFailedException or PageBusyException or HttpRequestException or IOException
            or OperationCanceledException)
        {
            metrics.OEmbedFailed();
            return PageFacts.None;
        }
    }
}

/// <summary>What came of a look.</summary>
/// <param name="Attachment">Without the address, which is each asker's own.</param>
/// <param name="MayStore">False: the page forbids that it is stored.</param>
/// <param name="Failure">A code; null if the page was seen.</param>
/// <param name="Detail">For people.</param>
internal sealed record LookOutcome(
    PreviewAttachment? Attachment, bool IsMedia, TimeSpan FreshFor, bool MayStore, string? Failure = null, string? Detail = null)
{
    public static LookOutcome Failed(string code, string detail) => new(null, false, TimeSpan.Zero, false, code, detail);
}
