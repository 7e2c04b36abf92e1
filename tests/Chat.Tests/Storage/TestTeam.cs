using System.Security.Cryptography;
using System.Text;
using Chat.Channels;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;

namespace Chat.Tests.Storage;

/// <summary>A team's writer, as its grain would be: gives every step a ts and an event.</summary>
public sealed class TestTeam(StorageFixture storage, TeamId id, long epoch)
{
    private long _clock = 1_700_000_000_000_000;

    public static readonly UserId Ann = new("U0ANN");
    public static readonly UserId Bob = new("U0BOB");
    public static readonly ChannelId General = new("C0GENERAL");

    public TeamId Id => id;

    public long Epoch { get; set; } = epoch;

    public Ts Now => new(_clock);

    public Ts Next() => new(Interlocked.Add(ref _clock, 1_000));

    public static User Slackbot(TeamId team) =>
        new(team, UserId.Slackbot, "slackbot", true, false, false, false, "B0SLACKBOT", new UserProfile { RealName = "Slackbot" }, 1_700_000_000, 1_700_000_000, false);

    public User NewUser(UserId user, string name, string email = "") =>
        new(Id, user, name, false, false, false, false, null, new UserProfile { Email = email, RealName = name }, 1_700_000_000, 1_700_000_000, false);

    public Channel NewChannel(string channel, string name, ChannelKind kind = ChannelKind.Public, params UserId[] direct) => new(
        Id, new ChannelId(channel), kind, name, Ann, 1_700_000_000, ChannelText.Empty, ChannelText.Empty, false, false, [], direct, 1_700_000_000_000);

    public Message NewMessage(string text, ChannelId? channel = null, UserId? user = null, Ts? thread = null) =>
        new() { Team = Id, Channel = channel ?? General, User = user ?? Ann, Text = text, ThreadTs = thread };

    /// <summary>One step with an event, at the next ts.</summary>
    public LogStep Step(params RowWrite[] rows)
    {
        var ts = Next();
        return new LogStep(ts, new TeamEvent(ts, Audience.Team, null, null, EventEffect.None, null, "{}"u8.ToArray()), rows);
    }

    public LogItem Item(params LogStep[] steps) => new(Id, Epoch, steps);

    public Task<CommitResult> Append(params RowWrite[] rows) => storage.Log.Append(Item(Step(rows)));

    /// <summary>Appends one step and answers its ts once it is durable.</summary>
    public async Task<Ts> Write(params RowWrite[] rows)
    {
        var step = Step(rows);
        var result = await Waiting.For(storage.Log.Append(Item(step)), "the commit of a step");
        return result.Outcome == CommitOutcome.Committed ? step.Ts : throw new InvalidOperationException($"The step was answered {result.Outcome}.");
    }

    public Task<Ts> Post(string text, ChannelId? channel = null, UserId? user = null, Ts? thread = null, string? key = null) =>
        Write(new MessageInsert(NewMessage(text, channel, user, thread), key is null ? null : RetryHash(key)));

    public static byte[] RetryHash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key))[..16];
}

public static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<T> For<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds:0} s for {what}.", e);
        }
    }
}
