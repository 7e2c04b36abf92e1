using Xunit;

namespace Chat.Tests.Architecture;

/// <summary>
/// While a cluster is upgraded, old and new processes speak to one another: a contract may grow at its end, and nothing in it may be renamed,
/// renumbered or retyped.
/// </summary>
public sealed class ContractTests
{
    private const string Update = "UPDATE_CONTRACTS";

    private static string File => Path.Combine(Projects.Root, "tests/Chat.Tests/Architecture/contracts.txt");

    [Fact]
    public void Contracts_are_the_committed_ones()
    {
        var present = ContractText.Render();
        if (Environment.GetEnvironmentVariable(Update) == "1")
            System.IO.File.WriteAllText(File, present);
        var committed = System.IO.File.ReadAllText(File).ReplaceLineEndings("\n");
        if (present == committed)
            return;
        string[] before = committed.Split('\n'), after = present.Split('\n');
        Assert.Fail($"""
            The contracts between processes changed. If processes of both versions understand one another (members added with new numbers, methods
            added), run this test with {Update}=1 and commit {Path.GetRelativePath(Projects.Root, File)}.
            Gone:
            {string.Join('\n', before.Except(after))}
            New:
            {string.Join('\n', after.Except(before))}
            """);
    }

    [Fact]
    public void Every_interface_and_method_has_an_alias_of_its_own()
    {
        Assert.All(ContractText.Interfaces, type =>
        {
            Assert.True(ContractText.AliasOf(type) is { Length: > 0 }, $"{type} has no alias.");
            var aliases = ContractText.MethodsOf(type).Select(method => (method.Name, Alias: ContractText.AliasOf(method))).ToArray();
            Assert.All(aliases, method => Assert.True(method.Alias is { Length: > 0 }, $"{type}.{method.Name} has no alias."));
            Assert.Equal(aliases.Length, aliases.Select(method => method.Alias).Distinct().Count());
        });
        AssertDistinct(ContractText.Interfaces);
    }

    [Fact]
    public void Every_contract_has_an_alias_and_numbers_of_its_own()
    {
        Assert.All(ContractText.Contracts, type =>
        {
            Assert.True(ContractText.AliasOf(type) is { Length: > 0 }, $"{type} has no alias.");
            var ids = ContractText.MembersOf(type).Select(pair => pair.Id).ToArray();
            Assert.Equal(ids.Length, ids.Distinct().Count());
        });
        AssertDistinct(ContractText.Contracts);
    }

    /// <summary>A member without a number would arrive as its default.</summary>
    [Fact]
    public void Every_member_that_a_contract_holds_is_numbered()
    {
        foreach (var type in ContractText.Contracts.Where(type => !type.IsAssignableTo(typeof(Exception))))
        {
            var numbered = ContractText.MembersOf(type).Select(pair => pair.Member.Name).ToHashSet();
            var held = type.GetProperties(ContractText.Declared)
                .Where(property => type.GetField($"<{property.Name}>k__BackingField", ContractText.Declared) is not null);
            Assert.All(held, property => Assert.True(numbered.Contains(property.Name), $"{type}.{property.Name} has no [Id]."));
        }
    }

    private static void AssertDistinct(IEnumerable<Type> types) =>
        Assert.All(types.GroupBy(ContractText.AliasOf), group => Assert.True(
            group.Count() == 1, $"{string.Join(" and ", group)} share the alias {group.Key}."));
}
