using System.Security.Cryptography;
using Chat.Users;

namespace Chat.Sessions;

/// <param name="Resumes">The dropped session that this ticket continues; it is forgotten when the ticket is redeemed.</param>
internal sealed record Ticket(Caller Caller, TicketOptions Options, string? Resumes, DateTimeOffset Expires);

/// <summary>
/// Tickets of one team, each good for one session: an answer to its redeeming may be lost, and the same session then asks again. Pure but for the
/// randomness of their names.
/// </summary>
internal sealed class TicketBook(TimeSpan age)
{
    /// <summary>More than a reconnecting team can use in a ticket's life; beyond it the oldest are forgotten.</summary>
    private const int Most = 200_000;

    private readonly Dictionary<string, Entry> _tickets = [];
    private readonly Dictionary<string, string> _redeemed = [];
    private readonly Queue<(string Name, DateTimeOffset Expires)> _order = new();

    private sealed class Entry(Ticket ticket)
    {
        public Ticket Ticket => ticket;

        /// <summary>The session that it opened.</summary>
        public string? Session { get; set; }

        public bool IsGood(string session, DateTimeOffset now) => ticket.Expires >= now && (Session ?? session) == session;
    }

    public string Issue(Caller caller, TicketOptions options, string? resumes, DateTimeOffset now)
    {
        Sweep(now);
        var name = $"{caller.Team}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        var ticket = new Ticket(caller, options, resumes, now + age);
        _tickets.Add(name, new Entry(ticket));
        _order.Enqueue((name, ticket.Expires));
        return name;
    }

    /// <summary>Looks at a ticket, which can still be revoked or used. Null: not good for this session.</summary>
    public Ticket? Find(string name, string session, DateTimeOffset now) =>
        _tickets.TryGetValue(name, out var entry) && entry.IsGood(session, now) ? entry.Ticket : null;

    /// <summary>Null: unknown, used by another session or one that has ended, revoked or expired.</summary>
    public Ticket? Redeem(string name, string session, DateTimeOffset now)
    {
        if (!_tickets.TryGetValue(name, out var entry) || !entry.IsGood(session, now))
            return null;
        entry.Session = session;
        _redeemed[session] = name;
        return entry.Ticket;
    }

    /// <summary>A session has ended: nothing that it asked, and that comes late, opens it again.</summary>
    public void Spend(string session)
    {
        if (_redeemed.Remove(session, out var name))
            _tickets.Remove(name);
    }

    /// <summary>A revoked token's or deactivated user's tickets open nothing.</summary>
    public void Revoke(Func<Ticket, bool> which)
    {
        foreach (var (name, _) in _tickets.Where(pair => which(pair.Value.Ticket)).ToArray())
            Remove(name);
    }

    public void Sweep(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && (oldest.Expires < now || _tickets.Count > Most))
        {
            _order.Dequeue();
            Remove(oldest.Name);
        }
    }

    /// <summary>For the team's next silo: those that are good for something, in the order of their ends.</summary>
    public Teams.HandedTicket[] HandOver() =>
        [.. _order.Where(item => _tickets.ContainsKey(item.Name)).Select(item => (item.Name, Entry: _tickets[item.Name])).Select(static pair =>
            new Teams.HandedTicket(
                pair.Name, pair.Entry.Ticket.Caller, pair.Entry.Ticket.Options, pair.Entry.Ticket.Resumes, pair.Entry.Ticket.Expires, pair.Entry.Session))];

    public void TakeOver(IEnumerable<Teams.HandedTicket> handed)
    {
        foreach (var item in handed)
        {
            var entry = new Entry(new Ticket(item.Caller, item.Options, item.Resumes, item.Expires)) { Session = item.Session };
            _tickets.Add(item.Name, entry);
            _order.Enqueue((item.Name, item.Expires));
            if (item.Session is { } session)
                _redeemed[session] = item.Name;
        }
    }

    private void Remove(string name)
    {
        if (_tickets.Remove(name, out var entry) && entry.Session is { } session)
            _redeemed.Remove(session);
    }
}
