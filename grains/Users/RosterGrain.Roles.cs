using Chat.Errors;
using Chat.Teams;

namespace Chat.Users;

/// <summary>Who is active, and who is an admin.</summary>
public sealed partial class RosterGrain
{
    public async Task Deactivate(UserId user)
    {
        await RequireMember(user);
        await GrainFactory.GetGrain<IUserGrain>(GrainKeys.For(Team, user)).MarkDeleted();
        _cache.Remove(caller => caller.User == user);
        await Revoke(await users.TokensOfAsync(Team, user));
        await Publish(Change.Of(UserEvents.Deactivated(user)));
    }

    public async Task DeactivateByAdmin(UserId user)
    {
        await RequireOtherAdmin(await RequireMember(user));
        await Deactivate(user);
    }

    public async Task<User> Reactivate(UserId user)
    {
        await RequireMember(user);
        return await GrainFactory.GetGrain<IUserGrain>(GrainKeys.For(Team, user)).Reactivate();
    }

    public async Task<User> SetAdmin(UserId user, bool isAdmin, bool byOperator)
    {
        var member = await RequireMember(user);
        if (member.Deleted)
            throw new ChatException(ErrorCodes.UserDisabled, "Reactivate the user first.");
        if (!isAdmin && !byOperator)
            await RequireOtherAdmin(member);
        var changed = await GrainFactory.GetGrain<IUserGrain>(GrainKeys.For(Team, user)).SetAdmin(isAdmin);
        // What a token may do is asked for anew.
        _cache.Remove(caller => caller.User == user);
        return changed;
    }

    /// <summary>A team without an admin would need the operator.</summary>
    private async Task RequireOtherAdmin(User than)
    {
        if (than is { IsAdmin: true, IsBot: false, Deleted: false } && !await users.HasOtherAdminAsync(Team, than.Id))
            throw new ChatException(ErrorCodes.CantRemoveLastAdmin, "This is the team's last admin: make somebody else an admin first, or ask the operator.");
    }
}
