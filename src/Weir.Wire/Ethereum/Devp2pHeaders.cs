namespace Weir.Wire.Ethereum;

/// <summary>Headers (klaytn-ibft 2.5): code 0x18 carries a list of them, code 0x13 one.</summary>
public sealed class Devp2pHeaders : IDescribed
{
    /// <summary>The headers.</summary>
    public required IReadOnlyList<BlockHeader> Headers { get; init; }

    /// <summary>True for the single header of code 0x13, which has no list around it.</summary>
    public bool IsBare { get; init; }

    /// <summary>Reads the list form. False when the payload has another, or one of the headers is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pHeaders? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader items)) { return false; }
        ReadOnlyMemory<byte> owned = items.Remaining.ToArray();
        items = new RlpReader(owned.Span);
        List<BlockHeader> headers = [];
        while (!items.IsEmpty)
        {
            if (!items.TryReadItem(out ReadOnlySpan<byte> item) || !BlockHeader.TryRead(OwnedBytes.Slice(owned, item), out BlockHeader? header, out _)) { return false; }
            headers.Add(header!);
        }

        message = new Devp2pHeaders { Headers = headers };
        return true;
    }

    /// <summary>Reads the single form. False when the payload has another.</summary>
    public static bool TryReadOne(ReadOnlySpan<byte> payload, out Devp2pHeaders? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadItem(out ReadOnlySpan<byte> item) || !BlockHeader.TryRead(item.ToArray(), out BlockHeader? header, out _)) { return false; }
        message = new Devp2pHeaders { Headers = [header!], IsBare = true };
        return true;
    }

    /// <summary>The payload.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(1024);
        int list = IsBare ? 0 : writer.BeginList();
        foreach (BlockHeader header in Headers) { header.Write(writer); }
        if (!IsBare) { writer.EndList(list); }
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("headers", Headers.Count);
        foreach (BlockHeader header in Headers)
        {
            visitor.Begin("header");
            header.Describe(visitor);
            visitor.End();
        }
    }
}
