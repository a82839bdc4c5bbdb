namespace Weir.Wire.Ethereum;

/// <summary>The content of one frame: message code and payload, decompressed. A view: the payload is valid until the next frame is read.</summary>
public readonly ref struct RlpxFrame
{
    /// <summary>Makes the view.</summary>
    public RlpxFrame(ulong code, ReadOnlySpan<byte> payload)
    {
        Code = code;
        Payload = payload;
    }

    /// <summary>The message code.</summary>
    public ulong Code { get; }

    /// <summary>The message's RLP.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Splits the plain content of a frame (without padding) into the code, an RLP integer, and the payload as it stands (klaytn-ibft 1.6). False when there is no code.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> content, out ulong code, out ReadOnlySpan<byte> payload)
    {
        RlpReader reader = new(content);
        bool read = reader.TryReadUInt64(out code);
        payload = read ? reader.Remaining : default;
        return read;
    }
}
