using Weir.Consensus.Chain;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>
/// Trie nodes of the last states by their hash, for peers that fetch a state in place of executing blocks (klaytn-state 8.2). States share what did not change, so keeping them costs little; the index is made when somebody asks, at most
/// once for each state. Code and storage of contracts are not kept. Not safe for use by two threads at once.
/// </summary>
internal sealed class StateNodes
{
    /// <summary>States that are kept, as many as Klaytn's own nodes keep.</summary>
    public const int StatesKept = 128;

    private const int NodeLimit = 384;
    private const int AnswerLimit = 2 << 20;

    /// <summary>Nodes in the index: of more, those of the older states are not found.</summary>
    private const int IndexLimit = 200_000;

    private readonly LinkedList<WorldState> _states = new();
    private readonly Dictionary<Hash256, byte[]> _index = [];
    private bool _isIndexed;

    /// <summary>Keeps the state after a block; the oldest of too many is forgotten.</summary>
    public void Add(WorldState state)
    {
        if (_states.Last?.Value.Root == state.Root) { return; }
        _states.AddLast(state);
        if (_states.Count > StatesKept) { _states.RemoveFirst(); }
        _isIndexed = false;
    }

    /// <summary>The nodes with these hashes in their order; those that are not known are left out, and so is what is too much for one answer.</summary>
    public List<byte[]> Find(IReadOnlyList<Hash256> hashes)
    {
        var found = new List<byte[]>();
        int bytes = 0;
        foreach (Hash256 hash in hashes.Take(NodeLimit))
        {
            if (bytes >= AnswerLimit || !TryFind(hash, out byte[]? node)) { continue; }
            found.Add(node!);
            bytes += node!.Length;
        }

        return found;
    }

    private bool TryFind(Hash256 hash, out byte[]? node)
    {
        if (_index.TryGetValue(hash, out node)) { return true; }
        if (_isIndexed) { return false; }
        _isIndexed = true;
        _index.Clear();
        for (LinkedListNode<WorldState>? state = _states.Last; state is not null && _index.Count < IndexLimit; state = state.Previous)
        {
            foreach (byte[] one in state.Value.Accounts.Nodes()) { _index.TryAdd(Hash256.Keccak(one), one); }
        }

        return _index.TryGetValue(hash, out node);
    }
}
