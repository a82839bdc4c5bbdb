namespace Weir.Consensus.Validating;

/// <summary>What a node means to do later, in the order in which it is due. It holds no timer: its owner asks when the next is due, and comes back then. Not safe for use by two threads at once.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<AgendaItem, (long, long)> _items = new();
    private readonly TimeProvider _clock;
    private long _order;

    /// <summary>Makes an empty agenda.</summary>
    public Agenda(TimeProvider clock) => _clock = clock;

    /// <summary>When the next item is due, in the clock's time stamps; null when there is none.</summary>
    public long? NextDue
    {
        get
        {
            while (_items.TryPeek(out AgendaItem? item, out (long Due, long) at))
            {
                if (!item.IsCancelled) { return at.Due; }
                _items.Dequeue();
            }

            return null;
        }
    }

    /// <summary>True when something is due now.</summary>
    public bool IsDue => NextDue is { } due && due <= _clock.GetTimestamp();

    /// <summary>Notes something to be done after <paramref name="wait"/>.</summary>
    public AgendaItem Add(TimeSpan wait, Action action)
    {
        var item = new AgendaItem(action);
        double ticks = Math.Max(wait.TotalSeconds, 0) * _clock.TimestampFrequency;
        _items.Enqueue(item, (_clock.GetTimestamp() + (long)ticks, _order++));
        return item;
    }

    /// <summary>Does what is due.</summary>
    public void Run()
    {
        long now = _clock.GetTimestamp();
        while (_items.TryPeek(out AgendaItem? item, out (long Due, long) at) && at.Due <= now)
        {
            _items.Dequeue();
            if (!item.IsCancelled) { item.Action(); }
        }
    }
}
