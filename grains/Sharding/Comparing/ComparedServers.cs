using MySqlConnector;
using Chat.Sharding.Pairs;

namespace Chat.Sharding.Comparing;

/// <summary>The two servers of a pair while their rows are compared: a connection to read on each, and how far each has applied what the other has.</summary>
internal sealed class ComparedServers : IAsyncDisposable
{
    /// <summary>Longest statement: the checksum of the rows after the last key that both have.</summary>
    private const int Seconds = 60;

    private readonly PairServer[] _servers;
    private readonly MySqlConnection[] _connections;

    private ComparedServers(PairServer[] servers, MySqlConnection[] connections)
    {
        _servers = servers;
        _connections = connections;
    }

    public static async Task<ComparedServers> OpenAsync(ShardServerOptions options)
    {
        var servers = new[] { new PairServer(ShardSide.A, options.ControlA!), new PairServer(ShardSide.B, options.ControlB!) };
        var a = await servers[0].OpenAsync(Seconds);
        try
        {
            return new ComparedServers(servers, [a, await servers[1].OpenAsync(Seconds)]);
        }
        catch
        {
            await a.DisposeAsync();
            throw;
        }
    }

    public PairServer Server(ShardSide side) => _servers[(int)side];

    /// <summary>To read on, one thing at a time.</summary>
    public MySqlConnection On(ShardSide side) => _connections[(int)side];

    /// <summary>Whether a server has applied, within this time, all that the other one has.</summary>
    public async Task<bool> HasAllAsync(ShardSide side, int seconds) =>
        await Server(side).HasAppliedAsync(await Server(Pair.OtherOf(side)).PositionAsync(), seconds);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            await connection.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}
