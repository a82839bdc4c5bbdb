namespace Weir.Wire.Ethereum;

/// <summary>
/// Transactions in a list of RLP items (klaytn-ibft 3.6). One transaction is a list (legacy), one type byte and a list (Klaytn's types), or <c>78</c>, a type byte and a list
/// (Ethereum's types): the number of items is not the number of transactions.
/// </summary>
public static class TransactionItems
{
    /// <summary>The byte in front of Ethereum's own types.</summary>
    public const byte EthereumEnvelope = 0x78;

    /// <summary>Reads the next transaction as it is encoded, type bytes included. False when the items end, or do not form one; then nothing has been read.</summary>
    public static bool TryRead(ref RlpReader items, out ReadOnlySpan<byte> transaction)
    {
        ReadOnlySpan<byte> start = items.Remaining;
        RlpReader ahead = items;
        transaction = default;
        if (ahead.PeekKind() == RlpKind.Bytes)
        {
            if (!TryReadType(ref ahead, out byte type) || (type == EthereumEnvelope && !TryReadType(ref ahead, out _))) { return false; }
        }

        if (ahead.PeekKind() != RlpKind.List || !ahead.TrySkip()) { return false; }
        transaction = start[..(start.Length - ahead.Remaining.Length)];
        items = ahead;
        return true;
    }

    /// <summary>Counts the transactions that are left, without moving; false when the items do not form whole transactions.</summary>
    public static bool TryCount(RlpReader items, out int count)
    {
        count = 0;
        while (!items.IsEmpty)
        {
            if (!TryRead(ref items, out _)) { return false; }
            count++;
        }

        return true;
    }

    private static bool TryReadType(ref RlpReader items, out byte type)
    {
        bool read = items.TryReadFixed(1, out ReadOnlySpan<byte> bytes);
        type = read ? bytes[0] : (byte)0;
        return read;
    }
}
