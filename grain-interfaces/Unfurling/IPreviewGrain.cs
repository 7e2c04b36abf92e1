using Orleans.Concurrency;

namespace Chat.Unfurling;

/// <summary>What a link leads to. Key: <see cref="GrainKeys.ForPreview"/> of the normalised address (<see cref="PageAddress.Normalise"/>).</summary>
[Alias("IPreviewGrain")]
public interface IPreviewGrain : IGrainWithStringKey
{
    /// <summary>
    /// The preview of the page, kept or looked up; however many ask meanwhile, the page is asked once. Answers within the time of one look-up and the
    /// wait for its turn. Errors: invalid_url, unfurl_refused (policy), unfurl_timeout, unfurl_failed, unfurl_busy (too many look-ups; nothing is known
    /// of the page).
    /// Interleaves: callers share what is kept and the one look-up under way; a turn never leaves either half changed.
    /// </summary>
    /// <param name="url">The address as it was written; it must be the one of this grain.</param>
    [Alias("Get"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task<Preview> Get(string url);
}
