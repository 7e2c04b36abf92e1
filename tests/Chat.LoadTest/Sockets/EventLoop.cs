using System.Collections.Concurrent;
using System.Diagnostics;

namespace Chat.LoadTest.Sockets;

/// <summary>
/// The one thread on which all sockets are read and written, all checks are made and all times are kept: nothing that it owns needs a lock.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly Poller _poller = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly List<WebSocketClient?> _sockets = [];
    private readonly Stack<int> _freeKeys = new();
    private readonly List<Pacer> _pacers = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile bool _stopping;

    public EventLoop()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "event loop" };
        _thread.Start();
    }

    /// <summary>Fails when the loop does, which only a fault of this program makes it do.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Stopwatch ticks when the present round of events began: the time of everything that it brings.</summary>
    public long Now { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>Runs an action on the loop's thread.</summary>
    public void Post(Action action)
    {
        _posted.Enqueue(action);
        _poller.Wake();
    }

    /// <summary>Runs a function on the loop's thread and answers its result.</summary>
    public Task<T> Ask<T>(Func<T> function)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(function());
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        });
        return answer.Task;
    }

    public Task Tell(Action action) => Ask(() =>
    {
        action();
        return true;
    });

    /// <summary>On the loop's thread: begins to serve a connected socket.</summary>
    public void Serve(WebSocketClient socket)
    {
        if (!_freeKeys.TryPop(out var key))
        {
            key = _sockets.Count;
            _sockets.Add(null);
        }
        _sockets[key] = socket;
        socket.Key = key;
        _poller.Watch(socket.Descriptor, key);
    }

    /// <summary>On the loop's thread: ends serving; the socket may then be closed.</summary>
    public void Release(WebSocketClient socket)
    {
        _poller.Forget(socket.Descriptor);
        _sockets[socket.Key] = null;
        _freeKeys.Push(socket.Key);
    }

    public void WatchWritable(WebSocketClient socket, bool writable) => _poller.Change(socket.Descriptor, socket.Key, writable);

    /// <summary>On the loop's thread: calls the pacer at each of its times until it is removed.</summary>
    public void Add(Pacer pacer) => _pacers.Add(pacer);

    public void Remove(Pacer pacer) => _pacers.Remove(pacer);

    public void Dispose()
    {
        _stopping = true;
        _poller.Wake();
        _thread.Join();
        _poller.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
                Round();
            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
    }

    private void Round()
    {
        RunPacers();
        var count = _poller.Wait();
        Now = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var (key, isWritable) = _poller.Event(i);
            if (key == Poller.TimerKey)
                _poller.ClearTimer();
            else if (key == Poller.WakeKey)
                _poller.ClearWake();
            else if (_sockets[key] is { } socket)
                socket.OnReady(_buffer, isWritable);
        }
        while (_posted.TryDequeue(out var action))
            action();
    }

    private void RunPacers()
    {
        if (_pacers.Count == 0)
            return;
        Now = Stopwatch.GetTimestamp();
        var next = long.MaxValue;
        for (var i = _pacers.Count - 1; i >= 0; i--)
            next = Math.Min(next, _pacers[i].Run(Now));
        _poller.SetTimer(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next));
    }
}

/// <summary>Does something at a fixed rate. What is late is made up for, and each time is told when it should have been.</summary>
/// <param name="start">Stopwatch ticks of the first time.</param>
internal sealed class Pacer(long start, double perSecond, Action<long> act)
{
    /// <summary>Times of one round at most, so that what has fallen far behind does not keep the loop from reading.</summary>
    private const int MaxPerRound = 64;

    private long _count;

    private long Next => start + (long)(_count * (Stopwatch.Frequency / perSecond));

    /// <returns>When to run again.</returns>
    public long Run(long now)
    {
        for (var i = 0; i < MaxPerRound && Next <= now; i++)
        {
            var due = Next;
            _count++;
            act(due);
        }
        return Next;
    }
}
