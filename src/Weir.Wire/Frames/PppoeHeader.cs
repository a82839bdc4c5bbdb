using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>A PPPoE session header with the PPP protocol number behind it (RFC 2516 4, RFC 1661 2). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct PppoeHeader
{
    /// <summary>Length with the PPP protocol number, in bytes.</summary>
    public const int Size = 8;

    /// <summary>Length without the PPP protocol number, in bytes: <see cref="Length"/> counts from there.</summary>
    public const int SizeBeforeProtocol = 6;

    private readonly ReadOnlySpan<byte> _bytes;

    private PppoeHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Code: 0 in the session stage (RFC 2516 4).</summary>
    public byte Code => _bytes[1];

    /// <summary>Session number (RFC 2516 4).</summary>
    public ushort SessionId => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Length of the PPP frame, its protocol number included, in bytes (RFC 2516 4).</summary>
    public ushort Length => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    /// <summary>PPP protocol number (RFC 1661 2): 0x0021 IPv4 (RFC 1332), 0x0057 IPv6 (RFC 5072).</summary>
    public ushort Protocol => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>True when an IP packet follows.</summary>
    public bool IsIp => Code == 0 && (Protocol is 0x0021 or 0x0057);

    /// <summary>What follows the PPP protocol number.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PppoeHeader header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("pppoe", 0, Size, bytes.Length, "frame");
            return false;
        }

        header = new PppoeHeader(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a session header and returns its length. <paramref name="payloadLength"/> counts the bytes behind the PPP protocol number.</summary>
    public static int Write(Span<byte> buffer, ushort sessionId, ushort protocol, int payloadLength)
    {
        Span<byte> header = buffer[..Size];
        header[0] = 0x11;
        header[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], sessionId);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(payloadLength + 2));
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], protocol);
        return Size;
    }
}
