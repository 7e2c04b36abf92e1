using System.Diagnostics.CodeAnalysis;

namespace Chat;

/// <summary>A conversation of one team: <c>C…</c> channel, <c>G…</c> group DM, <c>D…</c> DM; unique inside its team.</summary>
[GenerateSerializer, Immutable, Alias("ChannelId")]
public readonly record struct ChannelId([property: Id(0)] string Value)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out ChannelId id)
    {
        id = IdText.IsValid(text, "CGD") ? new ChannelId(text!) : default;
        return id.Value is not null;
    }

    public override string ToString() => Value;
}
