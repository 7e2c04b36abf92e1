using System.Globalization;
using System.Text.Json;
using Chat.Errors;
using Chat.WebApi;

namespace Chat.Users;

/// <summary>dnd.*: do not disturb. There are no schedules; a snooze lasts as long as it was asked for, and presence knows nothing of it.</summary>
internal sealed class DndApi(TimeProvider time) : IMethodGroup
{
    private const int MaxMinutes = 30 * 24 * 60;
    private const int MaxUsers = 50;

    public IEnumerable<Method> Methods =>
    [
        new("dnd.setSnooze", "dnd:write", SetSnooze),
        new("dnd.endSnooze", "dnd:write", EndSnooze),
        new("dnd.info", "dnd:read", Info),
        new("dnd.teamInfo", "dnd:read", TeamInfo),
    ];

    /// <summary>From now on, whatever was asked for before.</summary>
    private async Task<Answer> SetSnooze(MethodCall call)
    {
        var text = call.Arguments.Required("num_minutes", ErrorCodes.MissingDuration);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes == 0)
            throw new ChatException(ErrorCodes.InvalidDuration, "num_minutes must be a whole number of minutes, 1 at least");
        if (minutes > MaxMinutes)
            throw new ChatException(ErrorCodes.TooLong, $"num_minutes may be {MaxMinutes} at most, which is 30 days");
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var snooze = new Snooze(now, now + minutes * 60L);
        await call.Ask(() => call.Self.SetSnooze(snooze));
        return Answer.With(json =>
        {
            json.WriteBoolean("snooze_enabled", true);
            json.WriteNumber("snooze_endtime", snooze.Until);
            json.WriteNumber("snooze_remaining", snooze.Until - now);
        });
    }

    private async Task<Answer> EndSnooze(MethodCall call)
    {
        var user = await call.Read(call.Self.Get);
        if (Snooze.At(user.Profile.Snooze, time.GetUtcNow()) is null)
            throw new ChatException(ErrorCodes.SnoozeNotActive);
        await call.Ask(() => call.Self.SetSnooze(null));
        return Answer.With(json => Snooze.WriteOwn(json, null));
    }

    /// <summary>Of the caller with what is its own, or of another.</summary>
    private async Task<Answer> Info(MethodCall call)
    {
        var id = call.UserOrSelf();
        var user = await call.Read(call.User(id).Get);
        var now = time.GetUtcNow();
        var snooze = Snooze.At(user.Profile.Snooze, now);
        return Answer.With(json =>
        {
            if (id != call.Caller.User)
            {
                Snooze.WriteStatus(json, snooze);
                return;
            }
            Snooze.WriteOwn(json, snooze);
            if (snooze is not null)
                json.WriteNumber("snooze_remaining", snooze.Until - now.ToUnixTimeSeconds());
        });
    }

    /// <summary>Of several users by their ids; those who are not there are left out.</summary>
    private async Task<Answer> TeamInfo(MethodCall call)
    {
        var users = await UsersApi.FindListed(call, MaxUsers);
        var now = time.GetUtcNow();
        return Answer.With(json =>
        {
            json.WriteStartObject("users");
            foreach (var user in users)
                Write(json, user, now);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, User user, DateTimeOffset now)
    {
        json.WriteStartObject(user.Id.Value);
        Snooze.WriteStatus(json, Snooze.At(user.Profile.Snooze, now));
        json.WriteEndObject();
    }
}
