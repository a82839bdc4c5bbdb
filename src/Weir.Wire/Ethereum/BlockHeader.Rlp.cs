using System.Numerics;

namespace Weir.Wire.Ethereum;

/// <summary>The header on the wire: reading and writing in one place.</summary>
public sealed partial class BlockHeader
{
    /// <summary>Longest big integer that is read, in bytes; Klaytn's are counts and fees, and the chain's arithmetic has 256 bits.</summary>
    private const int MaxIntegerSize = 32;

    /// <summary>Reads a header that is one whole RLP list; the value keeps views of <paramref name="encoded"/>. False with the reason when it is none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> encoded, out BlockHeader? header, out string? error)
    {
        header = null;
        RlpReader outer = new(encoded.Span);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty)
        {
            error = "header: not one list";
            return false;
        }

        if (!TryReadHash(ref fields, out Hash256 parent) || !fields.TryReadFixed(EthereumAddress.Size, out ReadOnlySpan<byte> rewardbase)
            || !TryReadHash(ref fields, out Hash256 root) || !TryReadHash(ref fields, out Hash256 txHash) || !TryReadHash(ref fields, out Hash256 receiptHash)
            || !fields.TryReadFixed(BloomSize, out ReadOnlySpan<byte> bloom))
        {
            error = "header: a hash, the address or the bloom filter is wrong";
            return false;
        }

        if (!TryReadBig(ref fields, out BigInteger blockScore) || !fields.TryReadUInt64(out ulong number) || !fields.TryReadUInt64(out ulong gasUsed)
            || !fields.TryReadUInt64(out ulong time) || !fields.TryReadUInt64(out ulong timeFoS) || timeFoS > byte.MaxValue)
        {
            error = "header: a number is wrong";
            return false;
        }

        if (!fields.TryReadBytes(out ReadOnlySpan<byte> extraData) || !fields.TryReadBytes(out ReadOnlySpan<byte> governance) || !fields.TryReadBytes(out ReadOnlySpan<byte> vote)
            || !TryReadTail(ref fields, out BigInteger? baseFee, out ReadOnlySpan<byte> reveal, out bool hasReveal, out ReadOnlySpan<byte> mixHash, out bool hasMixHash))
        {
            error = "header: extra data, governance, vote or what follows is wrong";
            return false;
        }

        ReadOnlyMemory<byte> extraMemory = OwnedBytes.Slice(encoded, extraData);
        BlockExtra.TryRead(extraMemory, out BlockExtra? extra);
        header = new BlockHeader
        {
            ParentHash = parent,
            Rewardbase = new EthereumAddress(rewardbase),
            Root = root,
            TxHash = txHash,
            ReceiptHash = receiptHash,
            Bloom = OwnedBytes.Slice(encoded, bloom),
            BlockScore = blockScore,
            Number = number,
            GasUsed = gasUsed,
            Time = time,
            TimeFoS = (byte)timeFoS,
            ExtraData = extraMemory,
            Extra = extra,
            Governance = OwnedBytes.Slice(encoded, governance),
            Vote = OwnedBytes.Slice(encoded, vote),
            BaseFee = baseFee,
            RandomReveal = hasReveal ? OwnedBytes.Slice(encoded, reveal) : (ReadOnlyMemory<byte>?)null,
            MixHash = hasMixHash ? OwnedBytes.Slice(encoded, mixHash) : (ReadOnlyMemory<byte>?)null,
        };
        error = null;
        return true;
    }

    /// <summary>The header as one RLP list.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(1024);
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>Appends the header as one RLP list.</summary>
    public void Write(RlpWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(writer, ExtraData.Span);
    }

    /// <summary>The bytes under a hash: round 0, no committed seals, and the proposer's seal only for the block's own hash. The header as it stands when the extra data is not that of an IBFT block.</summary>
    internal byte[] Encode(bool keepSeal)
    {
        RlpWriter writer = new(1024);
        Write(writer, Extra is null ? ExtraData.Span : Extra.Encode(keepRound: false, keepSeal, keepCommittedSeals: false));
        return writer.ToArray();
    }

    private void Write(RlpWriter writer, ReadOnlySpan<byte> extra)
    {
        int list = writer.BeginList();
        writer.Write(ParentHash);
        writer.Write(Rewardbase);
        writer.Write(Root);
        writer.Write(TxHash);
        writer.Write(ReceiptHash);
        writer.Write(Bloom.Span);
        WriteBig(writer, BlockScore);
        writer.Write(Number);
        writer.Write(GasUsed);
        writer.Write(Time);
        writer.Write((ulong)TimeFoS);
        writer.Write(extra);
        writer.Write(Governance.Span);
        writer.Write(Vote.Span);

        // Optional fields end with the last that is there; those before it are written empty.
        if (BaseFee is not null || RandomReveal is not null || MixHash is not null) { WriteBig(writer, BaseFee ?? BigInteger.Zero); }
        if (RandomReveal is not null || MixHash is not null) { writer.Write(RandomReveal.GetValueOrDefault().Span); }
        if (MixHash is not null) { writer.Write(MixHash.GetValueOrDefault().Span); }
        writer.EndList(list);
    }

    private static bool TryReadTail(
        ref RlpReader fields, out BigInteger? baseFee, out ReadOnlySpan<byte> reveal, out bool hasReveal, out ReadOnlySpan<byte> mixHash, out bool hasMixHash)
    {
        baseFee = null;
        reveal = default;
        mixHash = default;
        hasReveal = false;
        hasMixHash = false;
        if (fields.IsEmpty) { return true; }
        if (!TryReadBig(ref fields, out BigInteger fee)) { return false; }
        baseFee = fee;
        if (fields.IsEmpty) { return true; }
        if (!fields.TryReadBytes(out reveal)) { return false; }
        hasReveal = true;
        if (fields.IsEmpty) { return true; }
        if (!fields.TryReadBytes(out mixHash)) { return false; }
        hasMixHash = true;
        return fields.IsEmpty;
    }

    private static bool TryReadHash(ref RlpReader reader, out Hash256 hash)
    {
        bool read = reader.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> bytes);
        hash = read ? new Hash256(bytes) : default;
        return read;
    }

    internal static bool TryReadBig(ref RlpReader reader, out BigInteger value)
    {
        bool read = reader.TryReadInteger(out ReadOnlySpan<byte> bytes) && bytes.Length <= MaxIntegerSize;
        value = read ? new BigInteger(bytes, isUnsigned: true, isBigEndian: true) : default;
        return read;
    }

    internal static void WriteBig(RlpWriter writer, BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[MaxIntegerSize];
        if (!value.TryWriteBytes(bytes, out int written, isUnsigned: true, isBigEndian: true))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "An integer of a header has at most 256 bits.");
        }

        writer.WriteInteger(bytes[..written]);
    }
}
