using System.Numerics;

namespace Weir.Wire.Ethereum;

/// <summary>A new block, code 0x1b (klaytn-ibft 2.5): <c>[block, total difficulty]</c>.</summary>
public sealed class Devp2pNewBlock : IDescribed
{
    /// <summary>The block.</summary>
    public required Block Block { get; init; }

    /// <summary>Total difficulty with it: its number + 1.</summary>
    public required BigInteger TotalDifficulty { get; init; }

    /// <summary>Reads the payload. False when it has another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pNewBlock? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader fields) || !fields.TryReadItem(out ReadOnlySpan<byte> block)
            || !BlockHeader.TryReadBig(ref fields, out BigInteger difficulty) || !fields.IsEmpty
            || !Block.TryRead(block.ToArray(), out Block? read, out _))
        {
            return false;
        }

        message = new Devp2pNewBlock { Block = read!, TotalDifficulty = difficulty };
        return true;
    }

    /// <summary>The payload.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(1024);
        int list = writer.BeginList();
        Block.Write(writer);
        BlockHeader.WriteBig(writer, TotalDifficulty);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        Block.Describe(visitor);
        visitor.Field("total_difficulty", TotalDifficulty.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
