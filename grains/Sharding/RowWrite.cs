using Chat.Channels;
using Chat.Messages;
using Chat.Users;

namespace Chat.Sharding;

/// <summary>
/// One row to write, as data: grains decide it, the shard log writes it. All are upserts or deletes by full key, so that writing one twice is
/// harmless. A ts that is <see cref="Ts.None"/> stands for the ts of the step that it belongs to.
/// </summary>
[GenerateSerializer, Immutable, Alias("RowWrite")]
public abstract record RowWrite;

/// <summary>
/// A new message: into messages, or into comments if it is a reply (a thread_broadcast into both). With a retry hash its
/// key is taken in the same transaction; a key that is taken already makes the whole change a duplicate.
/// </summary>
/// <param name="RetryHash">16 bytes over author and retry key; null for system messages.</param>
[GenerateSerializer, Immutable, Alias("MessageInsert")]
public sealed record MessageInsert([property: Id(0)] Message Message, [property: Id(1)] byte[]? RetryHash) : RowWrite;

/// <summary>Rewrites an existing message or reply (both rows of a broadcast): text, subtype, author, extra, edited.</summary>
[GenerateSerializer, Immutable, Alias("MessageReplace")]
public sealed record MessageReplace([property: Id(0)] Message Message) : RowWrite;

/// <summary>Removes a message or reply with its reactions and frees its retry key.</summary>
[GenerateSerializer, Immutable, Alias("MessageDelete")]
public sealed record MessageDelete([property: Id(0)] ChannelId Channel, [property: Id(1)] Ts Ts) : RowWrite;

/// <summary>The same for many of a channel, in as many statements as for a few.</summary>
/// <param name="RetryHashes">Keys that are freed.</param>
/// <param name="Latest">A key that belongs to a message after this one by now stays.</param>
[GenerateSerializer, Immutable, Alias("MessagesDelete")]
public sealed record MessagesDelete(
    [property: Id(0)] ChannelId Channel, [property: Id(1)] Ts[] Messages, [property: Id(2)] byte[][] RetryHashes, [property: Id(3)] Ts Latest) : RowWrite;

/// <summary>Sets what a root tells of its replies; null: it has none any more.</summary>
[GenerateSerializer, Immutable, Alias("ThreadPut")]
public sealed record ThreadPut([property: Id(0)] ChannelId Channel, [property: Id(1)] Ts Root, [property: Id(2)] ThreadSummary? Summary) : RowWrite;

[GenerateSerializer, Immutable, Alias("ReactionPut")]
public sealed record ReactionPut(
    [property: Id(0)] ChannelId Channel, [property: Id(1)] Ts Message, [property: Id(2)] string Name, [property: Id(3)] UserId User, [property: Id(4)] Ts At) : RowWrite;

[GenerateSerializer, Immutable, Alias("ReactionDelete")]
public sealed record ReactionDelete(
    [property: Id(0)] ChannelId Channel, [property: Id(1)] Ts Message, [property: Id(2)] string Name, [property: Id(3)] UserId User) : RowWrite;

[GenerateSerializer, Immutable, Alias("ChannelPut")]
public sealed record ChannelPut([property: Id(0)] Channel Channel) : RowWrite;

/// <param name="Joined">When the membership began.</param>
/// <param name="IsOpen">A DM is shown in the member's list.</param>
[GenerateSerializer, Immutable, Alias("MemberPut")]
public sealed record MemberPut(
    [property: Id(0)] ChannelId Channel, [property: Id(1)] UserId User, [property: Id(2)] bool IsOpen, [property: Id(3)] Ts Joined) : RowWrite;

[GenerateSerializer, Immutable, Alias("MemberDelete")]
public sealed record MemberDelete([property: Id(0)] ChannelId Channel, [property: Id(1)] UserId User) : RowWrite;

/// <summary>
/// A user's read cursor in a channel. <see cref="Ts.None"/> in LastRead means "this step's ts" (a newcomer starts at its own join).
/// </summary>
[GenerateSerializer, Immutable, Alias("CursorPut")]
public sealed record CursorPut([property: Id(0)] ChannelId Channel, [property: Id(1)] UserId User, [property: Id(2)] Ts LastRead) : RowWrite;

/// <param name="PasswordHash">Written with a new user; null keeps what is stored.</param>
[GenerateSerializer, Immutable, Alias("UserPut")]
public sealed record UserPut([property: Id(0)] User User, [property: Id(1)] string? PasswordHash) : RowWrite;

[GenerateSerializer, Immutable, Alias("TokenPut")]
public sealed record TokenPut(
    [property: Id(0)] byte[] Hash, [property: Id(1)] UserId User, [property: Id(2)] long Created, [property: Id(3)] bool Revoked) : RowWrite;
