using Chat.Channels;
using Chat.Messages;
using Chat.Sessions;
using Chat.Teams;
using Chat.Unfurling;
using Chat.Users;
using NetArchTest.Rules;
using Xunit;

namespace Chat.Tests.Architecture;

/// <summary>gateway → grain-interfaces ← grains; silo → grains, gateway.</summary>
public sealed class ArrowTests
{
    [Fact]
    public void Projects_point_at_one_another_as_drawn()
    {
        Assert.Equal([], OursIn(Projects.GrainInterfaces));
        Assert.Equal(["Chat.GrainInterfaces"], OursIn(Projects.Grains));
        Assert.Equal(["Chat.GrainInterfaces"], OursIn(Projects.Gateway));
        Assert.Subset(new HashSet<string> { "Chat.GrainInterfaces", "Chat.Grains", "Chat.Gateway" }, OursIn(Projects.Silo).ToHashSet());
    }

    [Fact]
    public void Contracts_need_nothing_but_the_Orleans_sdk()
    {
        string[] sdk =
        [
            "Orleans.Core.Abstractions", "Orleans.Core", "Orleans.Serialization", "Orleans.Serialization.Abstractions",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
        ];
        Assert.Empty(Projects.ReferencesOf(Projects.GrainInterfaces).Where(name => !IsDotnet(name)).Except(sdk));
    }

    [Fact]
    public void Grains_know_nothing_of_the_web()
    {
        Assert.DoesNotContain(Projects.ReferencesOf(Projects.Grains), IsWeb);
        Assert.DoesNotContain(Projects.ReferencesOf(Projects.GrainInterfaces), IsWeb);
        AssertHolds(Types.InAssembly(Projects.Grains).ShouldNot().HaveDependencyOn("Microsoft.AspNetCore").GetResult());
    }

    [Fact]
    public void The_edge_knows_nothing_of_silos_and_of_shards_only_what_operators_see()
    {
        string[] inner = ["Orleans.Runtime", "Orleans.Persistence.AdoNet", "Microsoft.Data.Sqlite", Projects.Grains.GetName().Name!];
        Assert.Empty(Projects.ReferencesOf(Projects.Gateway).Intersect(inner));
        AssertHolds(Types.InAssembly(Projects.Gateway).That().DoNotResideInNamespace("Chat.Admin").And().DoNotHaveName(nameof(global::Chat.Resilience.ChatGrains))
            .ShouldNot().HaveDependencyOn("Chat.Sharding").GetResult());
    }

    [Fact]
    public void Sql_is_written_in_stores_alone() => AssertHolds(
        Types.InAssembly(Projects.Grains).That().Inherit(typeof(Grain))
            .ShouldNot().HaveDependencyOnAny("System.Data", "MySqlConnector", "Microsoft.Data").GetResult());

    /// <summary>What decides is tested without a cluster, a clock or a database, and must therefore need none.</summary>
    [Fact]
    public void Pure_states_know_no_Orleans_clock_log_or_database()
    {
        Type[] pure =
        [
            typeof(EventBuffer), typeof(TeamClock), typeof(Memberships), typeof(LogOutline), typeof(MembershipIndex), typeof(SessionBook), typeof(TicketBook),
            typeof(ChannelState), typeof(ChannelName), typeof(MessageThread), typeof(RecentPosts), typeof(RetryHash), typeof(EmojiName),
            typeof(ProfileFields), typeof(PreviewMemory), typeof(MessageLinks),
        ];
        string[] outside =
        [
            "Orleans", "Microsoft.Extensions", "System.Data", "MySqlConnector", "Microsoft.Data", "System.TimeProvider", "System.Threading.Timer",
        ];
        var names = pure.Select(type => type.FullName).ToArray();
        var result = Types.InAssembly(Projects.Grains).That().MeetCustomRule(new Named(names!)).ShouldNot().HaveDependencyOnAny(outside).GetResult();
        AssertHolds(result);
        Assert.Equal(pure.Length, Types.InAssembly(Projects.Grains).That().MeetCustomRule(new Named(names!)).GetTypes().Count());
    }

    private sealed class Named(string[] names) : ICustomRule
    {
        public bool MeetsRule(Mono.Cecil.TypeDefinition type) => names.Contains(type.FullName);
    }

    private static string[] OursIn(System.Reflection.Assembly assembly) =>
        [.. Projects.ReferencesOf(assembly).Where(name => name.StartsWith("Chat.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static bool IsDotnet(string name) => name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard" or "mscorlib";

    private static bool IsWeb(string name) =>
        name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Net.Http", StringComparison.Ordinal);

    private static void AssertHolds(NetArchTest.Rules.TestResult result) =>
        Assert.True(result.IsSuccessful, $"Not so: {string.Join(", ", result.FailingTypeNames ?? [])}");
}
