namespace Weir.Wire.Ethereum;

/// <summary>Bodies of blocks, codes 0x15 and 0x1a (klaytn-ibft 2.5): <c>[[[tx …]] …]</c>, each body a list of one list of transactions. Only the counts are kept.</summary>
public sealed class Devp2pBodies : IDescribed
{
    /// <summary>Transactions of each body.</summary>
    public required IReadOnlyList<int> TransactionCounts { get; init; }

    /// <summary>Reads the payload. False when it has another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pBodies? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader bodies) || !bodies.TryCount(out int count)) { return false; }
        int[] counts = new int[count];
        for (int i = 0; i < count; i++)
        {
            if (!bodies.TryReadList(out RlpReader body) || !body.TryReadList(out RlpReader transactions) || !body.IsEmpty
                || !TransactionItems.TryCount(transactions, out counts[i]))
            {
                return false;
            }
        }

        message = new Devp2pBodies { TransactionCounts = counts };
        return true;
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("bodies", TransactionCounts.Count);
        foreach (int count in TransactionCounts) { visitor.Field("transactions", count); }
    }
}
