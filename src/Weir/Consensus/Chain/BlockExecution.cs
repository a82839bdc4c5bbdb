using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>
/// One block under execution (klaytn-state 4.3): transactions are tried one after the other, and the reward comes at the end. A transaction that is not possible leaves nothing behind. Used by one thread, once.
/// </summary>
internal sealed class BlockExecution(Genesis genesis, ChainParameters parameters, ICurve curve, WorldState parent, BlockExecution.Frame frame)
{
    private readonly StateOverlay _state = new(parent);
    private readonly List<ReadOnlyMemory<byte>> _receipts = [];
    private readonly byte[] _bloom = new byte[BlockHeader.BloomSize];
    private ulong _gasUsed;

    /// <summary>What of a header matters to its transactions.</summary>
    /// <param name="Number">The block's number.</param>
    /// <param name="BaseFee">The base fee; null before Magma.</param>
    /// <param name="Signer">Whose seal is under the block.</param>
    /// <param name="Rewardbase">Who gets the reward.</param>
    internal readonly record struct Frame(ulong Number, BigInteger? BaseFee, EthereumAddress Signer, EthereumAddress Rewardbase);

    /// <summary>Executes a transaction. When the verdict is not good, nothing of it remains.</summary>
    public BlockVerdict TryAdd(Transaction transaction)
    {
        int mark = _state.Mark();
        BlockVerdict verdict = Execute(transaction, out ulong gasUsed);
        if (!verdict.IsGood)
        {
            _state.Revert(mark);
            return verdict;
        }

        Receipt receipt = Receipt.Create(Receipt.Success, gasUsed, []);
        LogBloom.Merge(_bloom, receipt.Bloom.Span);
        _receipts.Add(receipt.Encode());
        _gasUsed += gasUsed;
        _state.RemoveEmpty();
        return verdict;
    }

    /// <summary>Pays the reward and closes the block.</summary>
    public ExecutedBlock Complete()
    {
        _state.Credit(frame.Rewardbase, BlockReward.AtEnd(parameters, frame.BaseFee, _gasUsed));
        (WorldState state, IReadOnlyList<KeyValuePair<EthereumAddress, Account?>> changes) = _state.Complete();
        return new ExecutedBlock(state, changes, _receipts, _gasUsed, _bloom, ListRoot.Compute(parameters.ListRootRule, _receipts));
    }

    private BlockVerdict Execute(Transaction transaction, out ulong gasUsed)
    {
        gasUsed = 0;
        if (Refuse(transaction, out EthereumAddress sender) is { } refusal) { return refusal; }
        Account account = _state.Find(sender) ?? Account.None;
        if (transaction.Nonce != account.Nonce) { return Impossible(transaction, $"its nonce is {transaction.Nonce}, that of {sender} is {account.Nonce}"); }
        if (account.Nonce == ulong.MaxValue || _gasUsed > ulong.MaxValue - transaction.Gas) { return Impossible(transaction, "its nonce or gas has more than 64 bits"); }

        // Since Magma everybody pays the base fee, whatever was offered above it.
        BigInteger price = frame.BaseFee ?? transaction.GasPrice;
        if (transaction.GasPrice < price) { return Impossible(transaction, $"its gas price is below the base fee {price}"); }
        if (!TryPay(transaction, sender, transaction.Gas * price)) { return Impossible(transaction, "who pays its fee does not own as much"); }
        gasUsed = transaction.IntrinsicGas(genesis.Forks.Istanbul <= frame.Number);
        if (transaction.Gas < gasUsed) { return Impossible(transaction, $"it needs {gasUsed} gas and allows {transaction.Gas}"); }
        if (_state.Balance(sender) < transaction.Value) { return Impossible(transaction, $"{sender} does not own its value"); }

        account = _state.Find(sender) ?? Account.None;
        _state.Set(sender, account with { Nonce = account.Nonce + 1, Key = transaction.NewKey?.Replacing(account.Key) ?? account.Key });
        if (transaction.To is { } to)
        {
            _state.Debit(sender, transaction.Value);
            _state.Credit(to, transaction.Value);
        }

        Refund(transaction, sender, (transaction.Gas - gasUsed) * price);
        (BigInteger toSigner, BigInteger toRewardbase) = BlockReward.AtTransaction(parameters, frame.BaseFee, gasUsed, price);
        if (!parameters.DeferredTxFee && frame.BaseFee is null) { _state.Credit(frame.Signer, toSigner); }
        if (!parameters.DeferredTxFee && frame.BaseFee is not null) { _state.Credit(frame.Rewardbase, toRewardbase); }
        return BlockVerdict.Good;
    }

