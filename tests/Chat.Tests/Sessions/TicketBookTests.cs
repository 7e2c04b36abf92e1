using Chat.Sessions;
using Chat.Users;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Sessions;

public sealed class TicketBookTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly TicketOptions Options = new(true, false);

    private readonly TicketBook _book = new(TimeSpan.FromSeconds(30));

    [Fact]
    public void A_ticket_opens_one_session_which_may_ask_again_until_it_ends()
    {
        var name = _book.Issue(Caller(Ann, "key"), Options, "former", Noon);
        Assert.StartsWith($"{Home}-", name, StringComparison.Ordinal);
        Assert.Equal(new Ticket(Caller(Ann, "key"), Options, "former", Noon.AddSeconds(30)), _book.Redeem(name, "S1", Noon));
        Assert.Null(_book.Find(name, "S2", Noon));
        Assert.Null(_book.Redeem(name, "S2", Noon));
        _book.Spend("S2");
        Assert.NotNull(_book.Find(name, "S1", Noon));
        Assert.NotNull(_book.Redeem(name, "S1", Noon));
        _book.Spend("S1");
        Assert.Null(_book.Find(name, "S1", Noon));
        Assert.Null(_book.Redeem(name, "S1", Noon));
    }

    [Fact]
    public void An_unknown_ticket_opens_nothing() => Assert.Null(_book.Redeem($"{Home}-0000", "S1", Noon));

    [Fact]
    public void A_ticket_opens_until_it_expires()
    {
        var first = _book.Issue(Caller(Ann, "key"), Options, null, Noon);
        var second = _book.Issue(Caller(Ann, "key"), Options, null, Noon);
        Assert.NotNull(_book.Redeem(first, "S1", Noon.AddSeconds(30)));
        Assert.Null(_book.Redeem(second, "S1", Noon.AddSeconds(30).AddTicks(1)));
    }

    [Fact]
    public void Sweeping_leaves_what_is_still_good()
    {
        var first = _book.Issue(Caller(Ann, "key"), Options, null, Noon);
        var second = _book.Issue(Caller(Ann, "key"), Options, null, Noon.AddSeconds(10));
        _book.Sweep(Noon.AddSeconds(31));
        Assert.Null(_book.Redeem(first, "S1", Noon));
        Assert.NotNull(_book.Redeem(second, "S1", Noon.AddSeconds(31)));
    }

    [Fact]
    public void Revoked_tickets_open_nothing_and_others_do()
    {
        var ann = _book.Issue(Caller(Ann, "a"), Options, null, Noon);
        var other = _book.Issue(Caller(Ann, "b"), Options, null, Noon);
        var bob = _book.Issue(Caller(Bob, "c"), Options, null, Noon);
        _book.Revoke(ticket => ticket.Caller.TokenKey == "a");
        Assert.Null(_book.Redeem(ann, "S1", Noon));
        Assert.NotNull(_book.Redeem(other, "S1", Noon));
        _book.Revoke(ticket => ticket.Caller.User == Bob);
        Assert.Null(_book.Redeem(bob, "S1", Noon));
    }

    [Fact]
    public void A_ticket_that_was_looked_at_opens_nothing_if_it_is_revoked_used_or_expired_by_then()
    {
        Action<string>[] spoils = [_ => _book.Revoke(_ => true), name => _book.Redeem(name, "S2", Noon), _ => _book.Sweep(Noon.AddMinutes(1))];
        foreach (var spoil in spoils)
        {
            var name = _book.Issue(Caller(Ann, "key"), Options, null, Noon);
            Assert.NotNull(_book.Find(name, "S1", Noon));
            Assert.NotNull(_book.Find(name, "S1", Noon));
            spoil(name);
            Assert.Null(_book.Find(name, "S1", Noon));
            Assert.Null(_book.Redeem(name, "S1", Noon));
        }
        Assert.Null(_book.Find(_book.Issue(Caller(Ann, "key"), Options, null, Noon), "S1", Noon.AddMinutes(1)));
    }

    [Fact]
    public void Tickets_cannot_be_guessed_from_one_another()
    {
        var names = Enumerable.Range(0, 1_000).Select(_ => _book.Issue(Caller(Ann, "key"), Options, null, Noon)).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Equal(32, name.Length - $"{Home}-".Length));
    }

    private static Caller Caller(UserId user, string tokenKey) => new(Home, user, "name", false, false, null, tokenKey);
}
