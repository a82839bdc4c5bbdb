using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>
/// Waits for many descriptors, for a time in nanoseconds, and for <see cref="Wake"/>, by <c>epoll</c> with a <c>timerfd</c> and an <c>eventfd</c> in it: the timer is not subject to a thread's timer slack, and no kernel is
/// too old for it. One thread waits; any thread may add, remove and wake.
/// </summary>
internal sealed partial class EventPoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int MonotonicClock = 1;
    private const int AddControl = 1;
    private const int RemoveControl = 2;
    private const int ChangeControl = 3;
    private const uint ReadableEvent = 1;
    private const uint WritableEvent = 4;
    private const uint EdgeTriggered = 1u << 31;
    private const int Interrupted = 4;
    private const ulong TimerToken = ulong.MaxValue;
    private const ulong WakeToken = ulong.MaxValue - 1;
    private const int MostEvents = 64;

    // The kernel packs its structure on x86-64 only.
    private static readonly bool s_packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int s_eventSize = s_packed ? 12 : 16;
    private static readonly int s_tokenOffset = s_packed ? 4 : 8;

    private readonly int _poll;
    private readonly int _timer;
    private readonly int _wake;
    private bool _armed;
    private bool _disposed;

    /// <summary>Makes it with nothing to wait for.</summary>
    public EventPoll()
    {
        _poll = Check(CreatePoll(CloseOnExec), "epoll_create1");
        _timer = Check(CreateTimer(MonotonicClock, CloseOnExec | NonBlocking), "timerfd_create");
        _wake = Check(CreateEvent(0, CloseOnExec | NonBlocking), "eventfd");
        // Edge-triggered: each expiry is told once and need not be read.
        Control(AddControl, _timer, ReadableEvent | EdgeTriggered, TimerToken);
        Control(AddControl, _wake, ReadableEvent | EdgeTriggered, WakeToken);
    }

    /// <summary>Waits for <paramref name="descriptor"/> to be readable from now on; <paramref name="token"/> (not negative) names it.</summary>
    public void Add(int descriptor, int token) => Control(AddControl, descriptor, ReadableEvent, (ulong)token);

    /// <summary>What is waited for at a descriptor that was added changes; it is told by the same token. An error or the other side's end is told in any case.</summary>
    public void Change(int descriptor, int token, bool readable, bool writable) => Control(ChangeControl, descriptor, (readable ? ReadableEvent : 0) | (writable ? WritableEvent : 0), (ulong)token);

    /// <summary>Waits for it no longer. A descriptor that is closed is gone by itself.</summary>
    public unsafe void Remove(int descriptor) => _ = ControlPoll(_poll, RemoveControl, descriptor, null);

    /// <summary>Ends the present or the next <see cref="Wait"/>, from any thread.</summary>
    public unsafe void Wake()
    {
        ulong one = 1;
        _ = WriteBytes(_wake, &one, sizeof(ulong));
    }

    /// <summary>
    /// Waits until a descriptor is ready, the time is over, or somebody called <see cref="Wake"/>. Writes the tokens of the ready ones and returns their number, at most the length of <paramref name="tokens"/>.
    /// </summary>
    /// <param name="tokens">Where the tokens go.</param>
    /// <param name="nanoseconds">How long at most; 0 only looks, below 0 is without end.</param>
    public unsafe int Wait(Span<int> tokens, long nanoseconds)
    {
        if (nanoseconds > 0) { Arm(nanoseconds); } else if (_armed && nanoseconds < 0) { Arm(0); }
        byte* events = stackalloc byte[MostEvents * 16];
        int count = WaitPoll(_poll, events, Math.Min(MostEvents, tokens.Length), nanoseconds == 0 ? 0 : -1);
        if (count < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            return error == Interrupted ? 0 : throw new WeirException($"epoll_wait: {Marshal.GetPInvokeErrorMessage(error)}", 4);
        }

        int found = 0;
        for (int i = 0; i < count; i++)
        {
            ulong token = MemoryMarshal.Read<ulong>(new ReadOnlySpan<byte>(events + (i * s_eventSize) + s_tokenOffset, sizeof(ulong)));
            if (token == TimerToken) { _armed = false; } else if (token != WakeToken) { tokens[found++] = (int)token; }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        _ = Close(_poll);
        _ = Close(_timer);
        _ = Close(_wake);
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new WeirException($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}", 4);

    private unsafe void Arm(long nanoseconds)
    {
        long* time = stackalloc long[4] { 0, 0, nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000 };
        _ = SetTimer(_timer, 0, time, null);
        _armed = nanoseconds > 0;
    }

    private unsafe void Control(int operation, int descriptor, uint events, ulong token)
    {
        byte* description = stackalloc byte[16];
        MemoryMarshal.Write(new Span<byte>(description, sizeof(uint)), events);
        MemoryMarshal.Write(new Span<byte>(description + s_tokenOffset, sizeof(ulong)), token);
        _ = Check(ControlPoll(_poll, operation, descriptor, description), "epoll_ctl");
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int ControlPoll(int poll, int operation, int descriptor, byte* description);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int WaitPoll(int poll, byte* events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int CreateTimer(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static unsafe partial int SetTimer(int timer, int flags, long* time, long* before);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write")]
    private static unsafe partial nint WriteBytes(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
