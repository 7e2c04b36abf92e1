using System.Data.Common;
using System.Globalization;
using Chat.Sharding;

namespace Chat.Transfer;

/// <summary>
/// Files of a team on its shard, in chunks of <see cref="TransferFile.ChunkBytes"/>. Errors of all: team_not_found, service_unavailable. Writes wait while
/// the team is being moved.
/// </summary>
public sealed class TransferFileStore
{
    /// <summary>Chunks deleted in one transaction.</summary>
    private const int DeletedAtOnce = 16;

    private const string Columns = "file_id, kind, name, bytes, chunks, sha256, state, created, expires";

    private const string OneFile = "team_id = @team AND file_id = @file";

    private static readonly TableShape Files = new(
        "transfer_files", ["team_id", "file_id"], ["kind", "name", "bytes", "chunks", "sha256", "state", "created", "expires", "version"]);

    private static readonly TableShape Chunks = new("transfer_chunks", ["team_id", "file_id", "n"], ["data"]);

    private readonly ShardMap _shards;
    private readonly BulkWriter _writer;
    private readonly TimeProvider _time;

    public TransferFileStore(ShardMap shards, TimeProvider time)
    {
        _shards = shards;
        _time = time;
        _writer = new BulkWriter(shards, time);
    }

    /// <summary>Makes an open file without chunks; one that exists already stays as it is.</summary>
    public Task CreateAsync(TransferFile file, CancellationToken stop = default) => _writer.WriteAsync(
        file.Team,
        async (connection, dialect) =>
        {
            await using var command = connection.Numbered(
                dialect.InsertMissing(Files, 1),
                [
                    file.Team.Number, file.Id, file.Kind, file.Name, file.Bytes, file.Chunks, file.Sha256, file.State, file.Created, file.Expires,
                    Version,
                ]);
            return await command.ExecuteNonQueryAsync();
        },
        stop);

