using Weir.Wire.Ethereum;

namespace Weir.Consensus.Ibft;

/// <summary>
/// Messages for later, a queue for each validator: lower sequences first, then lower rounds, then proposals before commits before prepares; round changes by their sequence alone (klaytn-ibft 4.1). Bounded: what does not fit is refused.
/// </summary>
internal sealed class IbftBacklog
{
    private readonly Dictionary<EthereumAddress, PriorityQueue<IbftMessage, (ulong, ulong, int, long)>> _queues = [];
    private readonly int _limit;
    private long _order;

    /// <summary>Makes an empty backlog.</summary>
    /// <param name="limit">Messages of one validator at most.</param>
    public IbftBacklog(int limit) => _limit = limit;

    /// <summary>Messages that found no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Keeps a message; false when its sender's queue is full.</summary>
    public bool TryAdd(IbftMessage message)
    {
        if (!_queues.TryGetValue(message.Address, out PriorityQueue<IbftMessage, (ulong, ulong, int, long)>? queue)) { _queues.Add(message.Address, queue = new()); }
        if (queue.Count >= _limit)
        {
            Dropped++;
            return false;
        }

        queue.Enqueue(message, PriorityOf(message));
        return true;
    }

    /// <summary>
    /// Takes out what <paramref name="judge"/> does not call stored any more: what it accepts is handed on, what is old is forgotten. Each queue is gone through up to its first message that is still for later, as nodes do.
    /// Queues of those who are no validators any more are forgotten.
    /// </summary>
    public void Release(Func<EthereumAddress, bool> isValidator, Func<IbftMessage, IbftOutcome> judge, Queue<IbftMessage> released)
    {
        foreach ((EthereumAddress sender, PriorityQueue<IbftMessage, (ulong, ulong, int, long)> queue) in _queues)
        {
            if (!isValidator(sender))
            {
                _queues.Remove(sender);
                continue;
            }

            while (queue.TryPeek(out IbftMessage? message, out _))
            {
                IbftOutcome outcome = judge(message);
                if (outcome == IbftOutcome.Stored) { break; }
                queue.Dequeue();
                if (outcome == IbftOutcome.Accepted) { released.Enqueue(message); }
            }
        }
    }

    private (ulong, ulong, int, long) PriorityOf(IbftMessage message) => message.Code switch
    {
        IbftCode.RoundChange => (message.Sequence, 0, 0, _order++),
        IbftCode.Preprepare => (message.Sequence, message.Round, 1, _order++),
        IbftCode.Commit => (message.Sequence, message.Round, 2, _order++),
        _ => (message.Sequence, message.Round, 3, _order++),
    };
}
