namespace Weir.Wire.Ethereum;

/// <summary>What became of a transaction (klaytn-state 4.4): <c>[status, gasUsed, bloom, logs]</c>. The gas is that of this transaction alone. Immutable.</summary>
public sealed class Receipt : IDescribed
{
    /// <summary>The status of a transaction that did what it should; others, 2 to 0x1e, say why not.</summary>
    public const ulong Success = 1;

    /// <summary>The status.</summary>
    public required ulong Status { get; init; }

    /// <summary>Gas that this transaction took.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>The bloom filter of <see cref="Logs"/>, 256 bytes.</summary>
    public required ReadOnlyMemory<byte> Bloom { get; init; }

    /// <summary>What contracts wrote.</summary>
    public IReadOnlyList<LogEntry> Logs { get; init; } = [];

    /// <summary>The receipt of a transaction with these logs; the filter follows from them.</summary>
    public static Receipt Create(ulong status, ulong gasUsed, IReadOnlyList<LogEntry> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        byte[] bloom = new byte[BlockHeader.BloomSize];
        foreach (LogEntry log in logs)
        {
            LogBloom.Add(bloom, log.Address.ToArray());
            foreach (Hash256 topic in log.Topics) { LogBloom.Add(bloom, topic.ToArray()); }
        }

        return new Receipt { Status = status, GasUsed = gasUsed, Bloom = bloom, Logs = logs };
    }

    /// <summary>Reads a receipt that is one whole RLP list; the value keeps views of <paramref name="encoded"/>.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> encoded, out Receipt? receipt)
    {
        receipt = null;
        RlpReader outer = new(encoded.Span);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty || !fields.TryReadUInt64(out ulong status) || !fields.TryReadUInt64(out ulong gas)
            || !fields.TryReadFixed(BlockHeader.BloomSize, out ReadOnlySpan<byte> bloom) || !fields.TryReadList(out RlpReader items) || !fields.IsEmpty || !items.TryCount(out int count))
        {
            return false;
        }

        LogEntry[] logs = new LogEntry[count];
        for (int i = 0; i < count; i++)
        {
            if (!items.TryReadList(out RlpReader one) || !one.TryReadFixed(EthereumAddress.Size, out ReadOnlySpan<byte> address) || !one.TryReadList(out RlpReader topicItems)
                || !topicItems.TryCount(out int topicCount) || !one.TryReadBytes(out ReadOnlySpan<byte> data) || !one.IsEmpty)
            {
                return false;
            }

            Hash256[] topics = new Hash256[topicCount];
            for (int t = 0; t < topicCount; t++)
            {
                if (!topicItems.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> topic)) { return false; }
                topics[t] = new Hash256(topic);
            }

            logs[i] = new LogEntry(new EthereumAddress(address), topics, OwnedBytes.Slice(encoded, data));
        }

        receipt = new Receipt { Status = status, GasUsed = gas, Bloom = OwnedBytes.Slice(encoded, bloom), Logs = logs };
        return true;
    }

    /// <summary>The receipt as one RLP list.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(BlockHeader.BloomSize + 32);
        int list = writer.BeginList();
        writer.Write(Status);
        writer.Write(GasUsed);
        writer.Write(Bloom.Span);
        int logs = writer.BeginList();
        foreach (LogEntry log in Logs)
        {
            int one = writer.BeginList();
            writer.Write(log.Address);
            int topics = writer.BeginList();
            foreach (Hash256 topic in log.Topics) { writer.Write(topic); }
            writer.EndList(topics);
            writer.Write(log.Data.Span);
            writer.EndList(one);
        }

        writer.EndList(logs);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.Field("status", (long)Math.Min(Status, long.MaxValue));
        visitor.Field("gas_used", (long)Math.Min(GasUsed, long.MaxValue));
        visitor.Field("logs", Logs.Count);
    }
}
