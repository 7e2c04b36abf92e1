namespace Chat.Teams;

/// <summary>
/// When what every member of a team is shown alike last changed: what was read after a version was given has all of that version, so that it
/// serves whoever is given the same or an earlier one.
/// </summary>
/// <param name="Users">The last change of any user, or where the present writer began.</param>
/// <param name="Channels">The same of channels and their memberships, DMs aside.</param>
[GenerateSerializer, Immutable, Alias("ContentVersions")]
public readonly record struct ContentVersions([property: Id(0)] Position Users, [property: Id(1)] Position Channels);
