using System.Diagnostics.CodeAnalysis;

namespace Chat;

/// <summary>A user of one team: <c>U…</c> (or <c>W…</c> in imported data), at most 16 characters; unique inside its team.</summary>
[GenerateSerializer, Immutable, Alias("UserId")]
public readonly record struct UserId([property: Id(0)] string Value)
{
    /// <summary>The system's own user, present in every team.</summary>
    public static readonly UserId Slackbot = new("USLACKBOT");

    public static bool TryParse([NotNullWhen(true)] string? text, out UserId id)
    {
        id = IdText.IsValid(text, "UW") ? new UserId(text!) : default;
        return id.Value is not null;
    }

    public override string ToString() => Value;
}
