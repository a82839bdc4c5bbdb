using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>An IEEE 802.2 LLC header, with its SNAP extension where there is one (IEEE 802 10.3, RFC 1042). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct LlcHeader
{
    /// <summary>Length of an LLC header with a one-byte control field, in bytes.</summary>
    public const int MinSize = 3;

    /// <summary>Length with the SNAP extension, in bytes.</summary>
    public const int SnapSize = 8;

    /// <summary>The service access point that announces SNAP.</summary>
    public const byte SnapSap = 0xaa;

    private readonly ReadOnlySpan<byte> _bytes;

    private LlcHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Destination service access point (IEEE 802.2 3.3.1).</summary>
    public byte DestinationSap => _bytes[0];

    /// <summary>Source service access point (IEEE 802.2 3.3.1).</summary>
    public byte SourceSap => _bytes[1];

    /// <summary>Control field: 3 for unnumbered information (IEEE 802.2 5.3). The first byte of it where it has two.</summary>
    public byte Control => _bytes[2];

    /// <summary>True when a SNAP extension follows and is there whole.</summary>
    public bool IsSnap => _bytes.Length >= SnapSize && DestinationSap == SnapSap && SourceSap == SnapSap && Control == 3;

    /// <summary>Organisation code of SNAP, 24 bits; 0 without SNAP (IEEE 802 10.3).</summary>
    public uint OrganisationCode => IsSnap ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[2..]) & 0xffffff : 0;

    /// <summary>Protocol number of SNAP, in the numbering of its organisation; 0 without SNAP.</summary>
    public ushort SnapProtocol => IsSnap ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]) : (ushort)0;

    /// <summary>The EtherType that this header stands for: SNAP with organisation 0 (RFC 1042) or 0x0000f8 (802.1H), or the access point of IP; else 0.</summary>
    public ushort EtherType => IsSnap
        ? (OrganisationCode is 0 or 0xf8 ? SnapProtocol : (ushort)0)
        : DestinationSap == 6 && SourceSap == 6 && Control == 3 ? EtherTypes.IPv4 : (ushort)0;

    /// <summary>Length in bytes, with SNAP where there is one.</summary>
    public int HeaderLength => IsSnap ? SnapSize : MinSize;

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out LlcHeader header, out LengthError error)
    {
        if (bytes.Length < MinSize)
        {
            header = default;
            error = new LengthError("llc", 0, MinSize, bytes.Length, "frame");
            return false;
        }

        header = new LlcHeader(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes an LLC header without SNAP and returns its length.</summary>
    public static int Write(Span<byte> buffer, byte destinationSap, byte sourceSap, byte control)
    {
        buffer[2] = control;
        buffer[1] = sourceSap;
        buffer[0] = destinationSap;
        return MinSize;
    }

    /// <summary>Writes an LLC header with SNAP and returns its length. Of <paramref name="organisationCode"/> the low 24 bits are used.</summary>
    public static int WriteSnap(Span<byte> buffer, uint organisationCode, ushort protocol)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[6..SnapSize], protocol);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[2..], 0x03000000 | (organisationCode & 0xffffff));
        buffer[1] = SnapSap;
        buffer[0] = SnapSap;
        return SnapSize;
    }
}
