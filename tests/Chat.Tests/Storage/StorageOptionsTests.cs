using Chat.Sharding;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MySqlConnector;
using Xunit;

namespace Chat.Tests.Storage;

public sealed class StorageOptionsTests
{
    [Theory]
    [InlineData("Provider", "postgres", "sqlite or mysql")]
    [InlineData("Path", " ", "Path is empty")]
    [InlineData("Provider", "mysql", "Directory must be")]
    [InlineData("MaxBatch", "0", "MaxBatch")]
    [InlineData("CommitTimeout", "00:05:00", "CommitTimeout")]
    [InlineData("MaxQueuedBytes", "5", "MaxQueuedBytes")]
    public void A_setting_that_makes_no_sense_is_named(string key, string value, string expected)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(($"Chat:Storage:{key}", value)));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_are_read_by_name_and_never_shown()
    {
        var options = Read(
            ("Chat:Storage:Provider", "mysql"), ("Chat:Storage:Directory", "Server=d"), ("Chat:Shards:s1:A", "Server=a;Password=p"),
            ("Chat:Shards:s2:A", "Server=b"));
        Assert.Equal(["s1", "s2"], options.Shards.Keys.Order());
        var fault = Assert.Throws<OptionsValidationException>(() => Read(
            ("Chat:Storage:Provider", "mysql"), ("Chat:Storage:Directory", "Server=d"), ("Chat:Shards:a b:A", "Password=hidden")));
        Assert.DoesNotContain("hidden", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_string_is_completed_with_what_correctness_needs()
    {
        MySqlConnectionStringBuilder given = MySqlDatabase.Complete("Server=x;CancellationTimeout=2;DefaultCommandTimeout=9;Maximum Pool Size=7");
        Assert.Equal((-1, true, 9u, 7u, 3u), (given.CancellationTimeout, given.UseAffectedRows, given.DefaultCommandTimeout, given.MaximumPoolSize, given.ConnectionTimeout));
    }

    private static StorageOptions Read(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddChatStorage(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<StorageOptions>>().Value;
    }
}
