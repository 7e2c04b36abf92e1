using Chat.Sharding;
using Chat.Users;
using Xunit;
using static Chat.Tests.Storage.TestTeam;

namespace Chat.Tests.Storage;

public abstract class UserStoreSpec(StorageFixture storage)
{
    [Fact]
    public async Task A_user_comes_back_as_it_was_written_and_rewritten()
    {
        var team = await storage.NewTeamAsync();
        var user = new User(
            team.Id, Ann, "Ann", true, true, true, false, "B0ANN",
            new UserProfile
            {
                RealName = "Ann Ünal", DisplayName = "ann😀", Email = "Ann@Example.org", StatusText = "\"busy\"", StatusEmoji = ":x:", StatusExpiration = 7,
                Title = "t", Phone = "p", Skype = "s", FirstName = "f", LastName = "l", ImageOriginal = "https://x/y.png",
                TimeZone = "Europe/Berlin",
            },
            1, 2, true);
        await team.Write(new UserPut(user, null));
        Assert.Equivalent(user, await storage.Users.FindAsync(team.Id, Ann), strict: true);
        var changed = user with { Deleted = true, ManualAway = false, BotId = null, Profile = new UserProfile(), Updated = 3 };
        await team.Write(new UserPut(changed, null));
        Assert.Equivalent(changed, await storage.Users.FindAsync(team.Id, Ann), strict: true);
        Assert.Null(await storage.Users.FindAsync(team.Id, Bob));
    }

