using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>Transactions that wait for a block, in the order in which they came. Bounded: what does not fit is refused and counted. Not safe for use by two threads at once.</summary>
internal sealed class TransactionPool(int limit)
{
    private readonly Dictionary<Hash256, LinkedListNode<Transaction>> _byHash = [];
    private readonly LinkedList<Transaction> _order = new();

    /// <summary>How many wait.</summary>
    public int Count => _order.Count;

    /// <summary>Transactions that found no room.</summary>
    public long Refused { get; private set; }

    /// <summary>Those that wait, each sender's in the order of its nonces.</summary>
    public IReadOnlyList<Transaction> Waiting => [.. _order.OrderBy(one => one.Nonce)];

    /// <summary>Takes a transaction; false when it is there already, or finds no room.</summary>
    public bool TryAdd(Transaction transaction)
    {
        if (_byHash.ContainsKey(transaction.Hash)) { return false; }
        if (_order.Count >= limit)
        {
            Refused++;
            return false;
        }

        _byHash.Add(transaction.Hash, _order.AddLast(transaction));
        return true;
    }

    /// <summary>Forgets what stands in a block.</summary>
    public void Remove(Block block)
    {
        if (_order.Count == 0) { return; }
        RlpReader items = block.Transactions;
        while (TransactionItems.TryRead(ref items, out ReadOnlySpan<byte> encoded))
        {
            if (Transaction.TryRead(encoded.ToArray(), out Transaction? transaction, out _)) { Remove(transaction!.Hash); }
        }
    }

    /// <summary>Forgets what cannot be in a block any more.</summary>
    public void RemoveWhere(Func<Transaction, bool> isOver)
    {
        foreach (Transaction one in _order.Where(isOver).ToArray()) { Remove(one.Hash); }
    }

    private void Remove(Hash256 hash)
    {
        if (_byHash.Remove(hash, out LinkedListNode<Transaction>? place)) { _order.Remove(place); }
    }
}
