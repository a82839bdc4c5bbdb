namespace Weir.Wire.Ethereum;

/// <summary>A block on the wire (klaytn-ibft 3.6): <c>[header, [transactions]]</c>. The transactions are kept as they are encoded.</summary>
public sealed class Block : IDescribed
{
    private readonly ReadOnlyMemory<byte> _transactions;

    /// <summary>A block of a header and the items of its transactions, without the list around them.</summary>
    /// <exception cref="ArgumentException">The items do not form whole transactions.</exception>
    public Block(BlockHeader header, ReadOnlyMemory<byte> transactions)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (!TransactionItems.TryCount(new RlpReader(transactions.Span), out int count)) { throw new ArgumentException("Not a list of transactions.", nameof(transactions)); }
        Header = header;
        _transactions = transactions;
        TransactionCount = count;
    }

    private Block(BlockHeader header, ReadOnlyMemory<byte> transactions, int count)
    {
        Header = header;
        _transactions = transactions;
        TransactionCount = count;
    }

    /// <summary>The header.</summary>
    public BlockHeader Header { get; }

    /// <summary>How many transactions; not the number of items in their list.</summary>
    public int TransactionCount { get; }

    /// <summary>A reader over the items of the transactions, for <see cref="TransactionItems.TryRead"/>.</summary>
    public RlpReader Transactions => new(_transactions.Span);

    /// <summary>The transactions one by one as they are encoded, type bytes included; views of the block's bytes.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TransactionBytes()
    {
        ReadOnlyMemory<byte>[] found = new ReadOnlyMemory<byte>[TransactionCount];
        RlpReader items = Transactions;
        int at = 0;
        for (int i = 0; i < found.Length && TransactionItems.TryRead(ref items, out ReadOnlySpan<byte> transaction); i++)
        {
            found[i] = _transactions.Slice(at, transaction.Length);
            at += transaction.Length;
        }

        return found;
    }

    /// <summary>Reads a block that is one whole RLP list; the value keeps views of <paramref name="encoded"/>. False with the reason when it is none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> encoded, out Block? block, out string? error)
    {
        block = null;
        RlpReader outer = new(encoded.Span);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty || !fields.TryReadItem(out ReadOnlySpan<byte> header)
            || !fields.TryReadList(out RlpReader transactions) || !fields.IsEmpty)
        {
            error = "block: not a list of a header and a list";
            return false;
        }

        if (!TransactionItems.TryCount(transactions, out int count))
        {
            error = "block: the transactions are not whole";
            return false;
        }

        if (!BlockHeader.TryRead(OwnedBytes.Slice(encoded, header), out BlockHeader? read, out error)) { return false; }
        block = new Block(read!, OwnedBytes.Slice(encoded, transactions.Remaining), count);
        return true;
    }

    /// <summary>The block as one RLP list.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(1024 + _transactions.Length);
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>Appends the block as one RLP list.</summary>
    public void Write(RlpWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        int list = writer.BeginList();
        Header.Write(writer);
        int transactions = writer.BeginList();
        writer.WriteEncoded(_transactions.Span);
        writer.EndList(transactions);
        writer.EndList(list);
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Begin("header");
        Header.Describe(visitor);
        visitor.End();
        visitor.Field("transactions", TransactionCount);
    }
}
