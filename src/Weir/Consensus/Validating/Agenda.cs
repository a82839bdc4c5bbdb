namespace Weir.Consensus.Validating;

/// <summary>What a node means to do later, in the order in which it is due. It holds no timer: its owner asks when the next is due, and comes back then. Not safe for use by two threads at once.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<AgendaItem, (long, long)> _items = new();
    private readonly TimeProvider _clock;
    private long _order;

    /// <summary>Makes an empty agenda.</summary>
    public Agenda(TimeProvider clock) => _clock = clock;

    /// <summary>How long until the next item is due, not below zero; null when there is none.</summary>
    public TimeSpan? Next
    {
        get
        {
            while (_items.TryPeek(out AgendaItem? item, out (long Due, long) at))
            {
                if (!item.IsCancelled)
                {
                    long ticks = at.Due - _clock.GetTimestamp();
                    return ticks <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)ticks / _clock.TimestampFrequency);
                }

                _items.Dequeue();
            }

            return null;
        }
    }

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
