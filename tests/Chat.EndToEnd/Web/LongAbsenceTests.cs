using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>Somebody was away for longer than the server can tell what was missed: the page reads everything anew, and nowhere is a hole.</summary>
public sealed class LongAbsenceTests(Chromium chromium)
{
    private const string General = "#general";

    /// <summary>More than the page reads of a channel at once.</summary>
    private const int Missed = 70;

    [Fact]
    public async Task Whoever_missed_more_than_can_be_told_sees_everything_once_and_in_order_and_what_is_unread()
    {
        using var folder = new TempFolder();
        await using var own = await EmbeddedServer.StartAsync(folder, Forgetful());
        var team = await TestTeam.CreateAsync(new SlackApi(own.Address), "ann", "bob");
        var plans = await team.CreateChannelAsync("ann", "plans", false, "bob");
        var root = await team.PostAsync("ann", team.General, "Where do we eat?");
        var withdrawn = await team.PostAsync("ann", team.General, "At my place");
        await using var network = new TcpProxy(own.Address);
        // High enough to have all messages in sight.
        var tall = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1400, Height = 4000 } };
        await using var bob = await chromium.SignedInAsync(team, "bob", $"/client/{team.General}/thread/{root}", tall, network.Address);
        await Expect(bob.Reply("Where do we eat?")).ToBeVisibleAsync();
        await bob.SayAsync(General, "I am hungry");
        await Expect(bob.Message("At my place")).ToBeVisibleAsync();

        network.Refuses = true;
        network.Cut();
        await Expect(Banner(bob)).ToBeVisibleAsync();
        await bob.WriteAsync(General, "I am in a tunnel");
        foreach (var text in ChatPage.Sayings("ann", Missed))
            await team.PostAsync("ann", team.General, text);
        await team.PostAsync("ann", team.General, "At the harbour", root);
        await team.Api.Ok("chat.delete", team["ann"].Token, ("channel", team.General), ("ts", withdrawn));
        await team.Api.Ok("conversations.setTopic", team["ann"].Token, ("channel", team.General), ("topic", "Fish on Friday"));
        await team.PostAsync("ann", plans, $"<@{team["bob"].Id}> look here");
        await team.CreateChannelAsync("ann", "harbour", false, "bob");

        var hello = NextHello(bob);
        network.Refuses = false;
        // As the browser says it; the page may have found out by itself.
        await bob.Page.EvaluateAsync("() => { dispatchEvent(new Event('online')); }");
        Assert.Contains("\"resumed\":false", await hello.Within(Eventually.Usual, "a socket to be open again"), StringComparison.Ordinal);

        await Expect(bob.Said()).ToHaveCountAsync(Missed + 3);
        await Expect(bob.Page.GetByText("Sending…")).ToHaveCountAsync(0);
        string[] all = ["Where do we eat?", "I am hungry", .. ChatPage.Sayings("ann", Missed), "I am in a tunnel"];
        Assert.Equal(all, (await team.HistoryAsync("ann", team.General)).Where(m => !m.ContainsKey("subtype")).Select(m => SlackApi.Text(m, "text")).Reverse());
        Assert.Equal(all, await bob.TextsAsync());
        await Expect(bob.Reply("At the harbour")).ToHaveCountAsync(1);
        await Expect(bob.Message("Where do we eat?").GetByRole(AriaRole.Link, new() { Name = "1 reply" })).ToBeVisibleAsync();
        await Expect(bob.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Fish on Friday" })).ToBeVisibleAsync();
        await Expect(bob.Row("harbour")).ToBeVisibleAsync();
        await Expect(bob.Row("plans", "1 mention")).ToBeVisibleAsync();

        // And from here on it hears of everything again.
        await team.PostAsync("ann", team.General, "Hurry up");
        await Expect(bob.Message("Hurry up")).ToHaveCountAsync(1);
        Assert.Equal([.. all, "Hurry up"], await bob.TextsAsync());
        bob.NoErrors("Bob's page");
    }

    /// <summary>A server that can tell of few events that were missed, and of what is a second old only from its log.</summary>
    private static Dictionary<string, string> Forgetful() => new() { ["Chat__Teams__BufferAge"] = "00:00:01", ["Chat__Teams__ResumeEvents"] = "5" };

    /// <summary>The first frame of the socket that opens next.</summary>
    private static Task<string> NextHello(Person person)
    {
        var hello = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        person.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => hello.TrySetResult(frame.Text ?? "");
        return hello.Task;
    }

    private static ILocator Banner(Person person) => person.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" });
}
