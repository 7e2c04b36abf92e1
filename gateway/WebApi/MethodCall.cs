using Chat.Channels;
using Chat.Errors;
using Chat.Resilience;
using Chat.Search;
using Chat.Teams;
using Chat.Users;

namespace Chat.WebApi;

/// <summary>One call of a method: who asks, with which arguments, and the way to the grains of the caller's own team (and of no other).</summary>
/// <param name="BaseAddress">Where the client reached us: <c>https://host</c>, without a slash at the end.</param>
internal sealed class MethodCall(
    Arguments arguments, Caller? caller, ChatGrains grains, GrainCalls calls, string baseAddress, List<string> warnings, CancellationToken aborted)
{
    public Arguments Arguments => arguments;

    /// <summary>Of methods that need a token; others have none.</summary>
    public Caller Caller => caller ?? throw new ChatException(ErrorCodes.NotAuthed);

    public string BaseAddress => baseAddress;

    public ITeamGrain Team => grains.Team(Caller.Team);

    public IRosterGrain Roster => grains.Roster(Caller.Team);

    public IChannelIndexGrain Channels => grains.Channels(Caller.Team);

    public ISearchGrain Search => grains.Search(Caller.Team);

    /// <summary>The caller's own grain.</summary>
    public IUserGrain Self => User(Caller.User);

    public IUserGrain User(UserId user) => grains.User(Caller.Team, user);

    public IChannelGrain Channel(ChannelId channel) => grains.Channel(Caller.Team, channel);

    /// <summary>The client is gone.</summary>
    public CancellationToken Aborted => aborted;

    /// <inheritdoc cref="GrainCalls.Ask{T}"/>
    public Task<T> Ask<T>(Func<Task<T>> call) => calls.Ask(call, aborted);

    /// <inheritdoc cref="GrainCalls.Read{T}"/>
    public Task<T> Read<T>(Func<Task<T>> call) => calls.Read(call, aborted);

    /// <inheritdoc cref="GrainCalls.AskIdempotent{T}"/>
    public Task<T> AskIdempotent<T>(Func<Task<T>> call) => calls.AskIdempotent(call, aborted);

    /// <inheritdoc cref="GrainCalls.Ask{T}"/>
    public Task Ask(Func<Task> call) => calls.Ask(call, aborted);

    public void Warn(string warning) => warnings.Add(warning);

    /// <summary>The argument <c>channel</c>. Errors: invalid_arguments when missing, channel_not_found when it is no id.</summary>
    public ChannelId RequireChannelId() =>
        ChannelId.TryParse(Arguments.Required("channel"), out var channel) ? channel : throw new ChatException(ErrorCodes.ChannelNotFound);

    /// <summary>The channel of the argument <c>channel</c>.</summary>
    public IChannelGrain RequireChannel() => Channel(RequireChannelId());

    /// <summary>
    /// The argument <paramref name="name"/> as a message's ts. Errors: invalid_arguments when missing, <paramref name="code"/> when it is none.
    /// </summary>
    public Ts RequireTs(string name, string code) =>
        Ts.TryParse(Arguments.Required(name), out var ts) && !ts.IsNone ? ts : throw new ChatException(code);

    /// <summary>The argument <c>user</c>, or the caller. Errors: user_not_found when it is no id.</summary>
    public UserId UserOrSelf()
    {
        if (Arguments.Text("user") is not { } text)
            return Caller.User;
        return UserId.TryParse(text, out var user) ? user : throw new ChatException(ErrorCodes.UserNotFound);
    }
}