    // What can be told before anything is paid; null when nothing is wrong.
    private BlockVerdict? Refuse(Transaction transaction, out EthereumAddress sender)
    {
        if (!transaction.TryGetSender(curve, genesis.ChainId, out sender)) { return new(BlockFault.Transaction, $"transaction {transaction.Hash}: its signature is not one for chain {genesis.ChainId}"); }
        AccountKey key = (_state.Find(sender) ?? Account.None).Key;
        if (transaction.From is null)
        {
            if (key.Kind != AccountKeyKind.Legacy) { return Impossible(transaction, $"{sender} has a key of its own, which this form cannot answer to"); }
        }
        else if (!transaction.IsSignedBy(curve, genesis.ChainId, sender, key, asFeePayer: false))
        {
            return new(BlockFault.Transaction, $"transaction {transaction.Hash}: its signatures do not satisfy the key of {sender}");
        }

        if (transaction.FeePayer is { } payer && !transaction.IsSignedBy(curve, genesis.ChainId, payer, (_state.Find(payer) ?? Account.None).Key, asFeePayer: true))
        {
            return new(BlockFault.Transaction, $"transaction {transaction.Hash}: its fee payer's signatures do not satisfy the key of {payer}");
        }

        if (transaction.Kind == TransactionKind.Deploy || (transaction.From is null && transaction.To is null)) { return Unsupported(transaction, "it makes a contract"); }
        if (transaction.NewKey is { } wanted && wanted.Replacing(key) is null) { return Impossible(transaction, $"no account may have the key that it gives to {sender}"); }
        if (transaction.To is not { } to) { return null; }
        if (IsReserved(to)) { return Impossible(transaction, $"{to} is reserved for contracts that are part of the chain"); }
        bool isContract = _state.Find(to) is { Code: { } code } && code.CodeHash != Account.EmptyCode;
        return (transaction.Kind, isContract) switch
        {
            (TransactionKind.ValueTransfer or TransactionKind.ValueTransferMemo, true) => Impossible(transaction, $"{to} is a contract, which this form cannot pay"),
            (TransactionKind.Execution, false) => Impossible(transaction, $"{to} is no contract"),
            (_, true) => Unsupported(transaction, $"{to} is a contract"),
            _ => null,
        };
    }

    private bool TryPay(Transaction transaction, EthereumAddress sender, BigInteger amount)
    {
        (BigInteger bySender, BigInteger byPayer) = Shares(transaction, amount);
        if (_state.Balance(sender) < bySender || (transaction.FeePayer is { } payer && _state.Balance(payer) < byPayer + (payer == sender ? bySender : 0))) { return false; }
        _state.Debit(sender, bySender);
        if (transaction.FeePayer is { } other) { _state.Debit(other, byPayer); }
        return true;
    }

    private void Refund(Transaction transaction, EthereumAddress sender, BigInteger amount)
    {
        (BigInteger toSender, BigInteger toPayer) = Shares(transaction, amount);
        _state.Credit(sender, toSender);
        if (transaction.FeePayer is { } payer) { _state.Credit(payer, toPayer); }
    }

    private static (BigInteger Sender, BigInteger FeePayer) Shares(Transaction transaction, BigInteger amount)
    {
        BigInteger payer = transaction.Delegation switch { FeeDelegation.None => 0, FeeDelegation.Full => amount, _ => amount * transaction.FeeRatio / 100 };
        return (amount - payer, payer);
    }

    // 0x01 to 0x3ff; the zero address is not among them.
    private static bool IsReserved(EthereumAddress address)
    {
        Span<byte> bytes = stackalloc byte[EthereumAddress.Size];
        address.CopyTo(bytes);
        return !bytes[..18].ContainsAnyExcept((byte)0) && bytes[18] <= 3 && !address.IsZero;
    }

    private static BlockVerdict Impossible(Transaction transaction, string why) => new(BlockFault.Execution, $"transaction {transaction.Hash}: {why}");

    private static BlockVerdict Unsupported(Transaction transaction, string why) => new(BlockFault.Unsupported, $"transaction {transaction.Hash}: {why}, and there is no virtual machine here");
}
