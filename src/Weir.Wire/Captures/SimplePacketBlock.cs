using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>Simple Packet Block (draft-ietf-opsawg-pcapng 4.4): one packet of the section's first interface, without a time.</summary>
public readonly ref struct SimplePacketBlock
{
    /// <summary>Bytes of the body before the packet.</summary>
    public const int FixedLength = 4;

    private SimplePacketBlock(uint originalLength, ReadOnlySpan<byte> packet)
    {
        OriginalLength = originalLength;
        Packet = packet;
    }

    /// <summary>Bytes on the wire.</summary>
    public uint OriginalLength { get; }

    /// <summary>The captured bytes: the original length, unless the interface's snapshot length is less.</summary>
    public ReadOnlySpan<byte> Packet { get; }

    /// <summary>Reads the body of a Simple Packet Block; false with what is wrong when the packet does not fit into it.</summary>
    /// <param name="block">The block.</param>
    /// <param name="snapLength">Snapshot length of the section's first interface; 0 means no limit.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="error">Null, or what is wrong.</param>
    public static bool TryRead(scoped in PcapngBlock block, uint snapLength, out SimplePacketBlock packet, [NotNullWhen(false)] out string? error)
    {
        packet = default;
        error = BlockFields.CheckLength(block, FixedLength);
        if (error is not null) { return false; }
        uint original = ByteOrder.ReadUInt32(block.Body, block.BigEndian);
        uint captured = snapLength == 0 ? original : Math.Min(original, snapLength);
        int available = block.Body.Length - FixedLength;
        if (captured > (uint)available)
        {
            error = $"a Simple Packet Block says its packet has {captured} bytes; {available} are left in the block";
            return false;
        }

        packet = new SimplePacketBlock(original, block.Body.Slice(FixedLength, (int)captured));
        return true;
    }

    /// <summary>Begins the block and writes the packet. Nothing may follow: this block has no options.</summary>
    public static void Write(PcapngBlockWriter writer, ReadOnlySpan<byte> packet, uint originalLength)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(PcapngBlockType.SimplePacket);
        writer.UInt32(originalLength);
        writer.PaddedBytes(packet);
    }
}
