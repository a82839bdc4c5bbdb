namespace Weir.Fabric;

/// <summary>
/// The user-space link engine: moves frames between the ends of links in real time and does to them what the impairments ask, on named threads of its own. Used where the kernel has no netem, or where a link asks for it.
/// Safe for several threads. Owns the ends of its links.
/// </summary>
internal sealed class LinkEngine : IAsyncDisposable
{
    // The first frames meet code that is made ready while they pass: a handful of long turns says nothing about the machine, and of few turns they would be a hundredth.
    private const int FirstTurns = 8;

    private readonly EngineThread[] _threads;
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Dictionary<EngineLink, EngineThread> _threadOf = [];
    private bool _disposed;

    /// <summary>Starts the threads.</summary>
    public LinkEngine(LinkEngineOptions options, TimeProvider clock)
    {
        int threads = options.Threads > 0 ? options.Threads : Math.Clamp(Environment.ProcessorCount / 2, 1, 4);
        _threads = [.. Enumerable.Range(0, threads).Select(i => new EngineThread($"weir-link-{i}", options, clock))];
    }

    /// <summary>Ends when the engine was disposed, or with what went wrong in one of its threads: then its links stand still.</summary>
    public Task Completion => Task.WhenAny(_threads.Select(t => t.Completion)).Unwrap();

    /// <summary>How long the turns of the busiest thread took, as mean, 99 % quantile (eight at least of the longest are passed over) and maximum: a frame that comes waits that long until it is seen.</summary>
    public (TimeSpan Mean, TimeSpan P99, TimeSpan Maximum) Turns => _threads.Select(t => (t.Turns.Mean, t.Turns.Quantile(0.99, FirstTurns), t.Turns.Maximum)).MaxBy(t => t.Item2);

    /// <summary>Joins two ends, which the engine owns from now on, also when this fails.</summary>
    /// <param name="name">The link's name; together with the seed it decides the decisions.</param>
    /// <param name="first">One end.</param>
    /// <param name="second">The other end.</param>
    /// <param name="firstToSecond">What happens to frames that enter at the first end.</param>
    /// <param name="secondToFirst">What happens to frames that enter at the second end.</param>
    /// <exception cref="WeirException">The impairments have mistakes.</exception>
    public EngineLink Add(string name, ILinkEnd first, ILinkEnd second, Impairments firstToSecond, Impairments secondToFirst)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            EngineThread thread = _threads.MinBy(t => t.LinkCount)!;
            try
            {
                EngineLink link = thread.Visit(pump =>
                {
                    EngineLink added = pump.Add(name, first, second, firstToSecond, secondToFirst);
                    thread.Watch(added);
                    return added;
                });
                _threadOf.Add(link, thread);
                return link;
            }
            catch
            {
                first.Dispose();
                second.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// Changes the impairments of the direction that begins at <paramref name="from"/>, e.g. <c>i => i with { Loss = 0.1 }</c>. In force when this returns; frames under way keep their delay, those that wait are sent at the new rate.
    /// </summary>
    /// <exception cref="WeirException">The new impairments have mistakes; the old ones stay in force.</exception>
    public void Change(EngineLink link, LinkSide from, Func<Impairments, Impairments> change) => ThreadOf(link).Visit(pump =>
    {
        pump.Change(link.Port(from), change);
        return true;
    });

    /// <summary>What the direction that begins at <paramref name="from"/> was asked for and did.</summary>
    public LinkReading Read(EngineLink link, LinkSide from) => ThreadOf(link).Visit(_ => link.Port(from).Direction.Read());

    /// <summary>Takes a link away and disposes its ends. Doing so twice is harmless.</summary>
    public void Remove(EngineLink link)
    {
        lock (_lock)
        {
            if (!_threadOf.Remove(link, out EngineThread? thread)) { return; }
            thread.Visit(pump =>
            {
                thread.Unwatch(link);
                pump.Remove(link);
                return true;
            });
        }

        link.Forward.Source.Dispose();
        link.Backward.Source.Dispose();
    }

    /// <summary>Stops the threads and disposes all ends. What was under way is gone.</summary>
    public ValueTask DisposeAsync()
    {
        EngineLink[] links;
        lock (_lock)
        {
            if (_disposed) { return ValueTask.CompletedTask; }
            _disposed = true;
            links = [.. _threadOf.Keys];
        }

        foreach (EngineLink link in links) { Remove(link); }
        foreach (EngineThread thread in _threads) { thread.Dispose(); }
        return ValueTask.CompletedTask;
    }

    private EngineThread ThreadOf(EngineLink link)
    {
        lock (_lock)
        {
            return _threadOf.TryGetValue(link, out EngineThread? thread) ? thread : throw new WeirException($"the link {link.Name} was removed");
        }
    }
}
