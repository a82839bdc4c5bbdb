using Weir.Platform;

namespace Weir.Monitors;

/// <summary>
/// Changes the tables of a monitor on a thread of its own, one change at a time: a disk that takes seconds for one must not keep the frames waiting, whose ring is full by then. Used by one thread. Disposing waits for the change
/// under way.
/// </summary>
internal sealed class TableWriter : IDisposable
{
    private readonly ITableStore _store;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _given = new(0);
    private readonly SemaphoreSlim _idle = new(1); // whoever has it may use the fields below
    private Action<ITableSink>? _change;
    private IReadOnlyList<TaskCompletionSource> _waiting = [];
    private Exception? _fault;
    private TimeSpan _took;
    private bool _disposed;

    /// <summary>Begins the thread.</summary>
    public TableWriter(ITableStore store, string name, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _thread = new Thread(Work) { IsBackground = true, Name = $"tables {name}" };
        _thread.Start();
    }

    /// <summary>True while a change is being made: the next one would have to wait.</summary>
    public bool IsBusy => _idle.CurrentCount == 0;

    /// <summary>Hands over a change, when the one before is made, and goes on. Gives how long that one took. Those who wait are told when the change is made or has failed, unless this throws; what goes on then must not run on the thread of the one who tells.</summary>
    /// <exception cref="Exception">What the change before failed with.</exception>
    public TimeSpan Write(Action<ITableSink> change, IReadOnlyList<TaskCompletionSource> waiting)
    {
        Complete();
        TimeSpan took = _took;
        _idle.Wait();
        (_change, _waiting) = (change, waiting);
        _given.Release();
        return took;
    }

    /// <summary>Waits until the change under way is made.</summary>
    /// <exception cref="Exception">What it failed with.</exception>
    public void Complete()
    {
        _idle.Wait();
        Exception? fault = _fault;
        _idle.Release();
        if (fault is not null) { System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault); }
    }

    /// <summary>Ends the thread after the change under way. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        _idle.Wait();
        _change = null;
        _given.Release();
        _thread.Join();
        _given.Dispose();
        _idle.Dispose();
    }

    private void Work()
    {
        // Whoever takes the frames runs before others, and waits for this one.
        ThreadUrgency.Raise();
        while (true)
        {
            _given.Wait();
            if (_change is not { } change) { return; }
            long begin = _time.GetTimestamp();
            try { _store.Change(change); }
#pragma warning disable CA1031 // The border of a thread: who wrote is told with the next change.
            catch (Exception fault) { _fault = fault; }
#pragma warning restore CA1031

            _took = _time.GetElapsedTime(begin);
            _change = null;
            IReadOnlyList<TaskCompletionSource> waiting = _waiting;
            _idle.Release();
            foreach (TaskCompletionSource one in waiting) { one.TrySetResult(); }
        }
    }
}
