using Orleans.Runtime;

namespace Chat;

/// <summary>
/// How ids become grain keys: <c>T…</c> for what a team has once, <c>T…/C…</c> and <c>T…/U…</c> for its channels and users. The part
/// before the slash decides the placement, so that all grains of a team live on one silo. Keys start with a letter: ADO.NET storage
/// parses digits and hex as numbers.
/// </summary>
public static class GrainKeys
{
    public static string For(TeamId team) => team.ToString();

    public static string For(TeamId team, ChannelId channel) => $"{team}/{channel}";

    public static string For(TeamId team, UserId user) => $"{team}/{user}";

    /// <summary>The team of any grain key of ours.</summary>
    public static TeamId TeamOf(string key) => TeamId.Parse(key.Length > 9 ? key[..9] : key);

    public static TeamId TeamOf(GrainId id) => TeamOf(id.Key.ToString()!);

    public static ChannelId ChannelOf(string key) => new(key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    public static UserId UserOf(string key) => new(key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]);
}
