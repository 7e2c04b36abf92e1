using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>The Orleans Dashboard is the operator's alone, shows what runs, and tells no secrets.</summary>
public sealed class DashboardTests(WebServer server, Chromium chromium)
{
    private const string Counters = "dashboard/DashboardCounters";

    [Fact]
    public async Task It_opens_to_the_operator_key_and_to_nothing_else()
    {
        var team = await server.NewTeamAsync("ann");
        foreach (var path in new[] { "dashboard", "dashboard/", "dashboard/index.min.js", "dashboard/version", Counters, "dashboard/GrainTypes", "dashboard/Trace" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(team.Api, path, null));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(team.Api, path, "a wrong key of some length"));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(team.Api, path, team["ann"].Token));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(team.Api, path, team.Admin.Token));
        }
        var counters = await team.Api.Admin(HttpMethod.Get, Counters);
        Assert.Single(counters["hosts"]!.AsArray());
        Assert.Contains(counters["simpleGrainStats"]!.AsArray(), grain => SlackApi.Text(grain, "grainType").EndsWith("TeamGrain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_grains_keep_and_logs_are_withheld()
    {
        var team = await server.NewTeamAsync();
        foreach (var path in new[] { $"dashboard/GrainState?grainId={team.Id}&grainType=Chat.Users.InvitationGrain", $"dashboard/grainstate/?grainId={team.Id}&grainType=Chat.Users.InvitationGrain" })
        {
            using var state = await team.Api.Send(HttpMethod.Get, path, null, EmbeddedServer.OperatorKey);
            var shown = JsonSerializer.Deserialize<string>(await state.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            Assert.Equal(["withheld"], JsonNode.Parse(shown)!.AsObject().Select(member => member.Key));
        }
        using var logs = await team.Api.Send(HttpMethod.Get, "dashboard/Trace", null, EmbeddedServer.OperatorKey);
        Assert.StartsWith("Logs are not shown here.", await logs.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operators_pages_lead_to_it_and_its_own_are_whole()
    {
        await using var operate = await chromium.OpenAsync(await server.AddressAsync());
        await operate.Page.GotoAsync("/dashboard/");
        await operate.SignInAsOperatorAsync();
        await operate.LooksAtDashboardAsync();
    }

    [Fact]
    public async Task With_an_address_for_operators_all_that_is_theirs_is_there_alone()
    {
        using var folder = new TempFolder();
        var operators = new Uri($"http://127.0.0.1:{FreePorts.Take()}/");
        await using var own = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string> { ["Chat__Operations__Url"] = operators.ToString() });
        var (everyones, theirs) = (new SlackApi(own.Address), new SlackApi(operators));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(everyones, Counters, EmbeddedServer.OperatorKey));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(theirs, Counters, EmbeddedServer.OperatorKey));
        var team = (await TestTeam.CreateAsync(theirs, "ann")).Through(everyones);
        await team.PostAsync("ann", team.General, "as ever");

        await using var somebody = await chromium.OpenAsync(own.Address);
        await somebody.Page.GotoAsync("/operate");
        await somebody.TryOperatorKeyAsync();
        await Expect(somebody.Page.GetByText("Operators sign in at another address of this server.")).ToBeVisibleAsync();
        await somebody.CheckAsync("an operator at the wrong address");
        await using var operate = await chromium.OpenAsync(operators);
        await operate.Page.GotoAsync("/operate");
        await operate.SignInAsOperatorAsync();
        await operate.LooksAtDashboardAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(SlackApi api, string path, string? key)
    {
        using var answer = await api.Send(HttpMethod.Get, path, null, key);
        return answer.StatusCode;
    }
}
