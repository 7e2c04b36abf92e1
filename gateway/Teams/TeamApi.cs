using Chat.Errors;
using Chat.WebApi;

namespace Chat.Teams;

/// <summary>team.info and emoji.list.</summary>
internal sealed class TeamApi : IMethodGroup
{
    public IEnumerable<Method> Methods =>
    [
        new("team.info", "team:read", Info),
        new("emoji.list", "emoji:read", ListEmoji),
    ];

    /// <summary>The caller's own team; another's id or domain finds nothing.</summary>
    private static async Task<Answer> Info(MethodCall call)
    {
        var team = await call.Read(call.Team.GetTeam);
        var isOther = call.Arguments.Text("team") is { } id && id != team.Id.ToString()
            || call.Arguments.Text("domain") is { } domain && domain != team.Domain;
        if (isOther)
            throw new ChatException(ErrorCodes.TeamNotFound);
        return Answer.With(json =>
        {
            json.WritePropertyName("team");
            team.WriteTo(json);
        });
    }

    /// <summary>Emoji of a team's own; there are none, the standard ones need no list.</summary>
    private static Task<Answer> ListEmoji(MethodCall call) => Task.FromResult(Answer.With(json =>
    {
        json.WriteStartObject("emoji");
        json.WriteEndObject();
        json.WriteString("cache_ts", "0");
    }));
}
