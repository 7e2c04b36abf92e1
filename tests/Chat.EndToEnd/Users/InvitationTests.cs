using System.Net;
using System.Net.Http.Json;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Users;

/// <summary>From an admin's invitation to a member who signs in.</summary>
public sealed class InvitationTests(EmbeddedServer server)
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task An_invited_person_looks_at_the_invitation_signs_up_and_signs_in()
    {
        var team = await server.NewTeamAsync("alice");
        var code = await team.InviteAsync("zoe@example.org", "Zoë", team.Admin.Token);
        var shown = await team.Api.Web(HttpMethod.Get, "web/invitation?code=" + code);
        Assert.Equal(
            $$$"""{"ok":true,"team":{"name":"Team {{{team.Domain}}}","domain":"{{{team.Domain}}}"},"email":"zoe@example.org","name":"Zoë"}""",
            shown.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(team.Api.Address, "web/invitation"));
        request.Content = JsonContent.Create(new { invitation = code, name = "Zoë Müller", password = Password });
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var joined = await SlackApi.ReadObject(response, "web/invitation");
        Assert.True(joined["ok"]!.GetValue<bool>(), joined.ToJsonString());
        Assert.Equal((team.Id, "Zoë Müller"), (SlackApi.Text(joined["team"], "id"), SlackApi.Text(joined["user"], "real_name")));
        Assert.False(joined.ContainsKey("token"));
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith($"chat_session=xoxp-{team.Id}-", StringComparison.Ordinal));
        var zoe = SlackApi.Text(joined["user"], "id");
        var members = await team.Api.Ok("conversations.members", team.Admin.Token, ("channel", team.General), ("limit", 100));
        Assert.Contains(zoe, members["members"]!.AsArray().Select(member => member!.GetValue<string>()));
        var signedIn = await team.Api.Web(HttpMethod.Post, "api/signin", new { domain = team.Domain, email = "zoe@example.org", password = Password });
        Assert.Equal(zoe, SlackApi.Text(signedIn["user"], "id"));

        await MustBeInvalid(team, code);
        using var again = await team.Api.Send(HttpMethod.Post, $"admin/teams/{team.Id}/invitations", JsonContent.Create(new { email = "Zoe@example.org" }), team.Admin.Token);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task What_is_no_invitation_opens_nothing()
    {
        var team = await server.NewTeamAsync();
        var other = await server.NewTeamAsync();
        var code = await team.InviteAsync("zoe@example.org");
        foreach (var wrong in new[] { "", "nonsense", code[..^1], code.Replace(team.Id, other.Id, StringComparison.Ordinal), code.Replace(team.Id, "TZZZZZZZZ", StringComparison.Ordinal), new string('x', 3000) })
            await MustBeInvalid(team, wrong);
        var weak = await team.Api.Web(HttpMethod.Post, "web/invitation", new { invitation = code, name = "Zoë", password = "short" });
        Assert.Equal("invalid_password", SlackApi.Text(weak, "error"));
        var named = await team.Api.Web(HttpMethod.Post, "web/invitation", new { invitation = code, name = new string('x', 81), password = Password });
        Assert.Equal("invalid_arguments", SlackApi.Text(named, "error"));
        Assert.True((await team.Api.Web(HttpMethod.Get, "web/invitation?code=" + code))["ok"]!.GetValue<bool>());
    }

    private static async Task MustBeInvalid(TestTeam team, string code)
    {
        Assert.Equal("invalid_invitation", SlackApi.Text(await team.Api.Web(HttpMethod.Get, "web/invitation?code=" + code), "error"));
        var accepted = await team.Api.Web(HttpMethod.Post, "web/invitation", new { invitation = code, name = "Intruder", password = Password });
        Assert.Equal("invalid_invitation", SlackApi.Text(accepted, "error"));
    }
}
