using System.Text.Json;
using Chat.Channels;

namespace Chat.Transfer;

/// <summary>A conversation of an export's list, as it stands there.</summary>
internal sealed record ExportedChannel(
    ChannelId Id,
    string Name,
    bool IsGeneral,
    bool IsArchived,
    UserId? Creator,
    long Created,
    long Updated,
    ChannelText Topic,
    ChannelText Purpose,
    string[] PreviousNames,
    List<string> Members,
    List<Ts> Pins);

/// <summary>The lists of conversations of an export, and what they hold. Pure.</summary>
internal static class ChannelMapper
{
    private const int MaxText = 4_000;

    /// <summary>The lists in the order in which a name or an id that stands in two of them counts.</summary>
    public static IReadOnlyList<(string File, ChannelKind Kind)> Lists { get; } =
    [
        ("channels.json", ChannelKind.Public), ("groups.json", ChannelKind.Private), ("mpims.json", ChannelKind.Mpim), ("dms.json", ChannelKind.Im),
    ];

    /// <summary>Null: no conversation.</summary>
    public static ExportedChannel? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !ChannelId.TryParse(MessageMapper.Text(json, "id"), out var id))
            return null;
        return new ExportedChannel(
            id,
            Clean(MessageMapper.Text(json, "name")).Trim(),
            Is(json, "is_general"),
            Is(json, "is_archived"),
            UserOrNull(MessageMapper.Text(json, "creator")),
            Number(json, "created"),
            Number(json, "updated"),
            TextOf(json, "topic"),
            TextOf(json, "purpose"),
            [.. Items(json, "previous_names").Select(static n => n.GetString() ?? "").Where(static n => n.Length is > 0 and <= 255)],
            [.. Items(json, "members").Select(static m => m.GetString()).Where(static m => UserId.TryParse(m, out _)).Select(static m => m!).Distinct()],
            [.. PinsOf(json)]);
    }

    /// <summary>The row of a channel that is listed.</summary>
    public static Channel Map(ExportedChannel channel, PlannedChannel planned, ImportPlan plan, TeamId team, long now)
    {
        var created = channel.Created > 1 ? channel.Created : planned.LastTs > 0 ? planned.LastTs / 1_000_000 : now;
        var names = planned.FormerName is { } former ? channel.PreviousNames.Prepend(former) : channel.PreviousNames;
        return Blank(planned, plan, team) with
        {
            Creator = Known(channel.Creator, plan),
            Created = created,
            Topic = channel.Topic with { Creator = Known(channel.Topic.Creator, plan) },
            Purpose = channel.Purpose with { Creator = Known(channel.Purpose.Creator, plan) },
            IsArchived = channel.IsArchived && !planned.IsGeneral,
            PreviousNames = [.. names.Distinct()],
            // Milliseconds, of exports that have it; else as of its making.
            Updated = channel.Updated > 0 ? channel.Updated : created * 1_000,
        };
    }

    /// <summary>The row of a channel that no list names.</summary>
    public static Channel Blank(PlannedChannel planned, ImportPlan plan, TeamId team) => new(
        team, new ChannelId(planned.Id), planned.Kind, planned.Name, null, planned.LastTs / 1_000_000, ChannelText.Empty, ChannelText.Empty, false,
        planned.IsGeneral, [], planned.Kind is ChannelKind.Im or ChannelKind.Mpim ? MembersOf(planned.Members ?? [], plan) : [], planned.LastTs / 1_000);

    /// <summary>As they are known here, sorted, each once.</summary>
    public static UserId[] MembersOf(IEnumerable<string> members, ImportPlan plan) =>
        [.. members.Select(plan.UserOf).Distinct().Order(StringComparer.Ordinal).Select(static m => new UserId(m))];

    private static UserId? Known(UserId? user, ImportPlan plan) => user is { } known ? new UserId(plan.UserOf(known.Value)) : null;

    private static ChannelText TextOf(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var text) || text.ValueKind != JsonValueKind.Object)
            return ChannelText.Empty;
        var value = Clean(MessageMapper.Text(text, "value"));
        return new ChannelText(value.Length <= MaxText ? value : value[..MaxText], UserOrNull(MessageMapper.Text(text, "creator")), Number(text, "last_set"));
    }

    private static IEnumerable<Ts> PinsOf(JsonElement json)
    {
        if (!json.TryGetProperty("pins", out var pins) || pins.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var pin in pins.EnumerateArray())
        {
            if (pin.ValueKind == JsonValueKind.Object && Ts.TryParse(MessageMapper.Text(pin, "id"), out var ts))
                yield return ts;
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String)
            : [];

    private static string Clean(string? text) => (text ?? "").Replace('\0', '\uFFFD');

    private static UserId? UserOrNull(string? text) => UserId.TryParse(text, out var user) ? user : null;

    private static long Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? Math.Max(0, number) : 0;

    private static bool Is(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
