using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>One TCP option (RFC 9293 3.2), as <see cref="TcpOptions"/> hands it on: its length was checked. The accessors of a kind give their value for that kind, and 0 or nothing for others.</summary>
public readonly ref struct TcpOption
{
    /// <summary>No operation, one byte (RFC 9293 3.2).</summary>
    public const byte NoOperation = 1;
    /// <summary>Maximum segment size, 4 bytes (RFC 9293 3.7.1).</summary>
    public const byte MaximumSegmentSizeKind = 2;
    /// <summary>Window scale, 3 bytes (RFC 7323 2.2).</summary>
    public const byte WindowScaleKind = 3;
    /// <summary>SACK permitted, 2 bytes (RFC 2018 2).</summary>
    public const byte SackPermittedKind = 4;
    /// <summary>SACK, 2 bytes and 8 a block (RFC 2018 3).</summary>
    public const byte SackKind = 5;
    /// <summary>Timestamps, 10 bytes (RFC 7323 3.2).</summary>
    public const byte TimestampsKind = 8;

    private readonly ReadOnlySpan<byte> _bytes;

    internal TcpOption(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Kind number (IANA, TCP option kind numbers).</summary>
    public byte Kind => _bytes[0];

    /// <summary>Length in bytes, kind and length octets included.</summary>
    public int Length => _bytes.Length;

    /// <summary>The bytes behind the length octet.</summary>
    public ReadOnlySpan<byte> Value => _bytes.Length > 2 ? _bytes[2..] : default;

    /// <summary>Maximum segment size in bytes (RFC 9293 3.7.1).</summary>
    public ushort MaximumSegmentSize => Kind == MaximumSegmentSizeKind && Length == 4 ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]) : (ushort)0;

    /// <summary>Window scale: the shift count (RFC 7323 2.2).</summary>
    public byte WindowScale => Kind == WindowScaleKind && Length == 3 ? _bytes[2] : (byte)0;

    /// <summary>True when this is a timestamps option of the right length.</summary>
    public bool IsTimestamps => Kind == TimestampsKind && Length == 10;

    /// <summary>Timestamp value (RFC 7323 3.2, TSval).</summary>
    public uint Timestamp => IsTimestamps ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[2..]) : 0;

    /// <summary>Timestamp echo reply (RFC 7323 3.2, TSecr).</summary>
    public uint TimestampEcho => IsTimestamps ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[6..]) : 0;

    /// <summary>Whole blocks of a SACK option (RFC 2018 3).</summary>
    public int SackBlocks => Kind == SackKind ? (Length - 2) / 8 : 0;

    /// <summary>The edges of a SACK block: the first sequence number in it and the first behind it (RFC 2018 3). <paramref name="index"/> is below <see cref="SackBlocks"/>; else both are 0.</summary>
    public (uint Left, uint Right) SackBlock(int index) => (uint)index < (uint)SackBlocks
        ? (BinaryPrimitives.ReadUInt32BigEndian(_bytes[(2 + (8 * index))..]), BinaryPrimitives.ReadUInt32BigEndian(_bytes[(6 + (8 * index))..]))
        : default;
}
