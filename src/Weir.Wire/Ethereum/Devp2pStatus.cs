using System.Numerics;

namespace Weir.Wire.Ethereum;

/// <summary>Status, code 0x10 (klaytn-ibft 2.5): <c>[protocol version, network id, total difficulty, head, genesis, chain id]</c>, the first message of the sub-protocol.</summary>
public sealed class Devp2pStatus : IDescribed
{
    /// <summary>The negotiated version of istanbul: 64 or 65.</summary>
    public required ulong ProtocolVersion { get; init; }

    /// <summary>The network's number.</summary>
    public required ulong NetworkId { get; init; }

    /// <summary>Total difficulty of the head: its number + 1.</summary>
    public required BigInteger TotalDifficulty { get; init; }

    /// <summary>Hash of the head block.</summary>
    public required Hash256 Head { get; init; }

    /// <summary>Hash of the genesis block.</summary>
    public required Hash256 Genesis { get; init; }

    /// <summary>The chain's number.</summary>
    public required BigInteger ChainId { get; init; }

    /// <summary>Reads the payload. False when it is not exactly these six fields.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pStatus? status)
    {
        status = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader fields) || !fields.TryReadUInt64(out ulong version) || !fields.TryReadUInt64(out ulong network)
            || !BlockHeader.TryReadBig(ref fields, out BigInteger difficulty) || !fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> head)
            || !fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> genesis) || !BlockHeader.TryReadBig(ref fields, out BigInteger chain) || !fields.IsEmpty)
        {
            return false;
        }

        status = new Devp2pStatus
        {
            ProtocolVersion = version, NetworkId = network, TotalDifficulty = difficulty, Head = new Hash256(head), Genesis = new Hash256(genesis), ChainId = chain,
        };
        return true;
    }

    /// <summary>The payload.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new();
        int list = writer.BeginList();
        writer.Write(ProtocolVersion);
        writer.Write(NetworkId);
        BlockHeader.WriteBig(writer, TotalDifficulty);
        writer.Write(Head);
        writer.Write(Genesis);
        BlockHeader.WriteBig(writer, ChainId);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("protocol_version", (long)Math.Min(ProtocolVersion, long.MaxValue));
        visitor.Field("network_id", (long)Math.Min(NetworkId, long.MaxValue));
        visitor.Field("total_difficulty", TotalDifficulty.ToString(System.Globalization.CultureInfo.InvariantCulture));
        visitor.Field("head", Head.ToString());
        visitor.Field("genesis", Genesis.ToString());
        visitor.Field("chain_id", ChainId.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
