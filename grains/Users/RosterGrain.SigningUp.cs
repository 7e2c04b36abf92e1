using Chat.Errors;

namespace Chat.Users;

/// <summary>Invited people get their passwords.</summary>
public sealed partial class RosterGrain
{
    /// <summary>As many people may have one name before they are asked for another.</summary>
    private const int MaxNamesakes = 100;

    public async Task<bool> CanSignUp(string email) => await users.FindByEmailAsync(Team, email) is not { } member || await CanSignUp(member);

    public Task<IssuedToken> SignUp(string email, string name, string passwordHash) => SignUp(null, email, name, passwordHash);

    public Task<IssuedToken> SignUpTo(UserId account, string email, string name, string passwordHash) => SignUp(account, email, name, passwordHash);

    /// <summary>
    /// An import's role is the account's only for whom an admin invited to it: an invitation of before the import was given out by somebody who could not know
    /// of the role.
    /// </summary>
    private async Task<IssuedToken> SignUp(UserId? account, string email, string name, string passwordHash)
    {
        if (await users.FindByEmailAsync(Team, email) is not { } member)
            return await Create(new NewUser(await FreeName(name), email, IsBot: false, IsAdmin: false, passwordHash, name));
        if (!await CanSignUp(member))
            throw new ChatException(ErrorCodes.InvalidInvitation);
        member = await Introduce(member, name);
        var invited = new NewUser(member.Name, email, IsBot: false, IsAdmin: member is { IsAdmin: true, Deleted: false } && member.Id == account, passwordHash);
        if (await FindUnclaimed(invited) is not null)
            return await Claim(member, invited);
        // Made by an admin, who gave it tokens and perhaps a role: it keeps them.
        await GrainFactory.GetGrain<IUserGrain>(GrainKeys.For(Team, member.Id)).SetPassword(passwordHash);
        return await IssueToken(member.Id);
    }

    /// <summary>Whoever signs up is called what it says; the handle, by which others mention it, stays.</summary>
    private async Task<User> Introduce(User member, string name) =>
        name.Length == 0 || name == member.Profile.RealName
            ? member
            : await GrainFactory.GetGrain<IUserGrain>(GrainKeys.For(Team, member.Id)).SetProfile(new Dictionary<string, string> { ["real_name"] = name, ["display_name"] = "" });

    /// <summary>Whoever was deactivated here has had tokens; one that was before it was imported has not, and is welcome when it is invited.</summary>
    private async Task<bool> CanSignUp(User member) =>
        !member.IsBot
        && !await users.HasPasswordAsync(Team, member.Id)
        && (!member.Deleted || (await users.TokensOfAsync(Team, member.Id)).Length == 0);

    /// <summary>A user name made of a person's, with a number where others have that.</summary>
    private async Task<string> FreeName(string name)
    {
        var wanted = UserName.From(name);
        for (var n = 1; n <= MaxNamesakes; n++)
        {
            var candidate = n == 1 ? wanted : $"{wanted}-{n}";
            if (await users.FindByNameAsync(Team, candidate) is null)
                return candidate;
        }
        throw new ChatException(ErrorCodes.UsernameTaken);
    }
}
