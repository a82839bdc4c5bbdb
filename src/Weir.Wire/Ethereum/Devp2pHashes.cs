namespace Weir.Wire.Ethereum;

/// <summary>A request by hashes (klaytn-ibft 2.5): codes 0x14, 0x19, 0x1c, 0x1e and 0x22 carry <c>[hash …]</c>, code 0x12 one bare hash.</summary>
public sealed class Devp2pHashes : IDescribed
{
    /// <summary>The hashes.</summary>
    public required IReadOnlyList<Hash256> Hashes { get; init; }

    /// <summary>True for the bare form of code 0x12.</summary>
    public bool IsBare { get; init; }

    /// <summary>Reads the list form. False when the payload has another.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pHashes? message)
    {
        message = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader items) || !items.TryCount(out int count)) { return false; }
        Hash256[] hashes = new Hash256[count];
        for (int i = 0; i < count; i++)
        {
            if (!items.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> hash)) { return false; }
            hashes[i] = new Hash256(hash);
        }

        message = new Devp2pHashes { Hashes = hashes };
        return true;
    }

    /// <summary>Reads the bare form. False when the payload has another.</summary>
    public static bool TryReadOne(ReadOnlySpan<byte> payload, out Devp2pHashes? message)
    {
        RlpReader outer = new(payload);
        bool read = outer.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> hash);
        message = read ? new Devp2pHashes { Hashes = [new Hash256(hash)], IsBare = true } : null;
        return read;
    }

    /// <summary>The payload.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new();
        int list = IsBare ? 0 : writer.BeginList();
        foreach (Hash256 hash in Hashes) { writer.Write(hash); }
        if (!IsBare) { writer.EndList(list); }
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("hashes", Hashes.Count);
        foreach (Hash256 hash in Hashes) { visitor.Field("hash", hash.ToString()); }
    }
}
