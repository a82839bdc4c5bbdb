namespace Weir.Wire.Ethereum;

/// <summary>New block hashes, code 0x11 (klaytn-ibft 2.5): <c>[[hash, number] …]</c>.</summary>
public sealed class Devp2pNewBlockHashes : IDescribed
{
    /// <summary>The blocks.</summary>
    public required IReadOnlyList<Devp2pBlockId> Blocks { get; init; }

    /// <summary>Reads the payload. False when it has another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pNewBlockHashes? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader items) || !items.TryCount(out int count)) { return false; }
        Devp2pBlockId[] blocks = new Devp2pBlockId[count];
        for (int i = 0; i < count; i++)
        {
            if (!items.TryReadList(out RlpReader item) || !item.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> hash) || !item.TryReadUInt64(out ulong number) || !item.IsEmpty)
            {
                return false;
            }

            blocks[i] = new Devp2pBlockId(new Hash256(hash), number);
        }

        message = new Devp2pNewBlockHashes { Blocks = blocks };
        return true;
    }

    /// <summary>The payload.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new();
        int list = writer.BeginList();
        foreach (Devp2pBlockId block in Blocks)
        {
            int item = writer.BeginList();
            writer.Write(block.Hash);
            writer.Write(block.Number);
            writer.EndList(item);
        }

        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("blocks", Blocks.Count);
        foreach (Devp2pBlockId block in Blocks)
        {
            visitor.Begin("block");
            visitor.Field("hash", block.Hash.ToString());
            visitor.Field("number", (long)Math.Min(block.Number, long.MaxValue));
            visitor.End();
        }
    }
}
