using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Transfer;

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
    public async Task Whom_an_import_brought_is_unclaimed_until_an_invitation_hands_the_account_over()
    {
        var team = await server.NewTeamAsync();
        await Imports.DoneAsync(team.Api, team.Id, Export());
        Assert.Equal(["U0ZOE"], await Unclaimed(team));
        var joined = await team.InviteAndAcceptAsync("zoe@example.org", "Zoë New");
        Assert.Equal(("U0ZOE", "Zoë New"), (SlackApi.Text(joined["user"], "id"), SlackApi.Text(joined["user"], "real_name")));
        Assert.True(joined["user"]!["is_admin"]!.GetValue<bool>());
        Assert.False(joined["user"]!["is_owner"]!.GetValue<bool>());
        Assert.Empty(await Unclaimed(team));
        Assert.Equal("U0ZOE", SlackApi.Text(Assert.Single(await team.HistoryAsync("admin", "C0OLD")), "user"));
    }

    private static async Task<string[]> Unclaimed(TestTeam team)
    {
        var listed = await team.Api.Admin(HttpMethod.Get, $"admin/teams/{team.Id}/users", null, team.Admin.Token);
        return [.. listed["users"]!.AsArray().Where(user => user!["unclaimed"]!.GetValue<bool>()).Select(user => SlackApi.Text(user, "id"))];
    }

    private static byte[] Export()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "users.json", """
                [{"id":"U0ZOE","name":"zoe","is_admin":true,"is_owner":true,"profile":{"real_name":"Zoë Old","email":"zoe@example.org"}},
                 {"id":"U0GONE","name":"gone","deleted":true,"profile":{"email":"gone@example.org"}},
                 {"id":"U0BOT","name":"robot","is_bot":true,"profile":{"bot_id":"B0BOT"}}]
                """);
            Add(zip, "channels.json", """[{"id":"C0OLD","name":"old","created":1500000000,"members":["U0ZOE"]}]""");
            Add(zip, "old/2017-07-14.json", """[{"type":"message","user":"U0ZOE","text":"long ago","ts":"1500000001.000001"}]""");
        }
        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
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
