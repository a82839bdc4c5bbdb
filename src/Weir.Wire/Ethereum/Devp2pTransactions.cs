namespace Weir.Wire.Ethereum;

/// <summary>Transactions, code 0x16 (klaytn-ibft 2.5, 3.6). Only how many is kept.</summary>
public sealed class Devp2pTransactions : IDescribed
{
    /// <summary>How many transactions; not the number of items in the list.</summary>
    public required int Count { get; init; }

    /// <summary>Bytes of them all, without the list's header.</summary>
    public required int Bytes { get; init; }

    /// <summary>Reads the payload. False when it is no list of whole transactions.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pTransactions? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader items) || !TransactionItems.TryCount(items, out int count)) { return false; }
        message = new Devp2pTransactions { Count = count, Bytes = items.Remaining.Length };
        return true;
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("transactions", Count);
        visitor.Field("bytes", Bytes);
    }
}
