using System.Net;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

internal sealed class UnfurlingOptionsValidator : IValidateOptions<UnfurlingOptions>
{
    public ValidateOptionsResult Validate(string? name, UnfurlingOptions options)
    {
        var faults = new List<string>();
        foreach (var network in options.AllowedNetworks ?? [])
        {
            if (!IPNetwork.TryParse(network, out _))
                faults.Add($"{UnfurlingOptions.Section}:AllowedNetworks has '{network}'; it must be a network such as 10.1.0.0/16.");
        }
        foreach (var port in options.AllowedPorts ?? [])
        {
            if (port is < 1 or > 65_535)
                faults.Add($"{UnfurlingOptions.Section}:AllowedPorts has {port}; ports go from 1 to 65535.");
        }
        foreach (var domain in options.DeniedDomains ?? [])
        {
            if (Uri.CheckHostName(domain.Trim('.')) == UriHostNameType.Unknown)
                faults.Add($"{UnfurlingOptions.Section}:DeniedDomains has '{domain}'; it must be a domain such as example.org.");
        }
        if (options.UserAgent.Any(c => c is < ' ' or > '~'))
            faults.Add($"{UnfurlingOptions.Section}:UserAgent must be printable ASCII.");
        if (options.FreshAtLeast > options.FreshAtMost)
            faults.Add($"{UnfurlingOptions.Section}:FreshAtLeast must not be above FreshAtMost.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
