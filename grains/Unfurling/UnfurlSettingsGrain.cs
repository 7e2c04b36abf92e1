using Chat.Errors;
using Chat.Teams;
using Orleans.Providers;
using Orleans.Runtime;

namespace Chat.Unfurling;

/// <summary>Owns: which previews a team wants. Persists: that, in grain storage. Calls: nobody.</summary>
[TeamPlacement]
internal sealed class UnfurlSettingsGrain(
    [PersistentState("unfurl-settings", ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IPersistentState<StoredUnfurlSettings> state) : Grain, IUnfurlSettingsGrain
{
    public Task<UnfurlSettings> Get() => Task.FromResult(state.State.Settings);

    public async Task<UnfurlSettings> Set(UnfurlSettings settings)
    {
        string[] domains = [.. settings.DeniedDomains.Select(Domain).Distinct().Order(StringComparer.Ordinal)];
        if (domains.Length > UnfurlSettings.MaxDomains)
            throw new ChatException(ErrorCodes.InvalidArguments, $"At most {UnfurlSettings.MaxDomains} domains can be denied.");
        var before = state.State;
        state.State = new StoredUnfurlSettings { Settings = settings with { DeniedDomains = domains } };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            // What is stored is not known: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
        return state.State.Settings;
    }

    private static string Domain(string text)
    {
        var domain = text.Trim().TrimEnd('.').ToLowerInvariant();
        if (domain.Length is 0 or > 253 || Uri.CheckHostName(domain) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
            throw new ChatException(ErrorCodes.InvalidArguments, $"'{text}' is no domain; write it like example.org.");
        // As addresses have it, whatever alphabet it was written in.
        return new UriBuilder("http", domain).Uri.IdnHost;
    }
}

[GenerateSerializer, Alias("StoredUnfurlSettings")]
public sealed class StoredUnfurlSettings
{
    [Id(0)] public UnfurlSettings Settings { get; init; } = UnfurlSettings.Default;
}
