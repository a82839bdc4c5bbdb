using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>Enhanced Packet Block (draft-ietf-opsawg-pcapng 4.3): one packet with its interface, time and options.</summary>
public readonly ref struct EnhancedPacketBlock
{
    /// <summary>Bytes of the body before the packet.</summary>
    public const int FixedLength = 20;
    /// <summary>epb_flags: direction, reception type, checksum state; 4 bytes.</summary>
    public const ushort FlagsOption = 2;
    /// <summary>epb_hash: a byte that tells the algorithm, then the hash.</summary>
    public const ushort HashOption = 3;
    /// <summary>epb_dropcount: packets lost between this and the one before it on its interface; 8 bytes.</summary>
    public const ushort DropCountOption = 4;
    /// <summary>epb_packetid: 8 bytes.</summary>
    public const ushort PacketIdOption = 5;
    /// <summary>epb_queue: 4 bytes.</summary>
    public const ushort QueueOption = 6;
    /// <summary>epb_verdict: a byte that tells who decided, then the verdict.</summary>
    public const ushort VerdictOption = 7;

    private EnhancedPacketBlock(ReadOnlySpan<byte> body, bool bigEndian, int capturedLength)
    {
        InterfaceId = ByteOrder.ReadUInt32(body, bigEndian);
        Timestamp = ((ulong)ByteOrder.ReadUInt32(body[4..], bigEndian) << 32) | ByteOrder.ReadUInt32(body[8..], bigEndian);
        OriginalLength = ByteOrder.ReadUInt32(body[16..], bigEndian);
        Packet = body.Slice(FixedLength, capturedLength);
        Options = BlockFields.After(body, FixedLength + BlockFields.Padded(capturedLength));
        BigEndian = bigEndian;
    }

    /// <summary>Byte order of the section.</summary>
    public bool BigEndian { get; }

    /// <summary>Number of the interface within the section.</summary>
    public uint InterfaceId { get; }

    /// <summary>Time in the interface's units.</summary>
    public ulong Timestamp { get; }

    /// <summary>Bytes on the wire.</summary>
    public uint OriginalLength { get; }

    /// <summary>The captured bytes.</summary>
    public ReadOnlySpan<byte> Packet { get; }

    /// <summary>The options.</summary>
    public ReadOnlySpan<byte> Options { get; }

    /// <summary>Reads the body of an Enhanced Packet Block; false with what is wrong when the packet does not fit into it.</summary>
    public static bool TryRead(scoped in PcapngBlock block, out EnhancedPacketBlock packet, [NotNullWhen(false)] out string? error)
    {
        packet = default;
        error = BlockFields.CheckLength(block, FixedLength);
        if (error is not null) { return false; }
        uint captured = ByteOrder.ReadUInt32(block.Body[12..], block.BigEndian);
        if (captured > (uint)(block.Body.Length - FixedLength))
        {
            error = $"an Enhanced Packet Block says its packet has {captured} bytes; {block.Body.Length - FixedLength} are left in the block";
            return false;
        }

        packet = new EnhancedPacketBlock(block.Body, block.BigEndian, (int)captured);
        return true;
    }

    /// <summary>Begins the block and writes fields and packet; options may follow.</summary>
    public static void Write(PcapngBlockWriter writer, uint interfaceId, ulong timestamp, ReadOnlySpan<byte> packet, uint originalLength)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(PcapngBlockType.EnhancedPacket);
        writer.UInt32(interfaceId);
        writer.UInt32((uint)(timestamp >> 32));
        writer.UInt32((uint)timestamp);
        writer.UInt32((uint)packet.Length);
        writer.UInt32(originalLength);
        writer.PaddedBytes(packet);
    }
}
