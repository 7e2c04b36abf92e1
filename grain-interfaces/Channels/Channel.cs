using System.Text.Json;
using Chat.Json;
using Chat.Messages;

namespace Chat.Channels;

public enum ChannelKind : byte
{
    Public = 0,
    Private = 1,

    /// <summary>A DM of two (or of one with itself).</summary>
    Im = 2,

    /// <summary>A group DM of three to nine.</summary>
    Mpim = 3,
}

/// <summary>A channel's topic or purpose. LastSet in seconds since 1970, 0 for never.</summary>
[GenerateSerializer, Immutable, Alias("ChannelText")]
public sealed record ChannelText([property: Id(0)] string Value, [property: Id(1)] UserId? Creator, [property: Id(2)] long LastSet)
{
    public static readonly ChannelText Empty = new("", null, 0);

    public void WriteTo(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("value", Value);
        json.WriteString("creator", Creator?.Value ?? "");
        json.WriteNumber("last_set", LastSet);
        json.WriteEndObject();
    }
}

/// <summary>A conversation, without anything that differs from member to member.</summary>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Updated">Milliseconds since 1970 (as Slack's).</param>
/// <param name="DmMembers">The fixed members of a DM or group DM, sorted; empty for channels.</param>
[GenerateSerializer, Immutable, Alias("Channel")]
public sealed record Channel(
    [property: Id(0)] TeamId Team,
    [property: Id(1)] ChannelId Id,
    [property: Id(2)] ChannelKind Kind,
    [property: Id(3)] string Name,
    [property: Id(4)] UserId? Creator,
    [property: Id(5)] long Created,
    [property: Id(6)] ChannelText Topic,
    [property: Id(7)] ChannelText Purpose,
    [property: Id(8)] bool IsArchived,
    [property: Id(9)] bool IsGeneral,
    [property: Id(10)] string[] PreviousNames,
    [property: Id(11)] UserId[] DmMembers,
    [property: Id(12)] long Updated)
{
    public bool IsDirect => Kind is ChannelKind.Im or ChannelKind.Mpim;

    public bool IsPrivate => Kind != ChannelKind.Public;
}

/// <summary>A conversation as one user sees it. Cursor and counts are null where they were not asked for or the user is no member.</summary>
[GenerateSerializer, Immutable, Alias("ChannelView")]
public sealed record ChannelView(
    [property: Id(0)] Channel Channel,
    [property: Id(1)] bool IsMember,
    [property: Id(2)] bool IsOpen = false,
    [property: Id(3)] Ts? LastRead = null,
    [property: Id(4)] Message? Latest = null,
    [property: Id(5)] int? Unread = null,
    [property: Id(6)] int? MemberCount = null)
{
    /// <summary>Slack's conversation object as <paramref name="viewer"/> sees it.</summary>
    public void WriteTo(Utf8JsonWriter json, UserId viewer) => ChannelJson.Write(json, this, viewer);
}
