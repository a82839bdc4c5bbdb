using System.Numerics;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>A chain that is kept here, in a file that survives its process or in memory alone. Every block is executed before it becomes the head.</summary>
public sealed partial class LocalChain : IChain
{
    /// <summary>Blocks that proved wrong and are remembered; of more, the oldest are forgotten.</summary>
    private const int MaxBad = 1024;

    /// <summary>Most bytes of transactions in a block that is built here: nodes take messages of 10 MiB, the rest of the block included.</summary>
    private const int MaxTransactionBytes = 8 << 20;

    private readonly IBlockStore _store;
    private readonly ICurve _curve;
    private readonly Lock _gate = new(); // everything below
    private readonly Dictionary<Hash256, ulong> _numbers = [];
    private readonly Queue<Hash256> _badOrder = [];
    private readonly HashSet<Hash256> _bad = [];
    private readonly Governance _governance;
    private Block _head;
    private WorldState _state;
    private EthereumAddress? _headProposer;

    // What the block built last does, so that it is not executed a second time when it is decided.
    private (Hash256 Hash, ExecutedBlock Executed)? _built;

    private LocalChain(Genesis genesis, IBlockStore store, ICurve curve)
    {
        Genesis = genesis;
        _store = store;
        _curve = curve;
        _governance = new Governance(genesis);
        _head = genesis.Block;
        _state = genesis.State;
        _numbers.Add(genesis.Block.Header.Hash, 0);
    }

    /// <inheritdoc/>
    public Genesis Genesis { get; }

    /// <inheritdoc/>
    public Block Head
    {
        get
        {
            lock (_gate) { return _head; }
        }
    }

    /// <inheritdoc/>
    public WorldState State
    {
        get
        {
            lock (_gate) { return _state; }
        }
    }

    /// <inheritdoc/>
    public EthereumAddress? HeadProposer
    {
        get
        {
            lock (_gate) { return _headProposer; }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EthereumAddress> Validators
    {
        get
        {
            lock (_gate) { return [.. _governance.Validators]; }
        }
    }

    /// <inheritdoc/>
    public ChainParameters Parameters
    {
        get
        {
            lock (_gate) { return _governance.ParametersAt(_head.Header.Number + 1); }
        }
    }

    /// <inheritdoc/>
    public BigInteger TotalDifficulty => (BigInteger)Head.Header.Number + 1;

    /// <summary>Bytes of a record that a killed process left unfinished and that were cut off when the chain was opened.</summary>
    public long CutOff { get; private init; }

    /// <summary>Opens the chain in a file, or makes it; with null, a chain in memory.</summary>
    /// <exception cref="WeirException">The file cannot be used: another process has it, or it holds something else.</exception>
    public static LocalChain Open(Genesis genesis, string? path, ICurve? curve = null)
    {
        ArgumentNullException.ThrowIfNull(genesis);
        FileBlockStore? file = path is null ? null : FileBlockStore.Open(path, genesis.Block.Header.Hash);
        LocalChain chain = new(genesis, file is null ? new MemoryBlockStore() : file, curve ?? Curves.Best) { CutOff = file?.CutOff ?? 0 };
        try
        {
            chain.Load(path ?? "");
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryGet(ulong number, out Block? block)
    {
        block = null;
        Block head = Head;
        if (number == 0) { block = Genesis.Block; }
        else if (number == head.Header.Number) { block = head; }
        else if (number < head.Header.Number) { block = BlockRecord.Read(_store.Read((long)number - 1)).Block; }
        return block is not null;
    }

    /// <inheritdoc/>
    public bool TryGet(Hash256 hash, out Block? block)
    {
        ulong number;
        lock (_gate)
        {
            if (!_numbers.TryGetValue(hash, out number))
            {
                block = null;
                return false;
            }
        }

        return TryGet(number, out block);
    }

    /// <inheritdoc/>
    public bool TryGetReceipts(ulong number, out IReadOnlyList<ReadOnlyMemory<byte>> receipts)
    {
        bool found = number <= Head.Header.Number;
        receipts = found && number > 0 ? BlockRecord.Read(_store.Read((long)number - 1)).Receipts : [];
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    // What was kept was executed then: accounts are taken as they stand, and the last root tells whether all of them were.
    private void Load(string path)
    {
        for (long i = 0; i < _store.Count; i++)
        {
            (Block block, _, List<KeyValuePair<EthereumAddress, Account?>> changes) = BlockRecord.Read(_store.Read(i));
            BlockHeader header = block.Header;
            if (header.Number != (ulong)i + 1 || header.ParentHash != _head.Header.Hash) { throw new WeirException($"{path}: block {i + 1} does not follow the one before it; the file was changed by something else"); }
            foreach ((EthereumAddress address, Account? account) in changes) { _state = _state.With(address, account); }
            bool proposerMatters = !header.Vote.IsEmpty || i == _store.Count - 1;
            EthereumAddress proposer = default;
            if (proposerMatters && !header.TryRecoverProposer(_curve, out proposer)) { throw new WeirException($"{path}: block {i + 1} has no seal; the file was changed by something else"); }
            Take(block, _state, proposer);
        }

        if (_state.Root != _head.Header.Root) { throw new WeirException($"{path}: the accounts do not give the state root of block {_head.Header.Number}; the file was changed by something else"); }
    }

    private void Take(Block block, WorldState state, EthereumAddress proposer)
    {
        _governance.Apply(block.Header, proposer);
        _head = block;
        _state = state;
        _headProposer = proposer;
        _numbers[block.Header.Hash] = block.Header.Number;
        _built = null;
    }
}