    [Fact]
    public async Task Names_and_emails_are_unique_and_found_in_any_case()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(new UserPut(team.NewUser(Ann, "Ann", "Ann@Example.org"), null));
        Assert.Equal(Ann, (await storage.Users.FindByEmailAsync(team.Id, "ann@EXAMPLE.org"))?.Id);
        Assert.Equal(Ann, (await storage.Users.FindByNameAsync(team.Id, "aNN"))?.Id);
        Assert.Null(await storage.Users.FindByEmailAsync(team.Id, ""));
        Assert.Equal(CommitOutcome.Refused, (await team.Append(new UserPut(team.NewUser(Bob, "ANN"), null))).Outcome);
        Assert.Equal(CommitOutcome.Refused, (await team.Append(new UserPut(team.NewUser(Bob, "bob", "ann@example.ORG"), null))).Outcome);
        await team.Write(new UserPut(team.NewUser(Bob, "bob"), null), new UserPut(team.NewUser(new("U0CAT"), "cat"), null));
    }

    [Fact]
    public async Task A_password_is_kept_through_later_changes_and_serves_active_people_only()
    {
        var team = await storage.NewTeamAsync();
        var ann = team.NewUser(Ann, "ann", "ann@example.org");
        await team.Write(new UserPut(ann, "hash1"));
        await team.Write(new UserPut(ann with { Updated = 9 }, null));
        Assert.Equal(new Credential(Ann, "hash1"), await storage.Users.CredentialAsync(team.Id, "ANN@example.org"));
        await team.Write(new UserPut(ann, "hash2"));
        Assert.Equal("hash2", (await storage.Users.CredentialAsync(team.Id, "ann@example.org"))?.PasswordHash);
        await team.Write(new UserPut(ann with { Deleted = true }, null));
        Assert.Null(await storage.Users.CredentialAsync(team.Id, "ann@example.org"));
        await team.Write(new UserPut(team.NewUser(Bob, "bob", "bob@example.org"), null));
        Assert.Null(await storage.Users.CredentialAsync(team.Id, "bob@example.org"));
    }

    [Fact]
    public async Task Several_users_are_found_at_once()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(new UserPut(team.NewUser(Bob, "bob") with { Profile = new UserProfile { Snooze = new Snooze(1, 2) } }, null), new UserPut(team.NewUser(Ann, "ann"), null));
        Assert.Equal([Ann, Bob], (await storage.Users.FindManyAsync(team.Id, [Bob, new("U0NOBODY"), Ann])).Select(u => u.Id).OrderBy(id => id.Value));
        Assert.Equal(new Snooze(1, 2), Assert.Single(await storage.Users.FindManyAsync(team.Id, [Bob])).Profile.Snooze);
        Assert.Empty(await storage.Users.FindManyAsync(team.Id, []));
        Assert.Empty(await storage.Users.FindManyAsync((await storage.NewTeamAsync()).Id, [Ann, Bob]));
    }

    [Fact]
    public async Task An_admin_is_another_one_if_it_is_active_and_can_act()
    {
        var team = await storage.NewTeamAsync();
        var bob = team.NewUser(Bob, "bob", "bob@example.org") with { IsAdmin = true };
        await team.Write(new UserPut(team.NewUser(Ann, "ann") with { IsAdmin = true }, "hash"), new UserPut(bob, null));
        Assert.False(await storage.Users.HasOtherAdminAsync(team.Id, Ann), "bob has neither password nor token");
        Assert.True(await storage.Users.HasOtherAdminAsync(team.Id, Bob));
        await team.Write(new TokenPut(Token.Hash("bob's"), Bob, 1, false));
        Assert.True(await storage.Users.HasOtherAdminAsync(team.Id, Ann));
        await team.Write(new TokenPut(Token.Hash("bob's"), Bob, 1, true));
        Assert.False(await storage.Users.HasOtherAdminAsync(team.Id, Ann), "bob's token was revoked");
        await team.Write(new UserPut(bob, "hash"));
        Assert.True(await storage.Users.HasOtherAdminAsync(team.Id, Ann));
        Assert.True(await storage.Users.HasPasswordAsync(team.Id, Bob));
        foreach (var changed in new[] { bob with { Deleted = true }, bob with { IsBot = true }, bob with { IsAdmin = false } })
        {
            await team.Write(new UserPut(changed, null));
            Assert.False(await storage.Users.HasOtherAdminAsync(team.Id, Ann));
        }
        Assert.False(await storage.Users.HasPasswordAsync(team.Id, new("U0NOBODY")));
    }

    [Fact]
    public async Task Unclaimed_are_active_people_who_never_had_a_password_or_a_token()
    {
        var team = await storage.NewTeamAsync();
        UserId eve = new("U0EVE"), cat = new("U0CAT");
        var ann = team.NewUser(Ann, "ann");
        await team.Write(
            new UserPut(ann, null), new UserPut(team.NewUser(Bob, "bob"), null), new UserPut(team.NewUser(eve, "eve"), "hash"),
            new UserPut(team.NewUser(cat, "cat") with { IsBot = true }, null), new TokenPut(Token.Hash("bob's"), Bob, 1, true));
        UserId[] all = [Ann, Bob, eve, cat, UserId.Slackbot];
        Assert.Equal([Ann], await storage.Users.UnclaimedAsync(team.Id, all));
        Assert.Empty(await storage.Users.UnclaimedAsync(team.Id, [Bob, eve]));
        Assert.Empty(await storage.Users.UnclaimedAsync(team.Id, []));
        Assert.Empty(await storage.Users.UnclaimedAsync((await storage.NewTeamAsync()).Id, all));
        await team.Write(new UserPut(ann with { Deleted = true }, null));
        Assert.Empty(await storage.Users.UnclaimedAsync(team.Id, all));
        await team.Write(new UserPut(ann, "hash"));
        Assert.Empty(await storage.Users.UnclaimedAsync(team.Id, all));
    }

    [Fact]
    public async Task Users_are_listed_in_pages_with_the_deleted_ones()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(new UserPut(team.NewUser(Bob, "bob") with { Deleted = true }, null), new UserPut(team.NewUser(Ann, "ann"), null));
        Assert.Equal([Ann, Bob, UserId.Slackbot], (await storage.Users.ListAsync(team.Id, null, 0)).Select(u => u.Id));
        Assert.Equal([Bob], (await storage.Users.ListAsync(team.Id, Ann, 1)).Select(u => u.Id));
        Assert.Empty(await storage.Users.ListAsync(team.Id, UserId.Slackbot, 10));
    }

    [Fact]
    public async Task Tokens_are_found_by_hash_and_by_user()
    {
        var team = await storage.NewTeamAsync();
        byte[] first = Token.Hash("one"), second = Token.Hash("two");
        await team.Write(new TokenPut(second, Ann, 20, false), new TokenPut(first, Ann, 10, false));
        await team.Write(new TokenPut(first, Ann, 10, true));
        Assert.Equivalent(new StoredToken(first, Ann, 10, true), await storage.Users.TokenAsync(team.Id, first), strict: true);
        Assert.Equal([(10L, true), (20L, false)], (await storage.Users.TokensOfAsync(team.Id, Ann)).Select(t => (t.Created, t.Revoked)));
        Assert.Null(await storage.Users.TokenAsync(team.Id, Token.Hash("three")));
        Assert.Empty(await storage.Users.TokensOfAsync(team.Id, Bob));
    }

    [Fact]
    public async Task Who_chose_to_be_away_is_known()
    {
        var team = await storage.NewTeamAsync();
        await team.Write(new UserPut(team.NewUser(Ann, "ann") with { ManualAway = true }, null), new UserPut(team.NewUser(Bob, "bob"), null));
        Assert.Equal([Ann], await storage.Users.ManuallyAwayAsync(team.Id));
    }
}

public sealed class UserStoreOnSqlite(SqliteStorage storage) : UserStoreSpec(storage), IClassFixture<SqliteStorage>;

public sealed class UserStoreOnMariaDb(MariaDbStorage storage) : UserStoreSpec(storage), IClassFixture<MariaDbStorage>;
