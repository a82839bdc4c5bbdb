namespace Weir.Wire.Ethereum;

/// <summary>Bodies of blocks, codes 0x15 and 0x1a (klaytn-ibft 2.5): <c>[[[tx …]] …]</c>, each body a list of one list of transactions.</summary>
public sealed class Devp2pBodies : IDescribed
{
    /// <summary>Transactions of each body.</summary>
    public required IReadOnlyList<int> TransactionCounts { get; init; }

    /// <summary>The items of each body's transactions as they are encoded, without the list around them.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Transactions { get; init; } = [];

    /// <summary>Bodies of items as <see cref="Block.Transactions"/> has them.</summary>
    /// <exception cref="ArgumentException">The items of one do not form whole transactions.</exception>
    public static Devp2pBodies Of(IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        int[] counts = new int[bodies.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            if (!TransactionItems.TryCount(new RlpReader(bodies[i].Span), out counts[i])) { throw new ArgumentException("Not a list of transactions.", nameof(bodies)); }
        }

        return new Devp2pBodies { TransactionCounts = counts, Transactions = bodies };
    }

    /// <summary>Reads the payload. False when it has another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pBodies? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader bodies) || !bodies.TryCount(out int count)) { return false; }
        int[] counts = new int[count];
        ReadOnlyMemory<byte>[] items = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < count; i++)
        {
            if (!bodies.TryReadList(out RlpReader body) || !body.TryReadList(out RlpReader transactions) || !body.IsEmpty
                || !TransactionItems.TryCount(transactions, out counts[i]))
            {
                return false;
            }

            items[i] = transactions.Remaining.ToArray();
        }

        message = new Devp2pBodies { TransactionCounts = counts, Transactions = items };
        return true;
    }

    /// <summary>The payload.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(1024);
        int list = writer.BeginList();
        foreach (ReadOnlyMemory<byte> items in Transactions)
        {
            int body = writer.BeginList();
            int transactions = writer.BeginList();
            writer.WriteEncoded(items.Span);
            writer.EndList(transactions);
            writer.EndList(body);
        }

        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("bodies", TransactionCounts.Count);
        foreach (int count in TransactionCounts) { visitor.Field("transactions", count); }
    }
}
