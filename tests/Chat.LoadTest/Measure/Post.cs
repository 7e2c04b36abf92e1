using Chat.LoadTest.Target;

namespace Chat.LoadTest.Measure;

/// <summary>One message of ours. Times are Stopwatch ticks; 0 means not yet.</summary>
internal struct Post
{
    /// <summary>When it should have been sent: latencies count from here, so that a server that stalls the sender is not spared.</summary>
    public long Intended;

    public long Acked;

    /// <summary>The first and the last time at which another member's session had it.</summary>
    public long First, Last;

    /// <summary>Microseconds; the same for everyone who sees it.</summary>
    public long Ts;

    public Room Room;

    public Member Author;

    /// <summary>Its number in its room.</summary>
    public int Number;

    /// <summary>Sessions that have it, the author's included.</summary>
    public int Seen;

    /// <summary>The phase in which it was sent.</summary>
    public int Phase;

    public bool IsResent;

    public bool IsRefused;

    /// <summary>Acked, and everyone who must see it has.</summary>
    public readonly bool IsComplete => Acked != 0 && Seen == Room.Members.Count;
}

/// <summary>All posts of a run by their number; grows in chunks, so that growing never copies what is there.</summary>
internal sealed class PostTable
{
    private const int ChunkBits = 14;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<Post[]> _chunks = [];

    public int Count { get; private set; }

    public ref Post this[int number] => ref _chunks[number >> ChunkBits][number & (ChunkSize - 1)];

    public int Add(in Post post)
    {
        if (Count == _chunks.Count * ChunkSize)
            _chunks.Add(new Post[ChunkSize]);
        this[Count] = post;
        return Count++;
    }
}
