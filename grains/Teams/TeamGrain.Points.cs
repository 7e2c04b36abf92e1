namespace Chat.Teams;

/// <summary>Places in the log that part what was from what comes.</summary>
public sealed partial class TeamGrain
{
    public async Task<Ts> Point()
    {
        RequireWriter();
        var point = _clock.Next(time.GetUtcNow());
        // Those that are under way have lower ones. Whoever asked for the point reads the shard.
        await Task.WhenAll(_inFlight.Select(staged => staged.Commit));
        RequireWriter();
        return point;
    }
}
