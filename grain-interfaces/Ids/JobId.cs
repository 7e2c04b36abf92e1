using System.Diagnostics.CodeAnalysis;

namespace Chat;

/// <summary>A deferred job of one team. On the wire <c>T…-J…</c>, so that whoever holds the id knows whose shard to ask; in SQL the part after the dash.</summary>
[GenerateSerializer, Immutable, Alias("JobId")]
public readonly record struct JobId([property: Id(0)] TeamId Team, [property: Id(1)] string Number)
{
    public static JobId New(TeamId team) => new(team, IdText.New('J'));

    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id)
    {
        id = default;
        if (text is null || text.IndexOf('-', StringComparison.Ordinal) is var dash && dash < 0)
            return false;
        if (!TeamId.TryParse(text[..dash], out var team) || !IdText.IsValid(text[(dash + 1)..], "J"))
            return false;
        id = new JobId(team, text[(dash + 1)..]);
        return true;
    }

    public override string ToString() => $"{Team}-{Number}";
}
