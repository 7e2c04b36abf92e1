using System.Globalization;

namespace Chat.Sharding.Pairs;

/// <summary>Positions as MariaDB writes them: <c>domain-server-number</c>, one for each domain, with commas.</summary>
internal static class GtidPosition
{
    /// <summary>Up to where both have everything: in each domain the lower of the two, and none where one of them has none.</summary>
    public static string Common(string one, string other)
    {
        var others = Parse(other).ToDictionary(static p => p.Domain);
        return string.Join(
            ',',
            Parse(one).Where(p => others.ContainsKey(p.Domain)).Select(p => p.Number <= others[p.Domain].Number ? p.Text : others[p.Domain].Text));
    }

    private static IEnumerable<(string Domain, ulong Number, string Text)> Parse(string position) =>
        from text in position.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let parts = text.Split('-')
        select (parts[0], ulong.Parse(parts[2], CultureInfo.InvariantCulture), text);
}
