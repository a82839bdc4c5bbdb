using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>What a store keeps of a block: RLP <c>[block, [receipt…], [[address, account]…]]</c>, an account being empty where there is none any more.</summary>
internal static class BlockRecord
{
    /// <summary>The bytes of a record.</summary>
    public static byte[] Encode(Block block, IReadOnlyList<ReadOnlyMemory<byte>> receipts, IReadOnlyList<KeyValuePair<EthereumAddress, Account?>> changes)
    {
        RlpWriter writer = new(2048);
        int list = writer.BeginList();
        block.Write(writer);
        int items = writer.BeginList();
        foreach (ReadOnlyMemory<byte> receipt in receipts) { writer.WriteEncoded(receipt.Span); }
        writer.EndList(items);
        int accounts = writer.BeginList();
        foreach ((EthereumAddress address, Account? account) in changes)
        {
            int one = writer.BeginList();
            writer.Write(address.ToArray());
            writer.Write(account is null ? [] : account.Encode());
            writer.EndList(one);
        }

        writer.EndList(accounts);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <summary>Reads a record; null of what it is not asked for.</summary>
    public static (Block Block, List<ReadOnlyMemory<byte>> Receipts, List<KeyValuePair<EthereumAddress, Account?>> Changes) Read(ReadOnlyMemory<byte> record)
    {
        RlpReader outer = new(record.Span);
        List<ReadOnlyMemory<byte>> receipts = [];
        List<KeyValuePair<EthereumAddress, Account?>> changes = [];
        if (!outer.TryReadList(out RlpReader fields) || !fields.TryReadItem(out ReadOnlySpan<byte> blockBytes) || !Block.TryRead(blockBytes.ToArray(), out Block? block, out _)
            || !fields.TryReadList(out RlpReader receiptItems) || !fields.TryReadList(out RlpReader accounts))
        {
            throw Unreadable();
        }

        while (receiptItems.TryReadItem(out ReadOnlySpan<byte> receipt)) { receipts.Add(receipt.ToArray()); }
        while (accounts.TryReadList(out RlpReader one))
        {
            if (!one.TryReadFixed(EthereumAddress.Size, out ReadOnlySpan<byte> address) || !one.TryReadBytes(out ReadOnlySpan<byte> encoded)) { throw Unreadable(); }
            Account? account = null;
            if (!encoded.IsEmpty && !Account.TryRead(encoded.ToArray(), out account)) { throw Unreadable(); }
            changes.Add(new(new EthereumAddress(address), account));
        }

        return (block!, receipts, changes);
    }

    private static WeirException Unreadable() => new("the chain's file has a record that is none; it was written by something else");
}
