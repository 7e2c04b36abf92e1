using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Chat.LoadTest.Sockets;

/// <summary>
/// epoll with a timer and a way to wake it. Called directly because the runtime's own socket engine costs two system calls and a thread hop a
/// receive: the client shares its machine with the servers that it measures.
/// </summary>
internal sealed unsafe partial class Poller : IDisposable
{
    public const int TimerKey = -1;
    public const int WakeKey = -2;

    private const int MaxEvents = 512;
    private const uint In = 1, Out = 4;
    private const int Add = 1, Delete = 2, Modify = 3;
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const int Monotonic = 1;

    /// <summary>epoll_event is packed on x86-64 only.</summary>
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static readonly int KeyOffset = Stride - 8;

    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(MaxEvents * 16, pinned: true);
    private readonly int _epoll;
    private readonly int _timer;
    private readonly int _wake;

    public Poller()
    {
        _epoll = Require(EpollCreate(CloseOnExec));
        _timer = Require(TimerCreate(Monotonic, CloseOnExec | NonBlocking));
        _wake = Require(EventCreate(0, CloseOnExec | NonBlocking));
        Watch(_timer, TimerKey);
        Watch(_wake, WakeKey);
    }

    /// <param name="key">Told when the descriptor is ready; not negative.</param>
    public void Watch(nint descriptor, int key) => Control(Add, descriptor, key, In);

    /// <param name="writable">Whether to be told also when it can be written.</param>
    public void Change(nint descriptor, int key, bool writable) => Control(Modify, descriptor, key, writable ? In | Out : In);

    public void Forget(nint descriptor) => Control(Delete, descriptor, 0, 0);

    /// <summary>Waits until something is ready, the timer has run out, or it is woken.</summary>
    /// <returns>How many events there are.</returns>
    public int Wait()
    {
        fixed (byte* events = _events)
        {
            var count = EpollWait(_epoll, events, MaxEvents, -1);
            // Interrupted by a signal.
            return count < 0 && Marshal.GetLastPInvokeError() == 4 ? 0 : Require(count);
        }
    }

    public (int Key, bool IsWritable) Event(int index)
    {
        var entry = _events.AsSpan(index * Stride, Stride);
        return (BinaryPrimitives.ReadInt32LittleEndian(entry[KeyOffset..]), (BinaryPrimitives.ReadUInt32LittleEndian(entry) & Out) != 0);
    }

    /// <summary>Rings once after the time; a time that is over rings at once.</summary>
    public void SetTimer(TimeSpan time)
    {
        var ticks = Math.Max(1, time.Ticks);
        var setting = stackalloc long[4] { 0, 0, ticks / TimeSpan.TicksPerSecond, ticks % TimeSpan.TicksPerSecond * 100 };
        Require(TimerSet(_timer, 0, setting, null));
    }

    public void ClearTimer() => Drain(_timer);

    public void Wake()
    {
        ulong one = 1;
        Write(_wake, &one, sizeof(ulong));
    }

    public void ClearWake() => Drain(_wake);

    public void Dispose()
    {
        _ = Close(_epoll);
        _ = Close(_timer);
        _ = Close(_wake);
    }

    private void Control(int operation, nint descriptor, int key, uint wanted)
    {
        var entry = stackalloc byte[16];
        var span = new Span<byte>(entry, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(span, wanted);
        BinaryPrimitives.WriteInt64LittleEndian(span[KeyOffset..], (uint)key);
        Require(EpollControl(_epoll, operation, (int)descriptor, entry));
    }

    private static void Drain(int descriptor)
    {
        ulong count;
        Read(descriptor, &count, sizeof(ulong));
    }

    private static int Require(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int epoll, byte* events, int max, int milliseconds);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int TimerCreate(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int TimerSet(int timer, int flags, long* setting, long* former);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventCreate(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
