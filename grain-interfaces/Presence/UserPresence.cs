namespace Chat.Presence;

/// <param name="Online">At least one session is connected.</param>
/// <param name="ManualAway">The user chose "away".</param>
[GenerateSerializer, Immutable, Alias("UserPresence")]
public sealed record UserPresence(
    [property: Id(0)] UserId User,
    [property: Id(1)] bool Online,
    [property: Id(2)] bool ManualAway,
    [property: Id(3)] int Connections)
{
    public bool IsActive => Online && !ManualAway;

    public string Wire => IsActive ? "active" : "away";
}
