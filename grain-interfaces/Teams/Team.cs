using System.Text.Json;
using Chat.Json;

namespace Chat.Teams;

/// <summary>A team as its members and operators see it.</summary>
/// <param name="Domain">Lower-case letters, digits and hyphens; unique in the installation.</param>
/// <param name="Created">Seconds since 1970.</param>
[GenerateSerializer, Immutable, Alias("Team")]
public sealed record Team(
    [property: Id(0)] TeamId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Domain,
    [property: Id(3)] long Created,
    [property: Id(4)] string Shard)
{
    /// <summary>Slack's team object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id.ToString());
        json.WriteString("name", Name);
        json.WriteString("domain", Domain);
        json.WriteString("email_domain", "");
        json.WriteNumber("created", Created);
        json.WriteStartObject("icon");
        json.WriteBoolean("image_default", true);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
