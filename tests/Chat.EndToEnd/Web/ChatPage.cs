using System.Text.RegularExpressions;
using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>The client's page by what its parts are called, and what people do there.</summary>
internal static class ChatPage
{
    /// <summary>A window of somebody who has signed in before, at a page of the client.</summary>
    /// <param name="address">Where the client is reached: the team's server, if not another way to it.</param>
    public static async Task<Person> SignedInAsync(
        this Chromium chromium, TestTeam team, string name, string path = "/", BrowserNewContextOptions? options = null, Uri? address = null)
    {
        address ??= team.Api.Address;
        var person = await chromium.OpenAsync(address, options);
        await person.Context.AddCookiesAsync([new Cookie
        {
            Name = "chat_session", Value = team[name].Token, Url = address.ToString(), HttpOnly = true, SameSite = SameSiteAttribute.Strict,
        }]);
        await person.Page.GotoAsync(path);
        return person;
    }

    /// <summary>Where messages to a place are written: <c>#general</c>, <c>bob</c>.</summary>
    public static ILocator Composer(this Person person, string place) => person.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message to " + place, Exact = true });

    public static ILocator ReplyComposer(this Person person) => person.Thread().GetByRole(AriaRole.Textbox, new() { Name = "Reply in thread" });

    /// <summary>The open conversation.</summary>
    public static ILocator Feed(this Person person) => person.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Feed);

    /// <summary>A message of the open conversation by a part of its text.</summary>
    public static ILocator Message(this Person person, string text) => person.Feed().GetByRole(AriaRole.Article).Filter(new() { HasText = text });

    public static ILocator Thread(this Person person) => person.Page.GetByRole(AriaRole.Complementary, new() { Name = "Thread" });

    public static ILocator Reply(this Person person, string text) => person.Thread().GetByRole(AriaRole.Article).Filter(new() { HasText = text });

    /// <summary>A conversation's line in the list, whatever is said of it there.</summary>
    public static ILocator Row(this Person person, string name) =>
        person.Page.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).GetByRole(AriaRole.Link, new() { NameRegex = new Regex($"^{Regex.Escape(name)}(,| |$)") });

    /// <summary>The same with what is said of it: <c>draft</c>, <c>unread messages</c>, <c>1 mention</c>.</summary>
    public static ILocator Row(this Person person, string name, string said) =>
        person.Page.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).GetByRole(AriaRole.Link, new() { NameRegex = new Regex($"^{Regex.Escape(name)}[, ].*{Regex.Escape(said)}") });

    /// <summary>Writes into the open conversation, and has the server's word that it arrived.</summary>
    public static async Task SayAsync(this Person person, string place, string text)
    {
        await person.Composer(place).FillAsync(text);
        await person.Composer(place).PressAsync("Enter");
        await Expect(person.Composer(place)).ToHaveValueAsync("");
        await Expect(person.Message(text)).ToBeVisibleAsync();
        await Expect(person.Message(text).GetByText("Sending…")).ToBeHiddenAsync();
    }

    /// <summary>As somebody writes who waits for nothing.</summary>
    public static async Task WriteAsync(this Person person, string place, string text)
    {
        await person.Composer(place).FillAsync(text);
        await person.Composer(place).PressAsync("Enter");
        await Expect(person.Composer(place)).ToHaveValueAsync("");
    }

    /// <summary>The same, all that <see cref="Sayings"/> has.</summary>
    public static async Task WritesAsync(this Person person, string place, string name, int first, int last)
    {
        foreach (var text in Sayings(name, last).Skip(first - 1))
            await person.WriteAsync(place, text);
    }

    public static string[] Sayings(string name, int last) => [.. Enumerable.Range(1, last).Select(n => $"{name} says {n}.")];

    /// <summary>An entry of a message's menu.</summary>
    public static async Task ChooseAsync(this Person person, ILocator message, string entry)
    {
        await message.HoverAsync();
        await message.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Menuitem, new() { Name = entry }).ClickAsync();
    }

    public static async Task ReactAsync(this Person person, ILocator message, string emoji)
    {
        await message.HoverAsync();
        await message.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new() { Name = "Add a reaction" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search emoji" }).FillAsync(emoji);
        await person.Page.GetByRole(AriaRole.Gridcell, new() { Name = emoji, Exact = true }).ClickAsync();
    }

    /// <summary>What people have said in the open conversation, without notices of who came and went.</summary>
    public static ILocator Said(this Person person) => person.Feed().Locator(".messages-message:not(.is-notice) .messages-body");

    /// <summary>The same as texts, in their order.</summary>
    public static async Task<IReadOnlyList<string>> TextsAsync(this Person person) => await person.Said().AllInnerTextsAsync();
}
