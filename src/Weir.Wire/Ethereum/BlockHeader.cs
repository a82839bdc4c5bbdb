using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Ethereum;

/// <summary>
/// A Klaytn block header (klaytn-ibft 3.5): 14 fields, since the Magma fork a base fee, since Randao a random reveal and a mix hash. Immutable; hashes are computed once.
/// </summary>
public sealed partial class BlockHeader : IDescribed
{
    /// <summary>Bytes of the bloom filter.</summary>
    public const int BloomSize = 256;

    private StrongBox<Hash256>? _hash;

    /// <summary>0: hash of the block before.</summary>
    public required Hash256 ParentHash { get; init; }

    /// <summary>1: who gets the reward.</summary>
    public EthereumAddress Rewardbase { get; init; }

    /// <summary>2: state root.</summary>
    public Hash256 Root { get; init; }

    /// <summary>3: root of the transactions.</summary>
    public Hash256 TxHash { get; init; }

    /// <summary>4: root of the receipts.</summary>
    public Hash256 ReceiptHash { get; init; }

    /// <summary>5: the bloom filter of the logs, 256 bytes.</summary>
    public required ReadOnlyMemory<byte> Bloom { get; init; }

    /// <summary>6: always 1.</summary>
    public BigInteger BlockScore { get; init; } = BigInteger.One;

    /// <summary>7: block number, the sequence of its consensus messages.</summary>
    public required ulong Number { get; init; }

    /// <summary>8: gas used by the transactions.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>9: seconds since 1970-01-01 UTC.</summary>
    public ulong Time { get; init; }

    /// <summary>10: hundredths of a second, added to <see cref="Time"/>.</summary>
    public byte TimeFoS { get; init; }

    /// <summary>11: the extra data as it stands; <see cref="Extra"/> reads it.</summary>
    public required ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>12: governance data (JSON in RLP), mostly empty.</summary>
    public ReadOnlyMemory<byte> Governance { get; init; }

    /// <summary>13: a governance vote (RLP), mostly empty.</summary>
    public ReadOnlyMemory<byte> Vote { get; init; }

    /// <summary>14, since Magma: the base fee in peb; null when the header ends before it.</summary>
    public BigInteger? BaseFee { get; init; }

    /// <summary>15, since Randao: the proposer's BLS signature, 96 bytes; null when the header ends before it.</summary>
    public ReadOnlyMemory<byte>? RandomReveal { get; init; }

    /// <summary>16, since Randao: the mix hash, 32 bytes; null when the header ends before it.</summary>
    public ReadOnlyMemory<byte>? MixHash { get; init; }

    /// <summary>The extra data read; null when it is not that of an IBFT block.</summary>
    public BlockExtra? Extra { get; private init; }

    /// <summary>
    /// The block's hash (3.5): K of the header with the round set to 0, the seal kept and the committed seals left out, so that it is the same before and after the commits. Of the whole header when the extra data is not that of an IBFT block.
    /// </summary>
    public Hash256 Hash => (_hash ??= new StrongBox<Hash256>(Hash256.Keccak(Encode(keepSeal: true)))).Value;

    /// <summary>What the proposer's seal signs (3.5), once more hashed: K of the header with the round set to 0 and without any seal.</summary>
    public Hash256 ComputeSigHash() => Hash256.Keccak(Encode(keepSeal: false));

