using System.Data.Common;
using Chat.Errors;
using Orleans.Runtime;
using Orleans.Storage;

namespace Chat.Users;

/// <summary>
/// A user's preferences in grain storage, read when somebody first asks for them and not when the grain begins: they lie in the directory database,
/// and while that is away the user goes on by all other verbs. Used by one grain, whose calls may interleave.
/// </summary>
internal sealed class PreferenceBook(IGrainStorage storage, GrainId user)
{
    private const string StateName = "user-preferences";

    private Task<GrainState<UserPreferences>>? _reading;

    /// <summary>Errors: service_unavailable.</summary>
    public async Task<Dictionary<string, string>> GetAsync() => new((await ReadAsync()).State!.Values);

    /// <summary>Errors: service_unavailable; then it may be written or not, and is read again.</summary>
    public async Task PutAsync(Dictionary<string, string> values)
    {
        var state = await ReadAsync();
        state.State = new UserPreferences { Values = values };
        try
        {
            await storage.WriteStateAsync(StateName, user, state);
        }
        catch (Exception e)
        {
            _reading = null;
            throw Mapped(e);
        }
    }

    private async Task<GrainState<UserPreferences>> ReadAsync()
    {
        var reading = _reading ??= LoadAsync();
        try
        {
            return await reading;
        }
        catch (Exception e)
        {
            if (ReferenceEquals(_reading, reading))
                _reading = null;
            throw Mapped(e);
        }
    }

    private async Task<GrainState<UserPreferences>> LoadAsync()
    {
        var state = new GrainState<UserPreferences>(new UserPreferences());
        await storage.ReadStateAsync(StateName, user, state);
        state.State ??= new UserPreferences();
        return state;
    }

    private static Exception Mapped(Exception e) => e is DbException or IOException or TimeoutException
        ? new ChatException(ErrorCodes.ServiceUnavailable, "preferences cannot be reached while the directory database is away")
        : e;
}
