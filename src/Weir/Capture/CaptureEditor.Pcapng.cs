using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Capture;

/// <content>Files of the pcapng format: blocks are copied as they are, and those with a packet are put together anew around it.</content>
internal sealed partial class CaptureEditor
{
    private readonly List<(int LinkType, uint SnapLength)> _interfaces = [];

    private void CopyPcapng(PacketEdit edit, Func<bool> goOn)
    {
        bool bigEndian = false;
        for (long look = 0; (++look & 1023) != 0 || goOn();)
        {
            if (!Fill(PcapngBlock.PrefixLength))
            {
                Cut("a block", PcapngBlock.PrefixLength);
                return;
            }

            if (!PcapngBlock.TryReadLength(_buffer.AsSpan(_position, PcapngBlock.PrefixLength), ref bigEndian, out PcapngBlockType type, out int length, out string? error))
            {
                Damage(error);
                return;
            }

            if (!Fill(length))
            {
                Cut(PcapngBlock.Name(type), length);
                return;
            }

            if (!PcapngBlock.TryRead(_buffer.AsSpan(_position, length), bigEndian, out PcapngBlock block, out error) || !TryCopy(block, length, edit, out error))
            {
                Damage(error!);
                return;
            }

            _position += length;
            WriteOut(OutputBuffer);
        }
    }

    private bool TryCopy(scoped in PcapngBlock block, int length, PacketEdit edit, out string? error)
    {
        error = null;
        switch (block.Type)
        {
            case PcapngBlockType.EnhancedPacket:
                if (!EnhancedPacketBlock.TryRead(block, out EnhancedPacketBlock enhanced, out error)) { return false; }
                return TryCopyPacket(block, enhanced.InterfaceId, EnhancedPacketBlock.FixedLength, enhanced.Packet, enhanced.OriginalLength, enhanced.Options, edit, out error);
            case PcapngBlockType.Packet:
                if (!PacketBlock.TryRead(block, out PacketBlock old, out error)) { return false; }
                return TryCopyPacket(block, old.InterfaceId, PacketBlock.FixedLength, old.Packet, old.OriginalLength, old.Options, edit, out error);
            case PcapngBlockType.SimplePacket:
                if (!SimplePacketBlock.TryRead(block, _interfaces.Count > 0 ? _interfaces[0].SnapLength : 0, out SimplePacketBlock simple, out error)) { return false; }
                return TryCopyPacket(block, 0, SimplePacketBlock.FixedLength, simple.Packet, simple.OriginalLength, default, edit, out error);
            case PcapngBlockType.SectionHeader:
                _interfaces.Clear();
                break;
            case PcapngBlockType.InterfaceDescription:
                if (!InterfaceDescriptionBlock.TryRead(block, out InterfaceDescriptionBlock description, out error)) { return false; }
                if (_interfaces.Count == ushort.MaxValue)
                {
                    error = $"the section describes more than {ushort.MaxValue} interfaces";
                    return false;
                }

                _interfaces.Add((description.LinkType, description.SnapLength));
                break;
        }

        Span<byte> copy = _written.Take(length);
        _buffer.AsSpan(_position, length).CopyTo(copy);
        // When packets grow, so do the limits that the file tells, and the length of the section is not known any more (draft-ietf-opsawg-pcapng 4.1: all ones).
        if (_growth > 0 && block.Type == PcapngBlockType.SectionHeader && block.Body.Length >= 16) { copy.Slice(16, 8).Fill(0xff); }
        else if (_growth > 0 && block.Type == PcapngBlockType.InterfaceDescription && _interfaces[^1].SnapLength is > 0 and < uint.MaxValue - 64 and uint limit)
        {
            Write32(copy[12..], limit + (uint)_growth, block.BigEndian);
        }

        return true;
    }

    private bool TryCopyPacket(
        scoped in PcapngBlock block, uint id, int fixedLength, ReadOnlySpan<byte> packet, uint originalLength, ReadOnlySpan<byte> options, PacketEdit edit, out string? error)
    {
        if (id >= (uint)_interfaces.Count)
        {
            error = $"it was captured on interface {id}, but its section has described {_interfaces.Count}";
            return false;
        }

        int limit = CaptureLimits.PacketLengthOf(_interfaces[(int)id].LinkType);
        error = packet.Length <= limit ? null : $"it has {packet.Length} captured bytes, more than the limit of {limit}";
        if (error is not null) { return false; }
        int original = (int)Math.Min(originalLength, int.MaxValue);
        ReadOnlySpan<byte> edited = edit(packet, (LinkType)_interfaces[(int)id].LinkType, PacketCount + 1, ref original);
        int padded = (edited.Length + 3) & ~3;
        int total = PcapngBlock.Overhead + fixedLength + padded + options.Length;
        Span<byte> copy = _written.Take(total);
        Write32(copy, (uint)block.Type, block.BigEndian);
        Write32(copy[4..], (uint)total, block.BigEndian);
        block.Body[..fixedLength].CopyTo(copy[8..]);
        if (edited.Length != packet.Length)
        {
            bool simple = fixedLength == SimplePacketBlock.FixedLength; // it tells the length on the wire only
            if (!simple) { Write32(copy[20..], (uint)edited.Length, block.BigEndian); }
            Write32(copy[(simple ? 8 : 24)..], (uint)original, block.BigEndian);
        }

        edited.CopyTo(copy[(8 + fixedLength)..]);
        copy.Slice(8 + fixedLength + edited.Length, padded - edited.Length).Clear();
        options.CopyTo(copy[(8 + fixedLength + padded)..]);
        Write32(copy[(total - 4)..], (uint)total, block.BigEndian);
        PacketCount++;
        return true;
    }
}
