using System.Globalization;
using System.Text;

namespace Chat.Search;

/// <summary>Conditions on messages anywhere in a team, each by its channel and ts, of which a database makes look-ups in the primary key.</summary>
internal static class MessageKeys
{
    /// <param name="alias">Of the table, with its point; or nothing.</param>
    /// <param name="keys">At least one.</param>
    public static string Condition(string alias, IReadOnlyList<(ChannelId Channel, Ts Ts)> keys)
    {
        var sql = new StringBuilder("WHERE ").Append(alias).Append("team_id = @team AND (");
        for (var i = 0; i < keys.Count; i++)
            sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : " OR ")}({alias}channel_id = @c{i} AND {alias}ts = @t{i})");
        return sql.Append(')').ToString();
    }

    public static (string Name, object? Value)[] Parameters(TeamId team, IReadOnlyList<(ChannelId Channel, Ts Ts)> keys) =>
    [
        ("@team", team.Number),
        .. keys.SelectMany(static (key, i) => new (string, object?)[]
        {
            (string.Create(CultureInfo.InvariantCulture, $"@c{i}"), key.Channel.Value), (string.Create(CultureInfo.InvariantCulture, $"@t{i}"), key.Ts.Micros),
        }),
    ];
}
