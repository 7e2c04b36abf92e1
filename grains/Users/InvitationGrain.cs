using System.Security.Cryptography;
using Chat.Errors;
using Chat.Teams;
using Orleans.Providers;
using Orleans.Runtime;

namespace Chat.Users;

/// <summary>Owns: the key that a team's invitations are signed with. Persists: that, in grain storage. Calls: the team's roster.</summary>
[TeamPlacement]
internal sealed class InvitationGrain(
    [PersistentState("invitations", ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IPersistentState<InvitationKey> state, TimeProvider time)
    : Grain, IInvitationGrain
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);

    private TeamId Team => GrainKeys.TeamOf(this.GetPrimaryKeyString());

    private IRosterGrain Roster => GrainFactory.GetGrain<IRosterGrain>(this.GetPrimaryKeyString());

    public async Task<Invitation> Invite(string email, string name)
    {
        EmailAddress.Require(email);
        if (name.Length > Invitation.MaxName)
            throw new ChatException(ErrorCodes.InvalidArguments, $"A name has {Invitation.MaxName} characters at most.");
        if (!await Roster.CanSignUp(email))
            throw new ChatException(ErrorCodes.EmailTaken, "A member of this e-mail signs in already, or was deactivated and can be reactivated.");
        var account = await FindUnclaimed(email);
        var invitation = InvitationCode.Of(await KeyToSignWith(), Team, email, name, (time.GetUtcNow() + Age).ToUnixTimeSeconds(), account?.Id);
        return invitation with { IsAdmin = account is { IsAdmin: true } };
    }

    private async Task<User?> FindUnclaimed(string email) =>
        await Roster.FindByEmail(email) is { } member && (await Roster.FindUnclaimed([member.Id])).Length > 0 ? member : null;

    public async Task<Invitation> Find(string code)
    {
        var invitation = Require(code);
        if (!await Roster.CanSignUp(invitation.Email))
            throw Invalid();
        return invitation.Name.Length > 0 || await Roster.FindByEmail(invitation.Email) is not { } member
            ? invitation
            : invitation with { Name = member.Profile.RealName };
    }

    public Task<IssuedToken> Accept(string code, string name, string passwordHash)
    {
        var invitation = Require(code);
        return invitation.Claims is { } account
            ? Roster.SignUpTo(account, invitation.Email, name, passwordHash)
            : Roster.SignUp(invitation.Email, name, passwordHash);
    }

    private Invitation Require(string code) =>
        state.State.Key is { } key && InvitationCode.Read(key, Team, code, time.GetUtcNow()) is { } invitation ? invitation : throw Invalid();

    /// <summary>Made for the first invitation, and kept.</summary>
    private async Task<byte[]> KeyToSignWith()
    {
        if (state.State.Key is { } known)
            return known;
        var key = RandomNumberGenerator.GetBytes(InvitationCode.KeyBytes);
        state.State = new InvitationKey { Key = key };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = new InvitationKey();
            // What is stored is not known: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
        return key;
    }

    private static ChatException Invalid() => new(ErrorCodes.InvalidInvitation, "This invitation has expired or was used: ask for another one, or sign in.");
}

/// <summary>Leaves the silos in no answer.</summary>
[GenerateSerializer, Alias("InvitationKey")]
public sealed class InvitationKey
{
    [Id(0)] public byte[]? Key { get; init; }
}
