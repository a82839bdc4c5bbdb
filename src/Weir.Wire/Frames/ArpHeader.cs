using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>An ARP packet with address fields of any length (RFC 826). <see cref="TryRead"/> checks the lengths once; no accessor can fail.</summary>
public readonly ref struct ArpHeader
{
    /// <summary>Length of the fields before the addresses, in bytes.</summary>
    public const int MinSize = 8;

    /// <summary>Length of a packet for IPv4 over Ethernet, in bytes.</summary>
    public const int EthernetIPv4Size = 28;

    private readonly ReadOnlySpan<byte> _bytes;

    private ArpHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Hardware address space; 1 is Ethernet (RFC 826, ar$hrd).</summary>
    public ushort HardwareType => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>Protocol address space: an EtherType (RFC 826, ar$pro).</summary>
    public ushort ProtocolType => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Length of a hardware address in bytes (RFC 826, ar$hln).</summary>
    public byte HardwareLength => _bytes[4];

    /// <summary>Length of a protocol address in bytes (RFC 826, ar$pln).</summary>
    public byte ProtocolLength => _bytes[5];

    /// <summary>1 request, 2 reply; more from IANA (RFC 826, ar$op).</summary>
    public ushort Operation => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>Hardware address of the sender (RFC 826, ar$sha).</summary>
    public ReadOnlySpan<byte> SenderHardware => _bytes.Slice(MinSize, HardwareLength);

    /// <summary>Protocol address of the sender (RFC 826, ar$spa).</summary>
    public ReadOnlySpan<byte> SenderProtocol => _bytes.Slice(MinSize + HardwareLength, ProtocolLength);

    /// <summary>Hardware address of the target (RFC 826, ar$tha).</summary>
    public ReadOnlySpan<byte> TargetHardware => _bytes.Slice(MinSize + HardwareLength + ProtocolLength, HardwareLength);

    /// <summary>Protocol address of the target (RFC 826, ar$tpa).</summary>
    public ReadOnlySpan<byte> TargetProtocol => _bytes.Slice(MinSize + (2 * HardwareLength) + ProtocolLength, ProtocolLength);

    /// <summary>Length of the packet in bytes.</summary>
    public int Length => MinSize + (2 * (HardwareLength + ProtocolLength));

    /// <summary>True for IPv4 over Ethernet (1) or another IEEE 802 network (6), the case that everybody means.</summary>
    public bool IsEthernetIPv4 => HardwareType is 1 or 6 && ProtocolType == EtherTypes.IPv4 && HardwareLength == 6 && ProtocolLength == 4;

    /// <summary>Views the packet at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ArpHeader header, out LengthError error)
    {
        header = default;
        error = default;
        var arp = new ArpHeader(bytes);
        int needed = bytes.Length < MinSize ? MinSize : arp.Length;
        if (bytes.Length < needed)
        {
            error = new LengthError("arp", 0, needed, bytes.Length, "frame");
            return false;
        }

        header = arp;
        return true;
    }

    /// <summary>Writes a packet for IPv4 over Ethernet and returns its length. Hardware addresses are 6 bytes.</summary>
    public static int Write(Span<byte> buffer, ushort operation, ReadOnlySpan<byte> senderHardware, IpAddress sender, ReadOnlySpan<byte> targetHardware, IpAddress target)
    {
        Span<byte> packet = buffer[..EthernetIPv4Size];
        BinaryPrimitives.WriteUInt16BigEndian(packet, 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], EtherTypes.IPv4);
        packet[4] = 6;
        packet[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], operation);
        senderHardware[..6].CopyTo(packet[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(packet[14..], (uint)sender.Value);
        targetHardware[..6].CopyTo(packet[18..]);
        BinaryPrimitives.WriteUInt32BigEndian(packet[24..], (uint)target.Value);
        return EthernetIPv4Size;
    }
}
