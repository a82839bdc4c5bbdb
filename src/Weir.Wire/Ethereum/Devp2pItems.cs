namespace Weir.Wire.Ethereum;

/// <summary>Answers whose content is not looked into, codes 0x1d, 0x1f and 0x23 (klaytn-ibft 2.5): a list; how many items and bytes.</summary>
public sealed class Devp2pItems : IDescribed
{
    /// <summary>Items of the list.</summary>
    public required int Count { get; init; }

    /// <summary>Bytes of them all, without the list's header.</summary>
    public required int Bytes { get; init; }

    /// <summary>Reads the payload. False when it is no list of whole items.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pItems? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader items) || !items.TryCount(out int count)) { return false; }
        message = new Devp2pItems { Count = count, Bytes = items.Remaining.Length };
        return true;
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("items", Count);
        visitor.Field("bytes", Bytes);
    }
}
