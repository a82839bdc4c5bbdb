using Weir.Platform;

namespace Weir.Fabric;

/// <summary>One thread of the engine with its links. Others reach the links by <see cref="Visit"/>, between two turns.</summary>
internal sealed class EngineThread : IDisposable
{
    private readonly Lock _lock = new();
    private readonly EventPoll _poll = new();
    private readonly Thread _thread;
    private readonly long _spin;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _lock, with all that the pump holds.
    private readonly LinkPump _pump;
    private readonly List<LinkPort?> _ports = [];
    private readonly List<LinkPort> _withoutDescriptor = [];
    private int _visitors;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    public EngineThread(string name, LinkEngineOptions options, TimeProvider clock)
    {
        _pump = new LinkPump(clock, options.Seed, options.Limits, options.MaximumBytes);
        _spin = Math.Clamp(options.Spin.Ticks * 100, 0, 50_000);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends when the thread ends; with what went wrong when it did not end on request.</summary>
    public Task Completion => _ended.Task;

    /// <summary>How long the turns took: a frame that comes waits at most that long until it is seen.</summary>
    public LatenessHistogram Turns { get; } = new();

    /// <summary>Links on this thread.</summary>
    public int LinkCount => _pump.Links.Count;

    /// <summary>Does something with the links while the thread does not.</summary>
    public T Visit<T>(Func<LinkPump, T> action)
    {
        Interlocked.Increment(ref _visitors);
        try
        {
            lock (_lock) { return action(_pump); }
        }
        finally
        {
            Interlocked.Decrement(ref _visitors);
            _poll.Wake();
        }
    }

    /// <summary>Begins to read the ends of a link.</summary>
    public void Watch(EngineLink link)
    {
        foreach (LinkPort port in (LinkPort[])[link.Forward, link.Backward])
        {
            if (port.Source.Descriptor < 0)
            {
                _withoutDescriptor.Add(port);
                port.Source.Arrived = _poll.Wake;
                continue;
            }

            int token = _ports.IndexOf(null);
            if (token < 0)
            {
                token = _ports.Count;
                _ports.Add(null);
            }

            _ports[token] = port;
            _poll.Add(port.Source.Descriptor, token);
        }
    }

    /// <summary>Ends reading the ends of a link.</summary>
    public void Unwatch(EngineLink link)
    {
        foreach (LinkPort port in (LinkPort[])[link.Forward, link.Backward])
        {
            _withoutDescriptor.Remove(port);
            port.Source.Arrived = null;
            Forget(_ports.IndexOf(port));
        }
    }

    /// <summary>Stops the thread, and waits for its end.</summary>
    public void Dispose()
    {
        if (_stopping) { return; }
        _stopping = true;
        _poll.Wake();
        _thread.Join();
        _poll.Dispose();
    }

    private void Run()
    {
        try
        {
            Span<int> ready = stackalloc int[64];
            bool more = false;
            while (!_stopping)
            {
                int count = _poll.Wait(ready, more ? 0 : WaitTime());
                // A waiter would not get the lock between two turns of a busy thread.
                while (Volatile.Read(ref _visitors) > 0) { Thread.Yield(); }
                lock (_lock) { more = Turn(ready[..count]); }
            }

            _ended.TrySetResult();
        }
#pragma warning disable CA1031 // The border of the thread: whatever ended it is told to who waits for Completion.
        catch (Exception e)
        {
            _ended.TrySetException(e);
        }
#pragma warning restore CA1031
    }

    private long WaitTime()
    {
        long due = _pump.NextDue;
        if (due == long.MaxValue) { return -1; }
        long left = due - _pump.Now - _spin;
        return left > 0 ? left : 0;
    }

    private bool Turn(ReadOnlySpan<int> ready)
    {
        long begin = _pump.Now;
        bool more = _pump.DeliverDue();
        bool worked = more || !ready.IsEmpty;
        foreach (int token in ready)
        {
            if (token >= _ports.Count || _ports[token] is not { } port) { continue; }
            int count = _pump.Receive(port);
            if (count == 0 && port.Source.Gone) { Forget(token); }
            more |= count == LinkPump.Batch;
            more |= _pump.DeliverDue();
        }

        foreach (LinkPort port in _withoutDescriptor)
        {
            int count = _pump.Receive(port);
            worked |= count > 0;
            more |= count == LinkPump.Batch;
        }

        if (worked) { Turns.Record(_pump.Now - begin); }
        return more;
    }

    private void Forget(int token)
    {
        if (token < 0 || _ports[token] is not { } port) { return; }
        _poll.Remove(port.Source.Descriptor);
        _ports[token] = null;
    }
}
