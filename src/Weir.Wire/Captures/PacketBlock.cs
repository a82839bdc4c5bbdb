using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>Packet Block (draft-ietf-opsawg-pcapng appendix A): what came before the Enhanced Packet Block; 16 bits of interface and a count of drops.</summary>
public readonly ref struct PacketBlock
{
    /// <summary>Bytes of the body before the packet.</summary>
    public const int FixedLength = 20;
    /// <summary>What <see cref="DropCount"/> says when the writer did not know.</summary>
    public const ushort DropsUnknown = 0xffff;

    private PacketBlock(scoped in PcapngBlock block, int capturedLength)
    {
        ReadOnlySpan<byte> body = block.Body;
        InterfaceId = ByteOrder.ReadUInt16(body, block.BigEndian);
        DropCount = ByteOrder.ReadUInt16(body[2..], block.BigEndian);
        Timestamp = ((ulong)ByteOrder.ReadUInt32(body[4..], block.BigEndian) << 32) | ByteOrder.ReadUInt32(body[8..], block.BigEndian);
        OriginalLength = ByteOrder.ReadUInt32(body[16..], block.BigEndian);
        Packet = body.Slice(FixedLength, capturedLength);
        Options = BlockFields.After(body, FixedLength + BlockFields.Padded(capturedLength));
    }

    /// <summary>Number of the interface within the section.</summary>
    public ushort InterfaceId { get; }

    /// <summary>Packets lost between this and the one before it on its interface, or <see cref="DropsUnknown"/>.</summary>
    public ushort DropCount { get; }

    /// <summary>Time in the interface's units.</summary>
    public ulong Timestamp { get; }

    /// <summary>Bytes on the wire.</summary>
    public uint OriginalLength { get; }

    /// <summary>The captured bytes.</summary>
    public ReadOnlySpan<byte> Packet { get; }

    /// <summary>The options, numbered as those of <see cref="EnhancedPacketBlock"/>.</summary>
    public ReadOnlySpan<byte> Options { get; }

    /// <summary>Reads the body of a Packet Block; false with what is wrong when the packet does not fit into it.</summary>
    public static bool TryRead(scoped in PcapngBlock block, out PacketBlock packet, [NotNullWhen(false)] out string? error)
    {
        packet = default;
        error = BlockFields.CheckLength(block, FixedLength);
        if (error is not null) { return false; }
        uint captured = ByteOrder.ReadUInt32(block.Body[12..], block.BigEndian);
        if (captured > (uint)(block.Body.Length - FixedLength))
        {
            error = $"a Packet Block says its packet has {captured} bytes; {block.Body.Length - FixedLength} are left in the block";
            return false;
        }

        packet = new PacketBlock(block, (int)captured);
        return true;
    }

    /// <summary>Begins the block and writes fields and packet; options may follow. For tests and old readers: the Enhanced Packet Block replaced it.</summary>
    public static void Write(
        PcapngBlockWriter writer, ushort interfaceId, ushort dropCount, ulong timestamp, ReadOnlySpan<byte> packet, uint originalLength)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(PcapngBlockType.Packet);
        writer.UInt16(interfaceId);
        writer.UInt16(dropCount);
        writer.UInt32((uint)(timestamp >> 32));
        writer.UInt32((uint)timestamp);
        writer.UInt32((uint)packet.Length);
        writer.UInt32(originalLength);
        writer.PaddedBytes(packet);
    }
}
