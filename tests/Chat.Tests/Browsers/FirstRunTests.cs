using Chat.Errors;
using Chat.Teams;
using Chat.Tests.WebApi;
using Xunit;

namespace Chat.Tests.Browsers;

public sealed class FirstRunTests(FirstRunTests.Server edge) : IClassFixture<FirstRunTests.Server>
{
    public sealed class Server : Edge
    {
        protected override Dictionary<string, string?> Settings => new() { ["Chat:Operator:Key"] = null };
    }

    [Fact]
    public async Task The_first_run_is_over_once_there_is_a_team_and_nobody_is_asked_again()
    {
        edge.Grains.On<ITeamDirectoryGrain, Team[]>("List", (_, _) => throw new ChatException(ErrorCodes.ServiceUnavailable));
        Assert.False(await IsFirstRun());
        edge.Grains.On<ITeamDirectoryGrain, Team[]>("List", (_, _) => []);
        Assert.True(await IsFirstRun());
        Assert.True(await IsFirstRun());
        edge.Grains.On<ITeamDirectoryGrain, Team[]>("List", (_, _) => [Edge.Team]);
        Assert.False(await IsFirstRun());
        edge.Grains.Calls.Clear();
        Assert.False(await IsFirstRun());
        Assert.Empty(edge.Grains.Calls);
    }

    [Fact]
    public async Task Without_an_operator_key_nobody_can_be_the_operator_and_is_told_what_to_do()
    {
        using var request = BrowserRequest.OfScript(HttpMethod.Post, "/web/operator", null, """{"key":"whatever"}""");
        var (_, json) = await edge.Send(request);
        Assert.Equal("no_operator_key", json.GetProperty("error").GetString());
        Assert.Contains("Chat:Operator:Key", json.GetProperty("response_metadata").GetRawText(), StringComparison.Ordinal);
    }

    private async Task<bool> IsFirstRun()
    {
        using var request = BrowserRequest.OfScript(HttpMethod.Get, "/web/session");
        var (_, json) = await edge.Send(request);
        return json.GetProperty("first_run").GetBoolean();
    }
}
