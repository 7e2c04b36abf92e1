using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Chat.Sharding;

/// <summary>
/// Grain state in the SQLite file of the embedded default. The etag is the row's version: a write that does not know the present one is
/// refused, so that a second activation cannot overwrite the first's state.
/// </summary>
internal sealed class SqliteGrainStorage(Database database, IGrainStorageSerializer serializer) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await database.FindAsync(
            "SELECT payload, version FROM grain_state WHERE state_name = @state AND grain_id = @grain",
            static row => (Found: true, Payload: row.BytesOrNull(0), Version: row.GetInt64(1)),
            CancellationToken.None, ("@state", stateName), ("@grain", grainId.ToString()));
        grainState.RecordExists = row is { Found: true, Payload: not null };
        grainState.ETag = row.Found ? row.Version.ToString(CultureInfo.InvariantCulture) : null;
        grainState.State = row.Payload is { } payload ? serializer.Deserialize<T>(new BinaryData(payload)) : Activator.CreateInstance<T>();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = serializer.Serialize(grainState.State).ToArray();
        await PutAsync(stateName, grainId, grainState, payload);
        grainState.RecordExists = true;
    }

    /// <summary>Empties the row and keeps its version, so that an older etag stays refused.</summary>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null)
            await PutAsync(stateName, grainId, grainState, null);
        grainState.State = Activator.CreateInstance<T>();
        grainState.RecordExists = false;
    }

    private async Task PutAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, byte[]? payload)
    {
        var known = grainState.ETag is { } etag ? long.Parse(etag, CultureInfo.InvariantCulture) : 0;
        var sql = known == 0
            ? "INSERT INTO grain_state (state_name, grain_id, payload, version, modified) VALUES (@state, @grain, @payload, 1, unixepoch()) ON CONFLICT DO NOTHING"
            : "UPDATE grain_state SET payload = @payload, version = version + 1, modified = unixepoch() WHERE state_name = @state AND grain_id = @grain AND version = @version";
        var written = await database.ExecuteAsync(
            sql, CancellationToken.None, ("@state", stateName), ("@grain", grainId.ToString()), ("@payload", payload), ("@version", known));
        if (written == 0)
            throw new InconsistentStateException($"State '{stateName}' of {grainId} was written by another activation.", "unknown", grainState.ETag);
        grainState.ETag = (known + 1).ToString(CultureInfo.InvariantCulture);
    }
}

public static class SqliteGrainStorageHosting
{
    /// <summary>Keeps grain state in the SQLite file of <see cref="StorageHosting.AddChatStorage"/>, as the default provider.</summary>
    public static ISiloBuilder AddSqliteGrainStorageAsDefault(this ISiloBuilder silo)
    {
        silo.Services.AddGrainStorage(
            Orleans.Providers.ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
            static (services, _) => new SqliteGrainStorage(
                services.GetRequiredService<ShardMap>().Directory, services.GetRequiredService<IGrainStorageSerializer>()));
        return silo;
    }
}
