using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>The hashes that were seen last: when there are too many, the oldest is forgotten.</summary>
internal sealed class LimitedSet(int limit)
{
    private readonly HashSet<Hash256> _set = [];
    private readonly Queue<Hash256> _order = new();

    /// <summary>Adds a hash; false when it was there.</summary>
    public bool Add(Hash256 hash)
    {
        if (!_set.Add(hash)) { return false; }
        _order.Enqueue(hash);
        if (_order.Count > limit) { _set.Remove(_order.Dequeue()); }
        return true;
    }

    /// <summary>True for a hash that was seen.</summary>
    public bool Contains(Hash256 hash) => _set.Contains(hash);
}
