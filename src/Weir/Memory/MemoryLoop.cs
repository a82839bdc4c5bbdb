using System.Collections.Concurrent;
using Weir.Fabric;

namespace Weir.Memory;

/// <summary>
/// The one thread of a lab in memory, and its time. What is ready is done in the order in which it became ready; only when nothing is left to do is the clock set forward, to the next frame or timer that falls due. So the
/// same lab with the same seed does the same things in the same order at the same times, however busy the machine is. All that belongs to the lab runs on this thread, the programs and checks too: their tasks are continued
/// where they are completed.
/// </summary>
internal sealed class MemoryLoop
{
    // A continuation runs on the stack of what completed it; deep chains would else be handed to other threads.
    private const int StackBytes = 16 << 20;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly Queue<Action> _ready = new();
    private readonly ConcurrentQueue<Action> _outside = new();
    private readonly SemaphoreSlim _called = new(0);
    private readonly VirtualClock _clock = new();

    /// <summary>Makes a loop whose links decide by <paramref name="seed"/>.</summary>
    public MemoryLoop(ulong seed)
    {
        Seed = seed;
        Pump = new LinkPump(_clock, seed);
    }

    /// <summary>The time of the lab; it begins at 0, which is 1970-01-01 UTC.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>What carries the frames.</summary>
    public LinkPump Pump { get; }

    /// <summary>Decides every random choice.</summary>
    public ulong Seed { get; }

    /// <summary>Nanoseconds of the lab's time.</summary>
    public long Now => _clock.GetTimestamp();

    /// <summary>Makes sure that the caller is on the loop's thread: what is not repeats nothing.</summary>
    /// <exception cref="InvalidOperationException">It is on another one.</exception>
    public void Verify()
    {
        if (_clock.Owner != Thread.CurrentThread) { throw new InvalidOperationException("a lab in memory went on in another thread than its own"); }
    }

    /// <summary>Lets something be done when all that is ready now has been done. From the loop's own thread.</summary>
    public void Post(Action work) => _ready.Enqueue(work);

    /// <summary>Lets something be done between two things, asked for by another thread: an interruption, a limit of the machine's time.</summary>
    public void PostFromOutside(Action work)
    {
        _outside.Enqueue(work);
        _called.Release();
    }

    /// <summary>Completes after some of the lab's time.</summary>
    public Task DelayAsync(TimeSpan time, CancellationToken cancellation) => ClockPause.ForAsync(time, Clock, cancellation);

    /// <summary>Begins to read both ends of a link when frames wait there.</summary>
    public void Watch(EngineLink link)
    {
        Watch(link.Forward);
        Watch(link.Backward);
    }

    /// <summary>Does <paramref name="work"/> on a thread of its own, with all that follows from it, and completes with it.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(work, done), StackBytes) { Name = "weir-memory", IsBackground = true };
        thread.Start();
        return done.Task;
    }

    private void Run<T>(Func<Task<T>> work, TaskCompletionSource<T> done)
    {
        _clock.Owner = Thread.CurrentThread;
        try
        {
            Task<T> task = work();
            while (!task.IsCompleted) { Step(); }
            done.SetFromTask(task);
        }
#pragma warning disable CA1031 // The border of the thread: whatever ended it is told to who waits for the task.
        catch (Exception fault)
        {
            done.SetException(fault);
        }
#pragma warning restore CA1031
        finally
        {
            _clock.Owner = null;
        }
    }

    private void Step()
    {
        if (_outside.TryDequeue(out Action? asked)) { asked(); }
        else if (_ready.TryDequeue(out Action? work)) { work(); }
        else { SetForward(); }
    }

    private void SetForward()
    {
        long frame = Pump.NextDue, timer = _clock.NextTimer;
        if (Math.Min(frame, timer) == long.MaxValue)
        {
            // Nothing will happen any more by itself; somebody may still interrupt.
            _called.Wait(s_look);
            return;
        }

        _clock.SetTo(Math.Min(frame, timer));
        if (frame <= timer) { Pump.DeliverDue(); } else { _clock.FireNext(); }
    }

    private void Watch(LinkPort port)
    {
        bool waits = false;
        void Read()
        {
            waits = false;
            if (Pump.Receive(port) == LinkPump.Batch) { Call(); }
        }

        void Call()
        {
            if (waits) { return; }
            waits = true;
            Post(Read);
        }

        port.Source.Arrived = Call;
    }
}
