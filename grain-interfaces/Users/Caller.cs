namespace Chat.Users;

/// <summary>Who asks: the holder of a token, as the team's roster vouches for it.</summary>
/// <param name="BotId"><c>B…</c> for bots.</param>
/// <param name="TokenKey">Names the token without revealing it.</param>
[GenerateSerializer, Immutable, Alias("Caller")]
public sealed record Caller(
    [property: Id(0)] TeamId Team,
    [property: Id(1)] UserId User,
    [property: Id(2)] string Name,
    [property: Id(3)] bool IsBot,
    [property: Id(4)] bool IsAdmin,
    [property: Id(5)] string? BotId,
    [property: Id(6)] string TokenKey);
