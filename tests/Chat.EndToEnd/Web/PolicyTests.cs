using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>What scripts in the page may not do, were there any but ours.</summary>
public sealed class PolicyTests(WebServer server, Chromium chromium)
{
    [Fact]
    public async Task No_script_can_read_a_token_and_what_is_kept_goes_with_signing_out()
    {
        const string password = "a password of hers";
        var team = await server.NewTeamAsync();
        await team.AddAsync("ann", password);
        await using var ann = await chromium.OpenAsync(team.Api.Address);
        await ann.Page.GotoAsync("/");
        await ann.Page.GetByLabel("Team", new() { Exact = true }).FillAsync(team.Domain);
        await ann.Page.GetByLabel("E-mail").FillAsync("ann@example.org");
        await ann.Page.GetByLabel("Password").FillAsync(password);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ann.SayAsync("#general", "a message");
        await ann.Composer("#general").FillAsync("a draft that is kept");
        await Expect(ann.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/client/"));
        await Eventually.True(
            () => ann.Page.EvaluateAsync<bool>("JSON.stringify(localStorage).includes('a draft that is kept')"), Eventually.Usual, () => "the draft to be kept");

        var cookie = Assert.Single(await ann.Context.CookiesAsync(), c => c.Name == "chat_session");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.StartsWith("xoxp-", cookie.Value, StringComparison.Ordinal);
        var readable = await ann.Page.EvaluateAsync<string>("""
            async () => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, location.href, document.documentElement.outerHTML,
              (await indexedDB.databases()).map(d => d.name), await caches.keys(), performance.getEntriesByType('resource').map(r => r.name)])
            """);
        Assert.DoesNotContain("xox", readable, StringComparison.Ordinal);

        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "You: ann" }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.DoesNotContain("draft", await ann.Page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);
        await team.Api.Refused("token_revoked", "auth.test", cookie.Value);
        ann.NoErrors("Ann's page");
    }

    [Fact]
    public async Task Nothing_that_a_message_holds_becomes_a_script_and_foreign_scripts_are_refused()
    {
        var team = await server.NewTeamAsync("ann");
        foreach (var hostile in new[]
        {
            "<img src=x onerror=window.broken=1>", "&lt;script&gt;window.broken=1&lt;/script&gt;", "<javascript:window.broken=1|press me>", "<data:text/html,<script>window.broken=1</script>|press me too>",
        })
            await team.PostAsync("ann", team.General, hostile);
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await Expect(ann.Message("press me too")).ToBeVisibleAsync();
        await Expect(ann.Feed().Locator("img, script, [onerror], a[href^='javascript' i], a[href^='data' i]")).ToHaveCountAsync(0);
        Assert.False(await ann.Page.EvaluateAsync<bool>("'broken' in window"));
        ann.NoErrors("hostile messages");

        // A script that found its way into the page all the same would not be run.
        await ann.Page.EvaluateAsync("""
            () => { const script = document.createElement('script'); script.textContent = 'window.broken = 1'; document.body.append(script);
                    const foreign = document.createElement('script'); foreign.src = 'https://example.org/x.js'; document.body.append(foreign); }
            """);
        Assert.False(await ann.Page.EvaluateAsync<bool>("'broken' in window"));
        Assert.Throws<Xunit.Sdk.TrueException>(() => ann.NoErrors("the browser's word that it refused them"));
    }
}
