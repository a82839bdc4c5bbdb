using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>Checking blocks (klaytn-state 6) and appending them.</summary>
public sealed partial class LocalChain
{
    /// <inheritdoc/>
    public BlockVerdict Verify(Block proposal, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        lock (_gate) { return CheckHeader(proposal, now, out _, out _); }
    }

    /// <inheritdoc/>
    public BlockVerdict Append(Block block, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(block);
        lock (_gate)
        {
            BlockVerdict verdict = CheckHeader(block, now, out List<Transaction> transactions, out EthereumAddress signer);
            if (verdict.IsGood) { verdict = CheckCommittedSeals(block.Header); }
            if (!verdict.IsGood) { return verdict; }
            verdict = Execute(block, transactions, signer, out ExecutedBlock? executed);
            if (!verdict.IsGood)
            {
                // What is not supported is no fault of the block.
                if (verdict.Fault != BlockFault.Unsupported) { RememberBad(block.Header.Hash); }
                return verdict;
            }

            _store.Append(BlockRecord.Encode(block, executed!.Receipts, executed.Changes));
            Take(block, executed.State, signer);
            return BlockVerdict.Good;
        }
    }

    private BlockVerdict CheckHeader(Block block, DateTimeOffset now, out List<Transaction> transactions, out EthereumAddress signer)
    {
        BlockHeader header = block.Header, parent = _head.Header;
        transactions = [];
        signer = default;
        if (_bad.Contains(header.Hash)) { return new(BlockFault.Bad, $"block {header.Hash} was found wrong before"); }
        if (header.Number <= parent.Number) { return new(BlockFault.Known, $"block {header.Number} is there already; the head is {parent.Number}"); }
        if (header.Number != parent.Number + 1 || header.ParentHash != parent.Hash)
        {
            return new(BlockFault.UnknownParent, $"block {header.Number} follows {header.ParentHash}, which is not the head {parent.Hash} ({parent.Number})");
        }

        ChainParameters parameters = _governance.ParametersAt(header.Number);
        List<ReadOnlyMemory<byte>> items = [.. block.TransactionBytes()];
        Hash256 root = ListRoot.Compute(parameters.ListRootRule, items);
        if (root != header.TxHash) { return Differs(BlockFault.TransactionRoot, "root of the transactions", header.TxHash, root); }
        foreach (ReadOnlyMemory<byte> item in items)
        {
            if (!Transaction.TryRead(item, out Transaction? transaction, out string? error)) { return new(BlockFault.Transaction, error!); }
            transactions.Add(transaction!);
        }

        BigInteger? fee = BaseFeeAfter(parent, parameters);
        if (fee != header.BaseFee) { return Differs(BlockFault.BaseFee, "base fee", (object?)header.BaseFee ?? "none", (object?)fee ?? "none"); }
        if (header.RandomReveal is not null || header.MixHash is not null) { return new(BlockFault.BaseFee, "the header has fields of a fork that this chain does not have"); }
        if (header.Time > (ulong)Math.Max(now.ToUnixTimeSeconds(), 0) + 1) { return new(BlockFault.Future, $"its time {header.Time} is more than a second ahead of {now.ToUnixTimeSeconds()}"); }
        if (header.Extra is null) { return new(BlockFault.ExtraData, "the extra data is not that of an IBFT block"); }
        if (!header.BlockScore.IsOne) { return Differs(BlockFault.BlockScore, "block score", header.BlockScore, 1); }
        if (header.Time <= parent.Time) { return new(BlockFault.Time, $"its time {header.Time} is not a second after {parent.Time}"); }
        if (!header.TryRecoverProposer(_curve, out signer)) { return new(BlockFault.Seal, "it has no seal"); }
        if (!_governance.Validators.Contains(signer)) { return new(BlockFault.Seal, $"its seal is of {signer}, who is no validator"); }
        return _governance.Check(header) is { } wrong ? new(BlockFault.Governance, wrong) : BlockVerdict.Good;
    }

    private BlockVerdict CheckCommittedSeals(BlockHeader header)
    {
        int members = (int)Math.Min((ulong)_governance.Validators.Count, _governance.ParametersAt(header.Number).CommitteeSize);
        HashSet<EthereumAddress> signers = [];
        foreach (ReadOnlyMemory<byte> seal in header.Extra!.CommittedSeals)
        {
            if (!header.TryRecoverCommitter(_curve, seal.Span, out EthereumAddress signer) || !_governance.Validators.Contains(signer))
            {
                return new(BlockFault.CommittedSeals, "a committed seal is not of a validator");
            }

            if (!signers.Add(signer)) { return new(BlockFault.CommittedSeals, $"two committed seals are of {signer}"); }
        }

        int needed = Quorum.CommittedSeals(members);
        return signers.Count >= needed ? BlockVerdict.Good : new(BlockFault.CommittedSeals, $"{signers.Count} committed seals, {needed} are needed");
    }

    private BlockVerdict Execute(Block block, List<Transaction> transactions, EthereumAddress signer, out ExecutedBlock? executed)
    {
        BlockHeader header = block.Header;
        executed = null;
        if (_built is { } built && built.Hash == header.Hash)
        {
            executed = built.Executed;
            return BlockVerdict.Good;
        }

        BlockExecution execution = new(Genesis, _governance.ParametersAt(header.Number), _curve, _state, new BlockExecution.Frame(header.Number, header.BaseFee, signer, header.Rewardbase));
        foreach (Transaction transaction in transactions)
        {
            BlockVerdict verdict = execution.TryAdd(transaction);
            if (!verdict.IsGood) { return verdict; }
        }

        executed = execution.Complete();
        if (executed.GasUsed != header.GasUsed) { return Differs(BlockFault.GasUsed, "gas", header.GasUsed, executed.GasUsed); }
        if (!executed.Bloom.AsSpan().SequenceEqual(header.Bloom.Span)) { return new(BlockFault.Bloom, "the bloom filter is not that of its logs"); }
        if (executed.ReceiptRoot != header.ReceiptHash) { return Differs(BlockFault.ReceiptRoot, "root of the receipts", header.ReceiptHash, executed.ReceiptRoot); }
        Hash256 root = executed.State.Root;
        return root == header.Root ? BlockVerdict.Good : Differs(BlockFault.StateRoot, "state root", header.Root, root);
    }

    private void RememberBad(Hash256 hash)
    {
        if (!_bad.Add(hash)) { return; }
        _badOrder.Enqueue(hash);
        if (_badOrder.Count > MaxBad) { _bad.Remove(_badOrder.Dequeue()); }
    }

    private static BlockVerdict Differs(BlockFault fault, string what, object said, object computed) => new(fault, $"it says {what} {said}, but computing it gives {computed}");
}
