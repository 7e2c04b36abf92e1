using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Storage;

namespace Chat.Unfurling;

/// <summary>
/// Owns: what one page's preview is. Persists: the preview, in grain storage, read when it is first asked for and not when the grain begins, since previews
/// go on while storage is away. Calls: no grain; the web, from the thread pool, so that callers who come meanwhile share what it finds.
/// </summary>
public sealed class PreviewGrain : Grain, IPreviewGrain
{
    private readonly PreviewMemory memory = new();
    private readonly PreviewStorage storage;
    private readonly PageLook look;
    private readonly UnfurlingMetrics metrics;
    private readonly UnfurlingOptions options;
    private readonly TimeProvider time;
    private Task<LookOutcome>? looking;

    public PreviewGrain(
        [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage grainStorage,
        IServiceProvider services,
        IOptions<UnfurlingOptions> options,
        ILogger<PreviewGrain> logger,
        TimeProvider time)
    {
        // Parts that are not public, which a public grain's signature cannot name.
        look = services.GetRequiredService<PageLook>();
        metrics = services.GetRequiredService<UnfurlingMetrics>();
        (this.options, this.time) = (options.Value, time);
        storage = new PreviewStorage(grainStorage, this.GetGrainId(), time, metrics, logger);
    }

    public async Task<Preview> Get(string url)
    {
        if (!PageAddress.TryParse(url, out var address) || GrainKeys.ForPreview(PageAddress.Normalise(address)) != this.GetPrimaryKeyString())
            throw new ChatException(ErrorCodes.InvalidUrl, "url must be an http or https address");
        if (memory.Answer(time.GetUtcNow()) is { } known)
        {
            metrics.Hit("memory");
            return Shown(known, url);
        }
        if (looking is not { IsCompleted: false })
            looking = Look(address);
        return Shown(await looking, url);
    }

    private async Task<LookOutcome> Look(Uri address)
    {
        if (await storage.ReadAsync() is { } stored && memory.Seen is null)
        {
            memory.Recall(stored, options.StaleFor);
            if (memory.Answer(time.GetUtcNow()) is { } known)
            {
                metrics.Hit("storage");
                return known;
            }
        }
        var outcome = await Background.Start(() => look.Look(address));
        var (answer, isNews) = memory.Learn(outcome, time.GetUtcNow(), options);
        if (isNews)
            await storage.WriteAsync(memory.Seen!);
        return answer;
    }

    /// <summary>With the address as this caller wrote it.</summary>
    private static Preview Shown(LookOutcome outcome, string url)
    {
        if (outcome.Failure is { } code)
            throw new ChatException(code, outcome.Detail ?? "");
        return new Preview(outcome.Attachment is { } attachment ? attachment with { Url = url } : null, outcome.IsMedia);
    }
}
