using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>Building blocks.</summary>
public sealed partial class LocalChain
{
    /// <inheritdoc/>
    public Block Propose(ProposalOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_gate)
        {
            BlockHeader parent = _head.Header;
            ChainParameters parameters = _governance.ParametersAt(parent.Number + 1);
            Span<byte> publicKey = stackalloc byte[Secp256k1.PublicKeySize];
            _curve.PublicKey(options.PrivateKey.Span, publicKey);
            EthereumAddress signer = EthereumAddress.FromPublicKey(publicKey);
            EthereumAddress rewardbase = options.Rewardbase ?? signer;
            BigInteger? baseFee = BaseFeeAfter(parent, parameters);
            BlockExecution execution = new(Genesis, parameters, _curve, _state, new BlockExecution.Frame(parent.Number + 1, baseFee, signer, rewardbase));
            List<ReadOnlyMemory<byte>> transactions = [];
            int size = 0;
            long begin = options.Clock?.GetTimestamp() ?? 0;
            foreach (Transaction transaction in options.Transactions)
            {
                if (options.Clock is { } clock && clock.GetElapsedTime(begin) >= options.ExecutionTime) { break; }
                if (size + transaction.Encoded.Length > MaxTransactionBytes || !execution.TryAdd(transaction).IsGood) { continue; }
                transactions.Add(transaction.Encoded);
                size += transaction.Encoded.Length;
            }

            ExecutedBlock executed = execution.Complete();
            (ulong time, byte hundredths) = TimeAfter(parent, now);
            BlockHeader header = new BlockHeader
            {
                ParentHash = parent.Hash, Rewardbase = rewardbase, Root = executed.State.Root, TxHash = ListRoot.Compute(parameters.ListRootRule, transactions),
                ReceiptHash = executed.ReceiptRoot, Bloom = executed.Bloom, Number = parent.Number + 1, GasUsed = executed.GasUsed, Time = time, TimeFoS = hundredths,
                ExtraData = default, Governance = _governance.FieldOf(parent.Number + 1), Vote = options.Vote, BaseFee = baseFee,
            }.With(new BlockExtra { Vanity = VanityOf(options.Vanity.Span), Validators = [.. _governance.Validators] }).Sealed(_curve, options.PrivateKey.Span);
            byte[] items = new byte[size];
            int at = 0;
            foreach (ReadOnlyMemory<byte> transaction in transactions)
            {
                transaction.CopyTo(items.AsMemory(at));
                at += transaction.Length;
            }

            _built = (header.Hash, executed);
            return new Block(header, items);
        }
    }

    // 5.2: a second after the parent, with its hundredths; the current time when that is later.
    private static (ulong Time, byte Hundredths) TimeAfter(BlockHeader parent, DateTimeOffset now)
    {
        long seconds = now.ToUnixTimeSeconds();
        return seconds > 0 && parent.Time + 1 < (ulong)seconds ? ((ulong)seconds, (byte)(now.Millisecond / 10)) : (parent.Time + 1, parent.TimeFoS);
    }

    private BigInteger? BaseFeeAfter(BlockHeader parent, ChainParameters parameters) =>
        Genesis.Forks.IsMagma(parent.Number + 1) ? (parameters.BaseFee ?? new BaseFeeBounds()).Next(parent) : null;

    // The last byte is the round's.
    private static byte[] VanityOf(ReadOnlySpan<byte> wanted)
    {
        byte[] vanity = new byte[BlockExtra.VanitySize];
        wanted[..Math.Min(wanted.Length, BlockExtra.VanitySize - 1)].CopyTo(vanity);
        return vanity;
    }
}
