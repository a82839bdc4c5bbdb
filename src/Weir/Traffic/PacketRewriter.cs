using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>
/// Gives packets other addresses, ports, tags and hop limits, and keeps every checksum above a changed field right, field by field (RFC 1624), also of packets that are cut off, fragments, quoted by ICMP errors or
/// inside tunnels. A checksum that was wrong stays wrong. Never throws on what the bytes say. Not safe for several threads.
/// </summary>
internal sealed partial class PacketRewriter
{
    private const int MacLength = 6;
    private readonly RewriteRules _rules;
    private readonly AddressRandomizer? _random;
    private byte[] _bytes = new byte[4096];
    private int _length;
    private TrafficSide _side;

    /// <summary>Makes a rewriter.</summary>
    public PacketRewriter(RewriteRules rules)
    {
        _rules = rules;
        _random = rules.RandomSeed is { } seed ? new AddressRandomizer(seed) : null;
    }

    /// <summary>Packets given so far.</summary>
    public long Packets { get; private set; }

    /// <summary>Packets that came out with other bytes.</summary>
    public long Changed { get; private set; }

    /// <summary>Packets without an IP or ARP header that could be read: no address was changed in them.</summary>
    public long NotUnderstood { get; private set; }

    /// <summary>Packets whose layers are cut off by the capture or contradict themselves: what lies behind that place was left as it is.</summary>
    public long CutOff { get; private set; }

    /// <summary>Gives the changed packet; its bytes are valid until the next call.</summary>
    /// <param name="packet">The captured bytes.</param>
    /// <param name="link">How they begin.</param>
    /// <param name="number">The packet's number, for messages.</param>
    /// <param name="side">Which side sent it.</param>
    /// <param name="originalLength">In and out: bytes on the wire.</param>
    /// <exception cref="WeirException">The rules ask for something that this kind of link does not have.</exception>
    public ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> packet, LinkType link, long number, TrafficSide side, ref int originalLength)
    {
        if (packet.Length + VlanTag.Size > _bytes.Length) { _bytes = new byte[Math.Max(packet.Length + VlanTag.Size, 2 * _bytes.Length)]; }
        _side = side;
        _coverCount = 0;
        _understood = false;
        _cut = false;
        Packets++;
        if (link == LinkType.Ethernet) { CopyEthernet(packet); }
        else if (_rules.NeedsEthernet)
        {
            throw new WeirException($"packet {number} has no Ethernet header (link type {(int)link}), so hardware addresses and VLAN tags cannot be changed");
        }
        else
        {
            packet.CopyTo(_bytes);
            _length = packet.Length;
        }

        originalLength += _length - packet.Length;
        Link(link, 0, _length);
        if (_rules.FixChecksums) { ComputeChecksums(); }
        if (!_understood) { NotUnderstood++; }
        if (_cut) { CutOff++; }
        ReadOnlySpan<byte> result = _bytes.AsSpan(0, _length);
        if (!result.SequenceEqual(packet)) { Changed++; }
        return result;
    }

    /// <summary>Copies a frame with its new hardware addresses and tags. A frame that is cut off inside them is copied as it is.</summary>
    private void CopyEthernet(ReadOnlySpan<byte> packet)
    {
        const int tags = 2 * MacLength;
        VlanEdit edit = _rules.Vlan;
        if (packet.Length < EthernetHeader.Size)
        {
            packet.CopyTo(_bytes);
            _length = packet.Length;
            return;
        }

        WriteMac(packet[..MacLength], 0, _rules.DestinationMac);
        WriteMac(packet.Slice(MacLength, MacLength), MacLength, _rules.SourceMac);
        int from = tags;
        int to = tags;
        if (edit.Delete && packet.Length >= EthernetHeader.Size + VlanTag.Size && EtherTypes.IsVlan(BinaryPrimitives.ReadUInt16BigEndian(packet[from..]))) { from += VlanTag.Size; }
        if (edit.Add is { } id)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(to), edit.Type);
            VlanTag.Write(_bytes.AsSpan(to + 2), id, 0, edit.Priority, edit.DropEligible);
            to += VlanTag.Size;
        }

        packet[from..].CopyTo(_bytes.AsSpan(to));
        _length = to + packet.Length - from;
        if (edit.Change.Count == 0) { return; }
        for (int at = tags; at + 4 <= _length && EtherTypes.IsVlan(Read16(at)); at += VlanTag.Size)
        {
            // The identifier is the low 12 bits of the tag control information (IEEE 802.1Q 9.6).
            ushort control = Read16(at + 2);
            if (edit.Change.TryGetValue((ushort)(control & 0x0fff), out ushort changed)) { BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(at + 2), (ushort)((control & 0xf000) | changed)); }
        }
    }

    private void WriteMac(ReadOnlySpan<byte> before, int at, MacRule? rule)
    {
        if (_rules.Macs.Count > 0 && _rules.Macs.TryGetValue(MacAddress.Read(before), out MacAddress mapped)) { mapped.CopyTo(_bytes.AsSpan(at)); }
        else if (rule is not null) { (_side == TrafficSide.Client ? rule.OfClients : rule.OfServers).CopyTo(_bytes.AsSpan(at)); }
        else { before.CopyTo(_bytes.AsSpan(at)); }
    }

    private ushort Read16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at, 2));
}
