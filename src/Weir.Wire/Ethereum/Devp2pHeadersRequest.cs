namespace Weir.Wire.Ethereum;

/// <summary>Request of headers, code 0x17 (klaytn-ibft 2.5): <c>[origin, amount, skip, reverse]</c>, where the origin is a hash of 32 bytes or a number.</summary>
public sealed class Devp2pHeadersRequest : IDescribed
{
    /// <summary>The hash to begin at; null when <see cref="OriginNumber"/> says it.</summary>
    public Hash256? OriginHash { get; init; }

    /// <summary>The number to begin at.</summary>
    public ulong OriginNumber { get; init; }

    /// <summary>How many headers.</summary>
    public required ulong Amount { get; init; }

    /// <summary>How many blocks to leave out between two.</summary>
    public ulong Skip { get; init; }

    /// <summary>True to go towards the genesis block.</summary>
    public bool IsReverse { get; init; }

    /// <summary>Reads the payload. False when it has another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pHeadersRequest? request)
    {
        request = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader fields)) { return false; }
        Hash256? hash = null;
        ulong number = 0;
        if (fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> bytes)) { hash = new Hash256(bytes); }
        else if (!fields.TryReadUInt64(out number)) { return false; }
        if (!fields.TryReadUInt64(out ulong amount) || !fields.TryReadUInt64(out ulong skip) || !fields.TryReadBoolean(out bool isReverse) || !fields.IsEmpty) { return false; }
        request = new Devp2pHeadersRequest { OriginHash = hash, OriginNumber = number, Amount = amount, Skip = skip, IsReverse = isReverse };
        return true;
    }

    /// <summary>The payload.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new();
        int list = writer.BeginList();
        if (OriginHash is { } hash) { writer.Write(hash); } else { writer.Write(OriginNumber); }
        writer.Write(Amount);
        writer.Write(Skip);
        writer.Write(IsReverse);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        if (OriginHash is { } hash) { visitor.Field("origin_hash", hash.ToString()); } else { visitor.Field("origin_number", (long)Math.Min(OriginNumber, long.MaxValue)); }
        visitor.Field("amount", (long)Math.Min(Amount, long.MaxValue));
        visitor.Field("skip", (long)Math.Min(Skip, long.MaxValue));
        visitor.Field("reverse", IsReverse);
    }
}
