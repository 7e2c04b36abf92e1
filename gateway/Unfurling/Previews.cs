using Chat.Errors;
using Chat.Resilience;
using Chat.Users;

namespace Chat.Unfurling;

/// <summary>Previews for those who type, by whichever way they ask.</summary>
internal sealed class Previews(ChatGrains grains, GrainCalls calls, PreviewLimits limits)
{
    /// <summary>
    /// What an address leads to. A call that is given up and made again joins the look that is under way. Errors: invalid_url, ratelimited, and those of
    /// <see cref="IPreviewGrain.Get"/>.
    /// </summary>
    public async Task<Preview> Find(Caller caller, string? url, CancellationToken cancellationToken)
    {
        if (!PageAddress.TryParse(url, out var address))
            throw new ChatException(ErrorCodes.InvalidUrl, $"url must be an http or https address of at most {PageAddress.MaxLength} characters");
        limits.Require(caller);
        var settings = await calls.Read(() => grains.UnfurlSettings(caller.Team).Get(), cancellationToken);
        if (!settings.Allows(address))
            throw new ChatException(ErrorCodes.UnfurlRefused, "the team's admin has switched previews off, for all links or for this domain");
        var grain = grains.Preview(address);
        return await calls.Read(() => grain.Get(url), cancellationToken);
    }
}