    /// <summary>The 32 bytes that the proposer's seal is a signature of: K(sigHash) (3.3).</summary>
    public Hash256 ComputeSealDigest()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        ComputeSigHash().CopyTo(bytes);
        return Hash256.Keccak(bytes);
    }

    /// <summary>The 32 bytes that a committed seal for a block hash is a signature of: K(hash || 02) (3.3).</summary>
    public static Hash256 ComputeCommittedSealDigest(Hash256 blockHash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size + 1];
        blockHash.CopyTo(bytes);
        bytes[Hash256.Size] = (byte)IbftCode.Commit;
        return Hash256.Keccak(bytes);
    }

    /// <summary>Who sealed the block: the address recovered from the seal; false when there is no seal of 65 bytes or it recovers to nothing.</summary>
    public bool TryRecoverProposer(ICurve curve, out EthereumAddress proposer)
    {
        ArgumentNullException.ThrowIfNull(curve);
        proposer = default;
        return Extra is not null && EthereumSignature.TryRecover(curve, ComputeSealDigest(), Extra.Seal.Span, out proposer);
    }

    /// <summary>Who made a committed seal for this block (3.3); false when it has another length than 65 bytes or recovers to nothing.</summary>
    public bool TryRecoverCommitter(ICurve curve, ReadOnlySpan<byte> committedSeal, out EthereumAddress committer)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return EthereumSignature.TryRecover(curve, ComputeCommittedSealDigest(Hash), committedSeal, out committer);
    }

    /// <summary>The committed seal of a validator for this block: signs K(hash || 02) with <paramref name="privateKey"/> (32 bytes).</summary>
    /// <exception cref="ArgumentException">The private key is none.</exception>
    public byte[] CreateCommittedSeal(ICurve curve, ReadOnlySpan<byte> privateKey)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return EthereumSignature.Sign(curve, ComputeCommittedSealDigest(Hash), privateKey);
    }

    /// <summary>A copy with another vanity round, seal and committed seals.</summary>
    /// <exception cref="InvalidOperationException">The extra data is not that of an IBFT block.</exception>
    public BlockHeader WithExtra(byte round, ReadOnlyMemory<byte> seal, IReadOnlyList<ReadOnlyMemory<byte>> committedSeals)
    {
        BlockExtra old = Extra ?? throw new InvalidOperationException("The extra data is not that of an IBFT block.");
        byte[] vanity = old.Vanity.ToArray();
        vanity[BlockExtra.VanitySize - 1] = round;
        BlockExtra extra = new() { Vanity = vanity, Validators = old.Validators, Seal = seal, CommittedSeals = committedSeals };
        return With(extra);
    }

    /// <summary>A copy with other extra data.</summary>
    public BlockHeader With(BlockExtra extra)
    {
        ArgumentNullException.ThrowIfNull(extra);
        return new BlockHeader
        {
            ParentHash = ParentHash, Rewardbase = Rewardbase, Root = Root, TxHash = TxHash, ReceiptHash = ReceiptHash, Bloom = Bloom, BlockScore = BlockScore,
            Number = Number, GasUsed = GasUsed, Time = Time, TimeFoS = TimeFoS, ExtraData = extra.Encode(), Extra = extra, Governance = Governance, Vote = Vote,
            BaseFee = BaseFee, RandomReveal = RandomReveal, MixHash = MixHash,
        };
    }

    /// <summary>A copy sealed by its proposer: signs K(sigHash) with <paramref name="privateKey"/> (32 bytes).</summary>
    /// <exception cref="InvalidOperationException">The extra data is not that of an IBFT block.</exception>
    public BlockHeader Sealed(ICurve curve, ReadOnlySpan<byte> privateKey)
    {
        ArgumentNullException.ThrowIfNull(curve);
        byte[] seal = EthereumSignature.Sign(curve, ComputeSealDigest(), privateKey);
        return WithExtra((byte)(Extra?.Round ?? 0), seal, []);
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("hash", Hash.ToString());
        visitor.Field("parent_hash", ParentHash.ToString());
        visitor.Field("rewardbase", Rewardbase.ToString());
        visitor.Field("root", Root.ToString());
        visitor.Field("tx_hash", TxHash.ToString());
        visitor.Field("receipt_hash", ReceiptHash.ToString());
        visitor.Field("bloom", Bloom.Span);
        visitor.Field("blockscore", BlockScore.ToString(System.Globalization.CultureInfo.InvariantCulture));
        visitor.Field("number", (long)Math.Min(Number, long.MaxValue));
        visitor.Field("gas_used", (long)Math.Min(GasUsed, long.MaxValue));
        visitor.Field("time", (long)Math.Min(Time, long.MaxValue));
        visitor.Field("time_fos", TimeFoS);
        visitor.Begin("extra");
        if (Extra is null) { visitor.Field("raw", ExtraData.Span); } else { Extra.Describe(visitor); }
        visitor.End();
        visitor.Field("governance", Governance.Span);
        visitor.Field("vote", Vote.Span);
        if (BaseFee is { } baseFee) { visitor.Field("base_fee", baseFee.ToString(System.Globalization.CultureInfo.InvariantCulture)); }
        if (RandomReveal is { } reveal) { visitor.Field("random_reveal", reveal.Span); }
        if (MixHash is { } mixHash) { visitor.Field("mix_hash", mixHash.Span); }
    }
}