    /// <summary>
    /// Writes chunk <paramref name="n"/>, whether it is there already or not. All but the last have <see cref="TransferFile.ChunkBytes"/>, which
    /// <see cref="SealAsync"/> checks. False: the file is not open (any more), and nothing is written.
    /// </summary>
    public Task<bool> AppendAsync(TeamId team, string file, int n, ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        if (bytes.Length is 0 or > TransferFile.ChunkBytes)
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes.Length, "A chunk is not empty and not too large.");
        var data = bytes.ToArray();
        return _writer.WriteAsync(
            team,
            async (connection, dialect) =>
            {
                if (await StateAsync(connection, dialect, team, file) != TransferFileState.Open)
                    return false;
                await using var command = connection.Numbered(dialect.Upsert(Chunks, 1), [team.Number, file, n, data]);
                await command.ExecuteNonQueryAsync();
                return true;
            },
            stop);
    }

    /// <summary>
    /// The file is complete: so many bytes, all of whose chunks are there. Sealing again what is sealed alike is harmless. False: it is not open, or chunks
    /// are missing.
    /// </summary>
    public Task<bool> SealAsync(TeamId team, string file, long bytes, byte[]? sha256, CancellationToken stop = default) => _writer.WriteAsync(
        team,
        async (connection, dialect) =>
        {
            var chunks = TransferFile.ChunksOf(bytes);
            if (await StateAsync(connection, dialect, team, file) is var state && state != TransferFileState.Open)
                return state == TransferFileState.Sealed && await LongAsync(connection, $"SELECT bytes FROM transfer_files WHERE {OneFile}", team, file) == bytes;
            var (count, last) = (await LongAsync(connection, $"SELECT COUNT(*) FROM transfer_chunks WHERE {OneFile}", team, file),
                await LongAsync(connection, $"SELECT LENGTH(data) FROM transfer_chunks WHERE {OneFile} ORDER BY n DESC LIMIT 1", team, file));
            if (count != chunks || (chunks - 1L) * TransferFile.ChunkBytes + last != bytes)
                return false;
            await using var command = connection.Command(
                $"UPDATE transfer_files SET bytes = @bytes, chunks = @chunks, sha256 = @sha, state = '{TransferFileState.Sealed}', version = @version WHERE {OneFile}",
                ("@bytes", bytes), ("@chunks", chunks), ("@sha", sha256), ("@version", Version), ("@team", team.Number), ("@file", file));
            return await command.ExecuteNonQueryAsync() > 0;
        },
        stop);

    public async Task<TransferFile?> FindAsync(TeamId team, string file) => await (await _shards.OfAsync(team)).Database.FindAsync(
        $"SELECT {Columns} FROM transfer_files WHERE {OneFile}", row => Read(row, team), CancellationToken.None, ("@team", team.Number), ("@file", file));

    /// <summary>One chunk's bytes; null: there is none.</summary>
    public async Task<byte[]?> ReadChunkAsync(TeamId team, string file, int n, CancellationToken stop = default)
    {
        var place = await _shards.OfAsync(team, stop);
        if (await ReadAsync(place) is { } data)
            return data;
        // A team that has moved left its former shard empty.
        return await _shards.RefreshAsync(team, stop) is var now && now != place ? await ReadAsync(now) : null;

        Task<byte[]?> ReadAsync(TeamShard at) => at.Database.FindAsync(
            $"SELECT data FROM transfer_chunks WHERE {OneFile} AND n = @n", static row => row.GetFieldValue<byte[]>(0), stop,
            ("@team", team.Number), ("@file", file), ("@n", n));
    }

    /// <summary>Deletes a file, in small transactions; harmless if there is none.</summary>
    public async Task DeleteAsync(TeamId team, string file, CancellationToken stop = default)
    {
        await RunAsync(team, $"UPDATE transfer_files SET state = '{TransferFileState.Deleting}' WHERE {OneFile}", stop, ("@file", file));
        var last = await (await _shards.OfAsync(team, stop)).Database.FindAsync(
            $"SELECT MAX(n) FROM transfer_chunks WHERE {OneFile}", static row => row.LongOrNull(0), stop, ("@team", team.Number), ("@file", file));
        for (var n = 0; n <= (last ?? -1); n += DeletedAtOnce)
        {
            await RunAsync(
                team, $"DELETE FROM transfer_chunks WHERE {OneFile} AND n >= @from AND n < @to", stop,
                ("@file", file), ("@from", n), ("@to", n + DeletedAtOnce));
        }
        await RunAsync(team, $"DELETE FROM transfer_files WHERE {OneFile}", stop, ("@file", file));
    }

    /// <summary>Files that expired before <paramref name="now"/> (milliseconds since 1970), whatever their state.</summary>
    public async Task<IReadOnlyList<TransferFile>> ExpiredAsync(TeamId team, long now) => await (await _shards.OfAsync(team)).Database.QueryAsync(
        $"SELECT {Columns} FROM transfer_files WHERE team_id = @team AND expires < @now ORDER BY file_id",
        row => Read(row, team), CancellationToken.None, ("@team", team.Number), ("@now", now));

    private long Version => Ts.At(_time.GetUtcNow()).Micros;

    private Task<int> RunAsync(TeamId team, string sql, CancellationToken stop, params (string Name, object? Value)[] parameters) => _writer.WriteAsync(
        team,
        async (connection, _) =>
        {
            await using var command = connection.Command(sql, [("@team", team.Number), .. parameters]);
            return await command.ExecuteNonQueryAsync();
        },
        stop);

    /// <summary>Locked, so that a file is not sealed or deleted while a chunk is added.</summary>
    private static async Task<string?> StateAsync(DbConnection connection, Dialect dialect, TeamId team, string file)
    {
        await using var command = connection.Command(
            $"SELECT state FROM transfer_files WHERE {OneFile}{dialect.ShareLock}", ("@team", team.Number), ("@file", file));
        return await command.ExecuteScalarAsync() as string;
    }

    private static async Task<long> LongAsync(DbConnection connection, string sql, TeamId team, string file)
    {
        await using var command = connection.Command(sql, ("@team", team.Number), ("@file", file));
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
    }

    private static TransferFile Read(DbDataReader row, TeamId team) => new(
        team, row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt32(4), row.BytesOrNull(5), row.GetString(6),
        row.GetInt64(7), row.GetInt64(8));
}
