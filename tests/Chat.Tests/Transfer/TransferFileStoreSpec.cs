using System.Security.Cryptography;
using Chat.Sharding;
using Chat.Tests.Storage;
using Chat.Transfer;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Tests.Transfer;

public abstract class TransferFileStoreSpec(StorageFixture storage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TransferFileStore Store => storage.Services.GetRequiredService<TransferFileStore>();

    [Fact]
    public async Task A_file_is_read_as_it_was_written_and_never_changes_once_it_is_sealed()
    {
        var team = (await storage.NewTeamAsync()).Id;
        var data = RandomNumberGenerator.GetBytes(TransferFile.ChunkBytes + 1_000);
        await NewFileAsync(team, "F1");
        Assert.True(await Store.AppendAsync(team, "F1", 1, data.AsMemory(TransferFile.ChunkBytes), Stop));
        Assert.False(await Store.SealAsync(team, "F1", data.Length, null, Stop), "a chunk is missing");
        Assert.True(await Store.AppendAsync(team, "F1", 0, data.AsMemory(1, TransferFile.ChunkBytes), Stop));
        Assert.True(await Store.AppendAsync(team, "F1", 0, data.AsMemory(0, TransferFile.ChunkBytes), Stop));
        Assert.False(await Store.SealAsync(team, "F1", data.Length - 1, null, Stop), "the last chunk is longer");
        var hash = SHA256.HashData(data);
        Assert.True(await Store.SealAsync(team, "F1", data.Length, hash, Stop));
        Assert.True(await Store.SealAsync(team, "F1", data.Length, hash, Stop));
        Assert.False(await Store.SealAsync(team, "F1", 1, null, Stop));
        Assert.False(await Store.AppendAsync(team, "F1", 2, data.AsMemory(0, 1), Stop));
        var file = await Store.FindAsync(team, "F1");
        Assert.Equivalent(
            new TransferFile(team, "F1", "import", "a ☃.zip", data.Length, 2, hash, TransferFileState.Sealed, 5, 70), file, strict: true);
        byte[] read = [.. (await Store.ReadChunkAsync(team, "F1", 0, Stop))!, .. (await Store.ReadChunkAsync(team, "F1", 1, Stop))!];
        Assert.Equal(data, read);
        Assert.Null(await Store.ReadChunkAsync(team, "F1", 2, Stop));
    }

    [Fact]
    public async Task A_deleted_file_takes_nothing_more_and_leaves_those_of_others()
    {
        var (team, other) = ((await storage.NewTeamAsync()).Id, (await storage.NewTeamAsync()).Id);
        foreach (var (of, id) in new[] { (team, "F1"), (team, "F2"), (other, "F1") })
        {
            await NewFileAsync(of, id);
            for (var n = 0; n < 40; n += 3)
                await Store.AppendAsync(of, id, n, new byte[] { 1, 2 }, Stop);
        }
        await Store.DeleteAsync(team, "F1", Stop);
        await Store.DeleteAsync(team, "F1", Stop);
        Assert.Null(await Store.FindAsync(team, "F1"));
        Assert.Null(await Store.ReadChunkAsync(team, "F1", 39, Stop));
        Assert.False(await Store.AppendAsync(team, "F1", 0, new byte[] { 1 }, Stop));
        Assert.NotNull(await Store.ReadChunkAsync(team, "F2", 39, Stop));
        Assert.NotNull(await Store.ReadChunkAsync(other, "F1", 39, Stop));
        Assert.Equal(["F2"], (await Store.ExpiredAsync(team, 71)).Select(file => file.Id));
        Assert.Empty(await Store.ExpiredAsync(team, 70));
    }

    [Fact]
    public async Task Nothing_is_written_while_the_team_is_being_moved_and_all_of_it_afterwards()
    {
        var team = (await storage.NewTeamAsync()).Id;
        await NewFileAsync(team, "F1");
        await SetStateAsync(team, TeamOwner.Captured);
        var writing = Store.AppendAsync(team, "F1", 0, new byte[] { 1 }, Stop);
        await Assert.ThrowsAsync<TimeoutException>(() => writing.WaitAsync(TimeSpan.FromMilliseconds(800), Stop));
        Assert.Null(await Store.ReadChunkAsync(team, "F1", 0, Stop));
        await SetStateAsync(team, TeamOwner.Active);
        Assert.True(await Waiting.For(writing, "a write after the move"));
        Assert.NotNull(await Store.ReadChunkAsync(team, "F1", 0, Stop));
    }

    [Fact]
    public async Task A_server_that_does_not_serve_the_team_takes_nothing()
    {
        var team = (await storage.NewTeamAsync()).Id;
        await NewFileAsync(team, "F1");
        await SetStateAsync(team, TeamOwner.Held);
        await Assert.ThrowsAsync<Chat.Errors.ChatException>(() => Store.AppendAsync(team, "F1", 0, new byte[] { 1 }, Stop));
        await SetStateAsync(team, TeamOwner.Active);
        Assert.Null(await Store.ReadChunkAsync(team, "F1", 0, Stop));
    }

    private Task NewFileAsync(TeamId team, string id) => Store.CreateAsync(TransferFile.New(team, id, "import", "a ☃.zip", 5, 70), Stop);

    private async Task SetStateAsync(TeamId team, int state) => await (await storage.Map.OfAsync(team, Stop)).Database.ExecuteAsync(
        "UPDATE team_owner SET state = @state WHERE team_id = @team", Stop, ("@state", state), ("@team", team.Number));
}

public sealed class TransferFilesOnSqlite(SqliteStorage storage) : TransferFileStoreSpec(storage), IClassFixture<SqliteStorage>;

public sealed class TransferFilesOnMariaDb(MariaDbStorage storage) : TransferFileStoreSpec(storage), IClassFixture<MariaDbStorage>;
