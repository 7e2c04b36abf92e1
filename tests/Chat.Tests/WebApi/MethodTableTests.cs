using Chat.Gateway;
using Chat.Limits;
using Chat.WebApi;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class MethodTableTests
{
    private static readonly string[] Expected =
    [
        "api.test", "auth.revoke", "auth.test", "channels.mark", "chat.delete", "chat.getPermalink", "chat.meMessage", "chat.postMessage",
        "chat.unfurl", "chat.unfurlPreview", "chat.update", "client.counts", "conversations.archive", "conversations.close", "conversations.create",
        "conversations.history", "conversations.info", "conversations.invite", "conversations.join", "conversations.kick", "conversations.leave",
        "conversations.list", "conversations.mark", "conversations.members", "conversations.open", "conversations.rename", "conversations.replies",
        "conversations.setPurpose", "conversations.setTopic", "conversations.unarchive", "dnd.endSnooze", "dnd.info", "dnd.setSnooze",
        "dnd.teamInfo", "emoji.list", "groups.mark", "im.mark", "mpim.mark", "reactions.add", "reactions.get", "reactions.remove", "rtm.connect",
        "rtm.start", "search.messages", "team.info", "users.conversations", "users.getPresence", "users.info", "users.list", "users.lookupByEmail", "users.prefs.get",
        "users.prefs.set", "users.profile.get", "users.profile.set", "users.search", "users.setPresence",
    ];

    [Fact]
    public async Task The_served_methods_are_these()
    {
        var configuration = new ConfigurationBuilder().Build();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new StubGrains().Factory)
            .AddChatGateway(configuration)
            .BuildServiceProvider();
        var table = services.GetRequiredService<MethodTable>();
        Assert.Equal(Expected, table.Names.Order(StringComparer.Ordinal));
        Assert.All(table.Names.Except(["api.test"]), name => Assert.True(table.Find(name)!.NeedsToken, name));
        Assert.All(table.Names, name => Assert.True(MethodTiers.Find(name) is not null, $"{name} is of no tier."));
    }
}
