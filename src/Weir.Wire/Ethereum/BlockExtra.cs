namespace Weir.Wire.Ethereum;

/// <summary>
/// The extra data of an IBFT block header (klaytn-ibft 3.5, 4.6): 32 bytes of vanity, whose last byte is the round, then RLP <c>[validators, seal, committed seals]</c>.
/// </summary>
public sealed class BlockExtra : IDescribed
{
    /// <summary>Bytes of the vanity.</summary>
    public const int VanitySize = 32;

    /// <summary>Bytes of a seal: R, S and V.</summary>
    public const int SealSize = 65;

    /// <summary>The first 32 bytes: who built the block, and the round in the last.</summary>
    public required ReadOnlyMemory<byte> Vanity { get; init; }

    /// <summary>The validators, in the order of the wire (by bytes, except in a genesis block).</summary>
    public IReadOnlyList<EthereumAddress> Validators { get; init; } = [];

    /// <summary>The proposer's seal, 65 bytes, or empty before sealing.</summary>
    public ReadOnlyMemory<byte> Seal { get; init; }

    /// <summary>The seals of the commits that decided the block; empty in a proposal.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CommittedSeals { get; init; } = [];

    /// <summary>The round in which the block was decided: the last byte of the vanity. Not part of the block's hash.</summary>
    public int Round => Vanity.Span[VanitySize - 1];

    /// <summary>Reads extra data; the value keeps views of <paramref name="extra"/>. False when it is too short or the list is not exactly that of the specification.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> extra, out BlockExtra? value)
    {
        value = null;
        ReadOnlySpan<byte> span = extra.Span;
        if (span.Length < VanitySize) { return false; }
        RlpReader outer = new(span[VanitySize..]);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty
            || !fields.TryReadList(out RlpReader validators) || !fields.TryReadBytes(out ReadOnlySpan<byte> seal)
            || !fields.TryReadList(out RlpReader seals) || !fields.IsEmpty
            || !validators.TryCount(out int validatorCount) || !seals.TryCount(out int sealCount))
        {
            return false;
        }

        EthereumAddress[] addresses = new EthereumAddress[validatorCount];
        for (int i = 0; i < addresses.Length; i++)
        {
            if (!validators.TryReadFixed(EthereumAddress.Size, out ReadOnlySpan<byte> address)) { return false; }
            addresses[i] = new EthereumAddress(address);
        }

        ReadOnlyMemory<byte>[] committed = new ReadOnlyMemory<byte>[sealCount];
        for (int i = 0; i < committed.Length; i++)
        {
            if (!seals.TryReadBytes(out ReadOnlySpan<byte> one)) { return false; }
            committed[i] = OwnedBytes.Slice(extra, one);
        }

        value = new BlockExtra { Vanity = extra[..VanitySize], Validators = addresses, Seal = OwnedBytes.Slice(extra, seal), CommittedSeals = committed };
        return true;
    }

    /// <summary>The bytes of the extra data.</summary>
    public byte[] Encode() => Encode(keepRound: true, keepSeal: true, keepCommittedSeals: true);

    /// <summary>The bytes with the fields left out that a hash does not cover (3.5).</summary>
    internal byte[] Encode(bool keepRound, bool keepSeal, bool keepCommittedSeals)
    {
        RlpWriter writer = new(VanitySize + 80 + (Validators.Count * 21) + (CommittedSeals.Count * 67));
        writer.WriteEncoded(Vanity.Span[..(VanitySize - 1)]);
        writer.WriteEncoded([keepRound ? Vanity.Span[VanitySize - 1] : (byte)0]);
        int list = writer.BeginList();
        int validators = writer.BeginList();
        Span<byte> bytes = stackalloc byte[EthereumAddress.Size];
        foreach (EthereumAddress validator in Validators)
        {
            validator.CopyTo(bytes);
            writer.Write(bytes);
        }

        writer.EndList(validators);
        writer.Write(keepSeal ? Seal.Span : []);
        int seals = writer.BeginList();
        if (keepCommittedSeals)
        {
            foreach (ReadOnlyMemory<byte> seal in CommittedSeals) { writer.Write(seal.Span); }
        }

        writer.EndList(seals);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("vanity", Vanity.Span);
        visitor.Field("round", Round);
        visitor.Field("validators", Validators.Count);
        foreach (EthereumAddress validator in Validators) { visitor.Field("validator", validator.ToString()); }
        visitor.Field("seal", Seal.Span);
        visitor.Field("committed_seals", CommittedSeals.Count);
        foreach (ReadOnlyMemory<byte> seal in CommittedSeals) { visitor.Field("committed_seal", seal.Span); }
    }
}
