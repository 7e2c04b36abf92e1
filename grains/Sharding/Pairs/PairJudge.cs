namespace Chat.Sharding.Pairs;

/// <summary>What was seen of one server of a pair at one look.</summary>
/// <param name="Answers">It answered in time.</param>
/// <param name="Serves">It takes writes: it was connected to its peer since it started.</param>
/// <param name="Receives">It receives and applies what its peer writes.</param>
/// <param name="AcksWait">Commits wait here for the peer's ack.</param>
/// <param name="Acks">How many commits the peer has acked since the server started.</param>
internal sealed record ServerView(bool Answers, bool Serves, bool Receives, bool AcksWait, long Acks)
{
    public static ServerView Silent { get; } = new(false, false, false, false, 0);
}

internal enum PairVerdict
{
    /// <summary>Nothing is to be done.</summary>
    Fine,

    /// <summary>The two are in step: from now on either may take over.</summary>
    InStep,

    /// <summary>A died: B takes its teams over.</summary>
    TakeOverByB,

    /// <summary>B died: A takes its teams over.</summary>
    TakeOverByA,

    /// <summary>Both live and do not hear each other: each goes on alone, and neither may take over.</summary>
    Part,

    /// <summary>They hear each other again: commits wait for acks again.</summary>
    Meet,

    /// <summary>Started anew, and nobody has gone on in their stead: they take what the other has, then serve again.</summary>
    Unite,

    /// <summary>A server is away and the other may not take over, or both are away: somebody has to look.</summary>
    Page,
}

/// <summary>
/// Decides for one pair, look by look, what is to be done; does nothing itself. A server is dead after two looks in a row in which it did not answer or took
/// no writes. The pair has parted when commits have waited without any ack, or a server has received nothing, for <paramref name="partAfter"/>.
/// </summary>
internal sealed class PairJudge(TimeSpan partAfter)
{
    private const int LooksUntilDead = 2;

    private readonly int[] _missed = new int[2];
    private readonly long[] _acks = [-1, -1];
    private TimeSpan? _deafSince;

    /// <param name="state">Of <see cref="ShardSync"/>, as the directory has it.</param>
    /// <param name="now">Any monotonic time.</param>
    /// <param name="a">Server A.</param>
    /// <param name="b">Server B.</param>
    public PairVerdict Look(string state, TimeSpan now, ServerView a, ServerView b)
    {
        Count(0, a);
        Count(1, b);
        var isDeaf = IsDeaf(state, now, a, b);
        var (deadA, deadB) = (_missed[0] >= LooksUntilDead, _missed[1] >= LooksUntilDead);
        return state switch
        {
            ShardSync.Synced or ShardSync.New or ShardSync.Apart when a.Answers && b.Answers && !a.Serves && !b.Serves => PairVerdict.Unite,
            // Either would have been taken over if it might be.
            ShardSync.Apart when a.Answers && b.Answers && a.Serves != b.Serves => PairVerdict.Unite,
            ShardSync.Synced when deadA && deadB => PairVerdict.Page,
            ShardSync.Synced when deadA && b.Answers => PairVerdict.TakeOverByB,
            ShardSync.Synced when deadB && a.Answers => PairVerdict.TakeOverByA,
            ShardSync.Synced when a.Answers && b.Answers && isDeaf => PairVerdict.Part,
            ShardSync.New or ShardSync.Apart when IsWhole(a) && IsWhole(b) => state == ShardSync.New ? PairVerdict.InStep : PairVerdict.Meet,
            ShardSync.New or ShardSync.Apart when deadA || deadB => PairVerdict.Page,
            _ => PairVerdict.Fine,
        };
    }

    private static bool IsWhole(ServerView server) => server is { Answers: true, Serves: true, Receives: true };

    private void Count(int server, ServerView view) => _missed[server] = view is { Answers: true, Serves: true } ? 0 : _missed[server] + 1;

    /// <summary>Whether the two have not heard each other for long enough.</summary>
    private bool IsDeaf(string state, TimeSpan now, ServerView a, ServerView b)
    {
        var waits = WaitsInVain(0, a) | WaitsInVain(1, b);
        // While one served alone they heard nothing: that is no reason to part when the other is back.
        if (state != ShardSync.Synced || (!waits && a.Receives && b.Receives))
        {
            _deafSince = null;
            return false;
        }
        _deafSince ??= now;
        return now - _deafSince >= partAfter;
    }

    private bool WaitsInVain(int server, ServerView view)
    {
        var waits = view.AcksWait && view.Acks == _acks[server];
        _acks[server] = view.Acks;
        return waits;
    }
}
