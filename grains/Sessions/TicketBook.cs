using System.Security.Cryptography;
using Chat.Users;

namespace Chat.Sessions;

/// <param name="Resumes">The dropped session that this ticket continues; it is forgotten when the ticket is redeemed.</param>
internal sealed record Ticket(Caller Caller, TicketOptions Options, string? Resumes, DateTimeOffset Expires);

/// <summary>Single-use tickets of one team. Pure but for the randomness of their names.</summary>
internal sealed class TicketBook(TimeSpan age)
{
    /// <summary>More than a reconnecting team can use in a ticket's life; beyond it the oldest are forgotten.</summary>
    private const int Most = 200_000;

    private readonly Dictionary<string, Ticket> _tickets = [];
    private readonly Queue<(string Name, DateTimeOffset Expires)> _order = new();

    public string Issue(Caller caller, TicketOptions options, string? resumes, DateTimeOffset now)
    {
        Sweep(now);
        var name = $"{caller.Team}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        var ticket = new Ticket(caller, options, resumes, now + age);
        _tickets.Add(name, ticket);
        _order.Enqueue((name, ticket.Expires));
        return name;
    }

    /// <summary>Looks at a ticket, which stays good and can still be revoked. Null: unknown, used or expired.</summary>
    public Ticket? Find(string name, DateTimeOffset now) =>
        _tickets.TryGetValue(name, out var ticket) && ticket.Expires >= now ? ticket : null;

    /// <summary>Null: unknown, used, revoked or expired.</summary>
    public Ticket? Redeem(string name, DateTimeOffset now) =>
        _tickets.Remove(name, out var ticket) && ticket.Expires >= now ? ticket : null;

    /// <summary>A revoked token's or deactivated user's tickets open nothing.</summary>
    public void Revoke(Func<Ticket, bool> which)
    {
        foreach (var (name, _) in _tickets.Where(pair => which(pair.Value)).ToArray())
            _tickets.Remove(name);
    }

    public void Sweep(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && (oldest.Expires < now || _tickets.Count > Most))
        {
            _order.Dequeue();
            _tickets.Remove(oldest.Name);
        }
    }
}
