namespace Weir.Tests.Consensus.Ibft;

/// <summary>A clock that jumps to what is due next: hours of a network pass in a moment, and always in the same order.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (TimeSpan, long)> _due = new();
    private long _order;

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1_700_000_000);

    public void After(TimeSpan wait, Action action) => _due.Enqueue(action, (Now + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero), _order++));

    /// <summary>Lets time pass.</summary>
    public void Run(TimeSpan time)
    {
        TimeSpan end = Now + time;
        while (_due.TryPeek(out Action? action, out (TimeSpan At, long) due) && due.At <= end)
        {
            _due.Dequeue();
            Now = due.At;
            action();
        }

        Now = end;
    }
}
