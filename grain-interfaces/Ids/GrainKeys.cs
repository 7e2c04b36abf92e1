using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime;

namespace Chat;

/// <summary>
/// How ids become grain keys: <c>T…</c> for what a team has once, <c>T…/C…</c>, <c>T…/U…</c> and <c>T…/J…</c> for its channels, users and
/// long jobs. The part before the slash decides the placement, so that all grains of a team live on one silo. Keys start with a letter: ADO.NET storage
/// parses digits and hex as numbers.
/// </summary>
public static class GrainKeys
{
    public static string For(TeamId team) => team.ToString();

    public static string For(TeamId team, ChannelId channel) => $"{team}/{channel}";

    public static string For(TeamId team, UserId user) => $"{team}/{user}";

    public static string For(JobId job) => $"{job.Team}/{job.Number}";

    /// <summary>What works on a team's jobs of one kind.</summary>
    public static string ForJobs(TeamId team, string kind) => $"{team}/{kind}";

    /// <summary>A page's key: it belongs to no team. The letter keeps the digits of the hash from being read as a number.</summary>
    /// <param name="address">Normalised.</param>
    public static string ForPreview(string address) => $"P{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))}";

    /// <summary>The team of the key of a grain that belongs to one.</summary>
    public static TeamId TeamOf(string key) => TeamId.Parse(key.Length > 9 ? key[..9] : key);

    public static TeamId TeamOf(GrainId id) => TeamOf(id.Key.ToString()!);

    public static ChannelId ChannelOf(string key) => new(key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    public static JobId JobOf(string key) => new(TeamOf(key), key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    public static UserId UserOf(string key) => new(key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]);
}
