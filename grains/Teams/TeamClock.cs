namespace Chat.Teams;

/// <summary>Gives each ts once and rising, whatever the machine's clock does. Pure.</summary>
internal sealed class TeamClock
{
    private Ts _last;

    public TeamClock(Ts last) => _last = last;

    public Ts Last => _last;

    public Ts Next(DateTimeOffset now)
    {
        var present = Ts.At(now);
        _last = present > _last ? present : new Ts(_last.Micros + 1);
        return _last;
    }
}
