using Chat.WebApi;

namespace Chat.Users;

/// <summary>api.test and auth.*: is anyone there, and who am I.</summary>
internal sealed class AuthApi : IMethodGroup
{
    public IEnumerable<Method> Methods =>
    [
        new("api.test", "", ApiTest, NeedsToken: false),
        new("auth.test", "identify", Test),
        new("auth.revoke", "identify", Revoke),
    ];

    /// <summary>Answers its arguments; with <c>error</c> as a failure of that name.</summary>
    private static Task<Answer> ApiTest(MethodCall call)
    {
        var arguments = call.Arguments;
        var error = arguments.Text("error");
        return Task.FromResult(new Answer(error, (json, _) =>
        {
            if (arguments.Count > 0)
                arguments.WriteTo(json, "args");
        }));
    }

    private static async Task<Answer> Test(MethodCall call)
    {
        var team = await call.Read(call.Team.GetTeam);
        return Answer.With(json =>
        {
            json.WriteString("url", call.BaseAddress + "/");
            json.WriteString("team", team.Name);
            json.WriteString("user", call.Caller.Name);
            json.WriteString("team_id", team.Id.ToString());
            json.WriteString("user_id", call.Caller.User.Value);
            // SDKs drop what their own bot says by comparing this; without it some drop what people say.
            if (call.Caller.BotId is { } bot)
                json.WriteString("bot_id", bot);
            json.WriteBoolean("is_enterprise_install", false);
        });
    }

    /// <summary>Signs out: ends the token that the call was made with.</summary>
    private static async Task<Answer> Revoke(MethodCall call)
    {
        var isTest = call.Arguments.Flag("test");
        if (!isTest)
            await call.Ask(() => call.Roster.RevokeTokens(call.Caller.User, call.Caller.TokenKey));
        return Answer.With(json => json.WriteBoolean("revoked", !isTest));
    }
}
